using System.Numerics;
using Autograd;
using static Ops.Tests.WindowLoops;

namespace Ops.Tests;

/// <summary>Convolutions and what they are made of, compared with loops that follow the definition.</summary>
[TestFixture]
[Category("Kernels")]
public class ConvolutionTests
{
    [Test]
    public void Conv2D_agrees_with_the_definition_for_random_settings()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 300; trial++)
        {
            ShouldConvolve<double>(random, 1e-13, trial);
            ShouldConvolve<float>(random, 1e-4, trial);
        }
    }

    [Test]
    public void Conv2DWeight_agrees_with_the_definition_for_random_settings()
    {
        var random = new Random(15);
        for (var trial = 0; trial < 100; trial++)
        {
            ShouldSumTaps<double>(random, 1e-12, trial);
            ShouldSumTaps<float>(random, 1e-3, trial);
        }
    }

    [Test]
    public void The_gradients_of_a_convolution_of_large_images_are_its_adjoints([Values(2, 9)] int outputs)
    {
        // Images of more rows than are looked at together: sum(g conv(x, w)) = sum(w dw(g, x)) = sum(x dx(g, w)), with numbers that are
        // summed up without rounding.
        var random = new Random(16);
        var window = new Window2D((3, 2), 1, 1, 1);
        NdArray<double> Whole(Shape shape) => new(shape, Enumerable.Range(0, shape.Size).Select(_ => (double)random.Next(-3, 4)).ToArray());
        var (x, w) = (Node.Constant(Whole([2, 4, 400, 300])), Node.Constant(Whole([outputs, 4, 3, 2])));
        var y = new Conv2D(window, 1).Apply(x, w);
        var g = Node.Constant(Whole(y.Shape));
        var expected = (y * g).Sum().Scalar;
        (new Conv2DWeight(window, 1).Apply(g, x) * w).Sum().Scalar.ShouldBe(expected);
        (new Conv2DImages(window, (400, 300), 1).Apply(g, w) * x).Sum().Scalar.ShouldBe(expected);
    }

    [Test]
    public void Conv2D_has_right_first_and_second_derivatives_for_all_settings(
        [Values(1, 2, 3)] int stride, [Values(0, 1, 2)] int padding, [Values(1, 2)] int dilation, [Values(1, 2, 4)] int groups)
    {
        var random = new Random((stride * 100) + (padding * 10) + dilation);
        NdArray<double>[] inputs =
        [
            Initialize.Normal<double>([2, 4, 6, 5], random), Initialize.Normal<double>([4, 4 / groups, 3, 2], random),
            Initialize.Normal<double>([4], random),
        ];
        GradientCheck.Of(x => x[0].Conv2D(x[1], x[2], (stride, 3), (padding, 1), dilation, groups), inputs).ShouldPass();
        GradientCheck.Of(x => x[0].Conv2D(x[1], x[2], stride, padding, (dilation, 1), groups), inputs).ShouldPass();
    }

    [Test]
    public void A_third_derivative_is_right_too()
    {
        // y = sum(conv(x, w)^3) is cubic in w: for x and w of one element each it is (x w)^3, with third derivative 6 x^3.
        var w = new Parameter<double>(NdArray.Full<double>([1, 1, 1, 1], 0.5));
        var y = Node.Constant(NdArray.Full<double>([1, 1, 1, 1], 2)).Conv2D(w);
        var first = (y * y * y).Sum().Gradient(w, differentiable: true);
        var second = first.Sum().Gradient(w, differentiable: true);
        second.Sum().Gradient(w).Scalar.ShouldBe(48, 1e-12);
    }

    [Test]
    public void A_kernel_of_one_element_is_a_matrix_product_at_each_place()
    {
        var random = new Random(14);
        var (x, w) = (Initialize.Normal<double>([2, 3, 4, 5], random), Initialize.Normal<double>([6, 3], random));
        var y = Node.Constant(x).Conv2D(Node.Constant(w.WithShape([6, 3, 1, 1])));
        var product = Node.Constant(w).MatMul(Node.Constant(x.WithShape([2, 3, 20])));
        y.Value.ToArray().ShouldBe(product.Value.ToArray(), 1e-14);
    }

    [Test]
    public void Elements_in_no_window_keep_infinite_slopes_out()
    {
        // Windows of 2 with stride 3: the third column is in none, and the square root has an infinite slope there.
        var x = new Parameter<double>(new NdArray<double>([1, 1, 1, 5], 4.0, 4, 0, 4, 4));
        double[] expected = [0.25, 0.25, 0, 0.25, 0.25];
        x.Sqrt().Unfold2D((1, 2), stride: (1, 3)).Sum().Gradient(x).Value.ToArray().ShouldBe(expected);
        x.Sqrt().AveragePool2D((1, 2), stride: (1, 3)).Sum().Gradient(x).Value.ToArray()
            .ShouldBe(Array.ConvertAll(expected, each => each / 2));
        x.Sqrt().Conv2D(Node.Constant(NdArray.Ones<double>([1, 1, 1, 2])), stride: (1, 3)).Sum()
            .Gradient(x).Value.ToArray().ShouldBe(expected);
    }

    [Test]
    public void Empty_batches_channels_and_outputs_work()
    {
        var w = new Parameter<double>(NdArray.Ones<double>([4, 3, 2, 2]));
        var none = new Parameter<double>(NdArray.Zeros<double>([0, 3, 5, 5]));
        var y = none.Conv2D(w, Node.Constant(NdArray.Ones<double>([4])));
        y.Shape.ShouldBe([0, 4, 4, 4]);
        y.Sum().Backward()[w].Value.ToArray().ShouldBe(new double[48]);
        y.Sum().Backward()[none].Shape.ShouldBe([0, 3, 5, 5]);

        // Without channels the sum is empty, and the bias is left.
        Ones(2, 0, 3, 3).Conv2D(Ones(1, 0, 2, 2), Ones(1)).Value.ToArray().ShouldBe([1, 1, 1, 1, 1, 1, 1, 1]);
        Ones(2, 3, 3, 3).Conv2D(Ones(0, 3, 2, 2)).Shape.ShouldBe([2, 0, 2, 2]);
        Ones(1, 1, 0, 2).Conv2D(Ones(1, 1, 1, 1), padding: 1).Value.ToArray().ShouldBe(new double[8]);
        Ones(0, 2, 4).Conv1D(Ones(3, 2, 2)).Shape.ShouldBe([0, 3, 3]);
    }

    [Test]
    public void Patches_of_no_channels_are_empty()
    {
        var x = new Parameter<double>(NdArray.Zeros<double>([2, 0, 3, 3]));
        var patches = x.Unfold2D(2);
        patches.Shape.ShouldBe([0, 2, 2, 2, 2, 2]);
        patches.Sum().Gradient(x).Shape.ShouldBe([2, 0, 3, 3]);
    }

    [Test]
    public void Huge_strides_and_paddings_do_not_overflow()
    {
        Ones(1, 1, 3, 3).Unfold2D(2, stride: int.MaxValue).Shape.ShouldBe([1, 2, 2, 1, 1, 1]);
        Ones(1, 1, 1, 1).Unfold2D(1, stride: int.MaxValue, padding: int.MaxValue / 2).Value.ToArray().ShouldBe([0]);
        Ones(1, 1, 3, 3).Unfold2D((2, 1), stride: int.MaxValue, padding: (int.MaxValue, 0), dilation: int.MaxValue).Value.ToArray()
            .ShouldBe([0, 1, 1, 0]);
        Should.Throw<ShapeException>(() => Ones(1, 1, 3, 3).Unfold2D(2, dilation: int.MaxValue)).Message.ShouldContain("2147483648");
        Should.Throw<ShapeException>(() => Ones(1, 1, 3, 3).Unfold2D(1, padding: int.MaxValue));
    }

    [Test]
    public void Nan_reaches_only_the_windows_that_it_is_in()
    {
        var x = Node.Constant(new NdArray<double>([1, 1, 1, 5], 1.0, 2, 3, 4, double.NaN));
        x.Conv2D(Ones(1, 1, 1, 2)).Value.ToArray().ShouldBe([3, 5, 7, double.NaN]);
    }

    [Test]
    public void An_operation_prints_what_it_was_told()
    {
        new Unfold2D(new Window2D(3, (2, 1), 1, 1)).ToString()
            .ShouldBe("Unfold2D(Window = size (3, 3), stride (2, 1), padding (1, 1), dilation (1, 1))");
        new MaxPool2D(2, 2, 0).ToString().ShouldBe("MaxPool2D(Size = (2, 2), Stride = (2, 2), Padding = (0, 0))");
    }

    private static void ShouldConvolve<T>(Random random, double tolerance, int trial)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var window = AnyWindow(random);
        var groups = random.Next(1, 4);
        var (perGroup, outputs) = (random.Next(1, 3), groups * random.Next(1, 11));
        var x = Initialize.Normal<T>([random.Next(1, 4), groups * perGroup, random.Next(5, 10), random.Next(5, 10)], random);
        var weight = Initialize.Normal<T>([outputs, perGroup, window.Size.Height, window.Size.Width], random);
        var bias = random.Next(2) == 0 ? NdArray.Zeros<T>([outputs]) : Initialize.Normal<T>([outputs], random);
        var y = Node.Constant(x).Conv2D(Node.Constant(weight), Node.Constant(bias), window.Stride, window.Padding, window.Dilation, groups);
        y.Shape.ShouldBe(
        [
            x.Shape[0], outputs,
            Windows(x.Shape[2], window.Size.Height, window.Stride.Height, window.Padding.Height, window.Dilation.Height),
            Windows(x.Shape[3], window.Size.Width, window.Stride.Width, window.Padding.Width, window.Dilation.Width),
        ]);
        Each(y.Shape, at =>
        {
            var sum = double.CreateChecked(bias[at[1]]);
            Each([perGroup, window.Size.Height, window.Size.Width], k =>
            {
                var (row, column) = Position(window, at[2], at[3], k[1], k[2]);
                sum += double.CreateChecked(weight[at[1], k[0], k[1], k[2]])
                    * double.CreateChecked(OrZero(x, at[0], (at[1] / (outputs / groups) * perGroup) + k[0], row, column));
            });
            double.CreateChecked(y.Value[at]).ShouldBe(sum, tolerance, $"trial {trial}: {window}, groups {groups}");
        });
    }

    private static void ShouldSumTaps<T>(Random random, double tolerance, int trial)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var window = AnyWindow(random);
        var groups = random.Next(1, 4);
        var (perGroup, outputsOfGroup) = (random.Next(1, 4), random.Next(1, 40));
        var images = Initialize.Normal<T>([random.Next(1, 4), groups * perGroup, random.Next(5, 8), random.Next(5, 8)], random);
        var x = Initialize.Normal<T>(
        [
            images.Shape[0], groups * outputsOfGroup,
            Windows(images.Shape[2], window.Size.Height, window.Stride.Height, window.Padding.Height, window.Dilation.Height),
            Windows(images.Shape[3], window.Size.Width, window.Stride.Width, window.Padding.Width, window.Dilation.Width),
        ], random);
        var y = new Conv2DWeight(window, groups).Apply(Node.Constant(x), Node.Constant(images));
        y.Shape.ShouldBe([x.Shape[1], perGroup, window.Size.Height, window.Size.Width]);
        Each(y.Shape, at =>
        {
            var sum = 0.0;
            Each([x.Shape[0], x.Shape[2], x.Shape[3]], k =>
            {
                var (row, column) = Position(window, k[1], k[2], at[2], at[3]);
                sum += double.CreateChecked(x[k[0], at[0], k[1], k[2]])
                    * double.CreateChecked(OrZero(images, k[0], (at[0] / outputsOfGroup * perGroup) + at[1], row, column));
            });
            double.CreateChecked(y.Value[at]).ShouldBe(sum, tolerance, $"trial {trial}: {window}, groups {groups}");
        });
    }

    private static Node<double> Ones(params int[] shape) => Node.Constant(NdArray.Ones<double>(new Shape(shape)));
}
