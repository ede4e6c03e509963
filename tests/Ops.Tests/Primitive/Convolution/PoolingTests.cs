using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Values, ties, padding and strong zeros of pooling.</summary>
[TestFixture]
[Category("Kernels")]
public class PoolingTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Pooling_agrees_with_the_definition_for_random_settings()
    {
        var random = new Random(21);
        for (var trial = 0; trial < 300; trial++)
        {
            HeightWidth size = (random.Next(1, 4), random.Next(1, 4));
            HeightWidth stride = (random.Next(1, 4), random.Next(1, 4));
            HeightWidth padding = (random.Next(size.Height), random.Next(size.Width));
            var x = Initialize.Normal<double>([random.Next(1, 3), random.Next(1, 3), random.Next(3, 8), random.Next(3, 8)], random);

            // All below 0, so that a padding of 0 would win; half of them whole numbers, so that some tie.
            var negative = new Parameter<double>(
                NdArray.Generate(x.Shape, () => trial % 2 == 0 ? random.NextDouble() - 10 : random.Next(-4, -1)));
            var max = negative.MaxPool2D(size, stride, padding);
            var average = negative.AveragePool2D(size, stride, padding);
            average.Shape.ShouldBe(max.Shape);
            var seed = Initialize.Normal<double>(max.Shape, random);
            var gradient = new double[x.Size];
            max.Shape[2].ShouldBe(((x.Shape[2] + (2 * padding.Height) - size.Height) / stride.Height) + 1);
            max.Shape[3].ShouldBe(((x.Shape[3] + (2 * padding.Width) - size.Width) / stride.Width) + 1);
            for (var flat = 0; flat < max.Shape.Size; flat++)
            {
                var (plane, p, q) = (flat / (max.Shape[2] * max.Shape[3]), flat / max.Shape[3] % max.Shape[2], flat % max.Shape[3]);
                var inside = new List<int>();
                for (var row = p * stride.Height - padding.Height; row < p * stride.Height - padding.Height + size.Height; row++)
                {
                    for (var column = q * stride.Width - padding.Width; column < q * stride.Width - padding.Width + size.Width; column++)
                    {
                        if (row >= 0 && row < x.Shape[2] && column >= 0 && column < x.Shape[3])
                        {
                            inside.Add((((plane * x.Shape[2]) + row) * x.Shape[3]) + column);
                        }
                    }
                }

                max.Span[flat].ShouldBe(inside.Max(i => negative.Span[i]), $"trial {trial}");
                average.Span[flat].ShouldBe(inside.Sum(i => negative.Span[i]) / (size.Height * size.Width), 1e-13, $"trial {trial}");
                var winners = inside.FindAll(i => negative.Span[i] == inside.Max(j => negative.Span[j]));
                winners.ForEach(i => gradient[i] += seed.Span[flat] / winners.Count);
            }

            max.Gradient(negative, seed).Value.ToArray().ShouldBe(gradient, 1e-12, $"trial {trial}");
        }
    }

    [TestCase(37, 41, 3, 2, 1)]
    [TestCase(4, 70, 2, 2, 0)]
    [TestCase(9, 35, 5, 1, 2)]
    [TestCase(8, 40, 2, 3, 0)]
    [TestCase(3, 3, 2, 4, 1)]
    [TestCase(2, 9, 9, 8, 8)]
    public void Windows_side_by_side_are_those_of_the_definition(int height, int width, int size, int stride, int padding)
    {
        var window = (height: Math.Min(size, height), width: size);
        HeightWidth padded = (Math.Min(padding, window.height - 1), padding);
        var random = new Random(width);
        var x = new Parameter<float>(NdArray.Generate<float>([2, 3, height, width], () => random.Next(40) switch
        {
            0 => float.NaN,
            < 12 => float.NegativeInfinity,
            var number => number / 8,
        }));
        var y = x.MaxPool2D((window.height, window.width), stride, padded);
        var seed = NdArray.Generate<float>(y.Shape, () => random.Next(1, 9));
        var direction = NdArray.Generate<float>(x.Shape, () => random.Next(-9, 9));
        var along = new MaxPool2DMean((window.height, window.width), stride, padded).Apply(x, direction).Value;
        var gradient = new double[x.Shape.Size];
        for (var flat = 0; flat < y.Shape.Size; flat++)
        {
            var (plane, p, q) = (flat / (y.Shape[2] * y.Shape[3]), flat / y.Shape[3] % y.Shape[2], flat % y.Shape[3]);
            var rows = Enumerable.Range((p * stride) - padded.Height, window.height).Where(row => row >= 0 && row < height);
            var columns = Enumerable.Range((q * stride) - padded.Width, window.width).Where(column => column >= 0 && column < width);
            int[] inside = [.. rows.SelectMany(row => columns.Select(column => (((plane * height) + row) * width) + column))];
            float[] elements = [.. inside.Select(i => x.Value.Span[i])];
            var largest = elements.Any(float.IsNaN) ? float.NaN : elements.Max();
            y.Span[flat].ShouldBe(largest, $"window {flat}");
            int[] winners = [.. inside.Where(i => float.IsNaN(largest) || x.Value.Span[i] == largest)];
            Array.ForEach(winners, i => gradient[i] += seed.Span[flat] / (double)winners.Length);
            ((double)along.Span[flat]).ShouldBe(winners.Average(i => (double)direction.Span[i]), 1e-5, $"window {flat}");
        }

        y.Gradient(x, seed).Value.ToArray().Select(element => (double)element).ShouldBe(gradient, 1e-4);
    }

    [Test]
    public void Derivatives_are_right_for_all_settings([Values(1, 2, 3)] int stride, [Values(0, 1)] int padding)
    {
        // Distinct elements, further apart than a difference quotient reaches: no ties.
        var elements = Enumerable.Range(0, 2 * 2 * 5 * 6).Select(i => i * 0.01).ToArray();
        new Random(stride).Shuffle(elements);
        var x = new NdArray<double>([2, 2, 5, 6], elements);
        GradientCheck.Of(x => x.MaxPool2D((2, 3), stride, padding).Square(), x).ShouldPass();
        GradientCheck.Of(x => x.Square().AveragePool2D((2, 3), stride, padding), x).ShouldPass();
    }

    [Test]
    public void Max_pooling_shares_the_gradient_of_a_tie_equally()
    {
        MaxGradient([3, 1, 3, 2], 4).ShouldBe([0.5, 0, 0.5, 0]);
        MaxGradient([2, 2, 2, 2], 2).ShouldBe([0.5, 0.5, 0.5, 0.5]);
    }

    [Test]
    public void The_derivative_of_max_pooling_along_a_direction_is_its_mean_where_elements_tie()
    {
        var direction = Image([5, 7, 1, double.PositiveInfinity]);
        var along = new MaxPool2DMean((1, 2), (1, 2), 0).Apply(Image([3, 3, 2, 1]), direction);
        along.Value.ToArray().ShouldBe([6, 1]);
        along.Sum().Gradient(direction).Value.ToArray().ShouldBe([0.5, 0.5, 1, 0]);
    }

    [Test]
    public void Windows_of_two_by_two_agree_with_the_definition_for_all_widths()
    {
        for (var width = 2; width < 24; width++)
        {
            ShouldPool<double>(width);
            ShouldPool<float>(width);
        }
    }

    [Test]
    public void An_element_that_is_the_largest_of_several_windows_gets_the_sum() =>
        MaxGradient([1, 5, 1], 2, stride: 1).ShouldBe([0, 2, 0]);

    [Test]
    public void Padding_never_wins()
    {
        // Not even where it has the same value, or is as low as can be.
        Pool([-2, -1], 2, padding: 1).Value.ToArray().ShouldBe([-2, -1]);
        MaxGradient([0, -1, 0], 3, stride: 2, padding: 1).ShouldBe([1, 0, 1]);
        Pool([-Inf, -Inf], 2, padding: 1).Value.ToArray().ShouldBe([-Inf, -Inf]);
        MaxGradient([-Inf, -Inf], 2, padding: 1).ShouldBe([1, 1]);
    }

    [Test]
    public void Max_pooling_keeps_infinite_slopes_out_of_what_is_not_the_largest()
    {
        // Before the pooling, where the slope of an element that loses is infinite; and after it, where the gradient itself is.
        var x = Image([0, 4, 9, 0]);
        x.Sqrt().MaxPool2D((1, 2)).Sum().Gradient(x).Value.ToArray().ShouldBe([0, 0.25, 1.0 / 6, 0], 1e-15);
        var y = Image([-1, 0, 4, -4]);
        y.MaxPool2D((1, 2)).Sqrt().Sum().Gradient(y).Value.ToArray().ShouldBe([0, Inf, 0.25, 0]);
    }

    [Test]
    public void Nan_wins_and_its_window_keeps_a_gradient()
    {
        Pool([1, double.NaN, 3, 4], 2).Value.ToArray().ShouldBe([double.NaN, 4]);
        Pool([1, double.NaN, 3, 4], 2, stride: 1).Value.ToArray().ShouldBe([double.NaN, double.NaN, 4]);
        MaxGradient([1, double.NaN, 3, 4], 2).ShouldBe([0.5, 0.5, 0, 1]);
    }

    [Test]
    public void Pooling_of_sequences_is_that_of_images_of_height_1()
    {
        var x = new Parameter<double>(new NdArray<double>([1, 1, 5], 1, 4, 4, 2, 9));
        x.MaxPool1D(2).Value.ShouldBe(new NdArray<double>([1, 1, 2], 4, 4));
        x.MaxPool1D(3, stride: 2, padding: 1).Value.ShouldBe(new NdArray<double>([1, 1, 3], 4, 4, 9));
        x.MaxPool1D(3, stride: 2, padding: 1).Sum().Gradient(x).Value.ToArray().ShouldBe([0, 1.5, 0.5, 0, 1]);
        x.AveragePool1D(2).Value.ToArray().ShouldBe([2.5, 3]);
        x.AveragePool1D(3, stride: 2, padding: 1).Value.ToArray().ShouldBe([5.0 / 3, 10.0 / 3, 11.0 / 3], 1e-15);
        x.AveragePool1D(3, stride: 2, padding: 1, countPadding: false).Value.ToArray().ShouldBe([2.5, 10.0 / 3, 5.5], 1e-15);
        new Parameter<double>(NdArray.Zeros<double>([0, 2, 4])).AveragePool1D(2).Shape.ShouldBe([0, 2, 2]);

        // The last element is in no window.
        var root = new Parameter<double>(new NdArray<double>([1, 1, 3], 4, 16, 0));
        root.Sqrt().AveragePool1D(2).Sum().Gradient(root).Value.ToArray().ShouldBe([0.125, 0.0625, 0]);
        root.Sqrt().MaxPool1D(2).Sum().Gradient(root).Value.ToArray().ShouldBe([0, 0.125, 0]);
    }

    [Test]
    public void Average_pooling_without_the_padding_divides_by_what_is_inside()
    {
        // The corners have 4 elements inside, the edges 6, the middle 9.
        var x = Node.Constant(NdArray.Ones<double>([1, 1, 3, 3]));
        x.AveragePool2D(3, stride: 1, padding: 1, countPadding: false).Value.ToArray().ShouldBe(
            Enumerable.Repeat(1.0, 9).ToArray(), 1e-15);
        x.AveragePool2D(3, stride: 1, padding: 1).Value.ToArray()
            .ShouldBe([4 / 9.0, 6 / 9.0, 4 / 9.0, 6 / 9.0, 1, 6 / 9.0, 4 / 9.0, 6 / 9.0, 4 / 9.0], 1e-15);
    }

    [Test]
    public void Pooling_of_sequences_names_what_does_not_fit()
    {
        Node<double> x = NdArray.Ones<double>([1, 1, 4]);
        Should.Throw<ShapeException>(() => x.Squeeze().MaxPool1D(2)).Message
            .ShouldContain("MaxPool1D: x has shape (4) with 1 axes; give sequences (n, channels, length)");
        Should.Throw<ArgumentOutOfRangeException>(() => x.MaxPool1D(2, padding: 2)).Message.ShouldContain("MaxPool1D: padding");
        Should.Throw<ShapeException>(() => x.AveragePool1D(5)).Message
            .ShouldContain("AveragePool1D: a window of size 5 with dilation 1 spans 5 elements, but along the length there are 4");
        Should.Throw<ArgumentOutOfRangeException>(() => x.AveragePool1D(2, stride: 0)).Message
            .ShouldContain("AveragePool1D: stride 0 along the length");
    }

    [Test]
    public void Average_pooling_counts_the_zeros_of_the_padding()
    {
        var x = Image([2, 4, 6]);
        var y = x.AveragePool2D((1, 2), padding: (0, 1));
        y.Value.ToArray().ShouldBe([1, 5]);
        y.Sum().Gradient(x).Value.ToArray().ShouldBe([0.5, 0.5, 0.5]);
    }

    [Test]
    public void Without_a_stride_windows_lie_side_by_side_and_the_rest_is_left_out()
    {
        Pool([1, 2, 3, 4, 9], 2).Value.ToArray().ShouldBe([2, 4]);
        MaxGradient([1, 2, 3, 4, 9], 2).ShouldBe([0, 1, 0, 1, 0]);
    }

    [Test]
    public void Empty_batches_work_and_empty_images_have_no_largest_element()
    {
        var none = new Parameter<double>(NdArray.Zeros<double>([0, 3, 4, 4]));
        none.MaxPool2D(2).Shape.ShouldBe([0, 3, 2, 2]);
        none.MaxPool2D(2, padding: 1).Sum().Gradient(none).Shape.ShouldBe([0, 3, 4, 4]);
        none.AveragePool2D(2).Sum().Gradient(none).Shape.ShouldBe([0, 3, 4, 4]);
        Should.Throw<ShapeException>(() => Node.Constant(NdArray.Zeros<double>([1, 1, 0, 2])).MaxPool2D(2, padding: 1)).Message
            .ShouldContain("nothing has no largest element");
    }

    // Few different elements, so that many tie, and NaN.
    private static void ShouldPool<T>(int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(width);
        var x = new Parameter<T>(
            NdArray.Generate<T>([2, 1, 5, width], () => random.Next(20) == 0 ? T.NaN : T.CreateChecked(random.Next(3))));
        var pooled = x.MaxPool2D(2);
        var seed = NdArray.Generate<T>(pooled.Shape, () => T.CreateChecked(random.Next(1, 100)));
        var gradient = new T[x.Shape.Size];
        for (var window = 0; window < pooled.Shape.Size; window++)
        {
            var (row, q) = Math.DivRem(window, width / 2);
            var corner = (((row / 2 * 5) + (row % 2 * 2)) * width) + (2 * q);
            int[] four = [corner, corner + 1, corner + width, corner + width + 1];
            var elements = Array.ConvertAll(four, i => x.Span[i]);
            var largest = Array.Exists(elements, T.IsNaN) ? T.NaN : elements.Max();
            pooled.Span[window].ShouldBe(largest);
            var winners = Array.FindAll(four, i => T.IsNaN(largest) || x.Span[i] == largest);
            foreach (var i in winners)
            {
                gradient[i] += seed.Span[window] / T.CreateChecked(winners.Length);
            }
        }

        pooled.Gradient(x, seed).Value.ToArray().ShouldBe(gradient);
    }

    private static Parameter<double> Image(double[] row) => new(new NdArray<double>([1, 1, 1, row.Length], row));

    private static Node<double> Pool(double[] row, int size, int? stride = null, int padding = 0) =>
        Image(row).MaxPool2D((1, size), (1, stride ?? size), (0, padding));

    private static double[] MaxGradient(double[] row, int size, int? stride = null, int padding = 0)
    {
        var x = Image(row);
        return x.MaxPool2D((1, size), (1, stride ?? size), (0, padding)).Sum().Gradient(x).Value.ToArray();
    }
}
