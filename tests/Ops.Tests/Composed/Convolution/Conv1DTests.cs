using Autograd;
using static Ops.Tests.WindowLoops;

namespace Ops.Tests;

[TestFixture]
public class Conv1DTests
{
    [Test]
    public void A_transposed_convolution_is_the_gradient_of_a_convolution()
    {
        var random = new Random(5);
        foreach (var (stride, padding, outputPadding, dilation, groups) in new[] { (1, 0, 0, 1, 1), (2, 1, 1, 1, 1), (3, 1, 2, 2, 2) })
        {
            var x = Node.Constant(Initialize.Normal<double>([2, 4, 3, 3], random));
            var weight = Node.Constant(Initialize.Normal<double>([4, 2, 2, 2], random));
            var y = x.ConvTranspose2D(weight, null, stride, padding, outputPadding, dilation, groups);
            var image = new Parameter<double>(NdArray.Zeros<double>(y.Shape));
            var gradient = image.Conv2D(weight, null, stride, padding, dilation, groups).Backward([image], x)[image];
            y.Value.ToArray().ShouldBe(gradient.Value.ToArray(), 1e-14);
        }

        // One element spreads its kernel.
        Node.Constant(new NdArray<double>([1, 1, 2], 1, 10)).ConvTranspose1D(new NdArray<double>([1, 1, 3], 1, 2, 3), stride: 2)
            .Value.ToArray().ShouldBe([1, 2, 13, 20, 30]);
    }

    [Test]
    public void A_transposed_convolution_names_what_does_not_fit()
    {
        Node<double> x = NdArray.Ones<double>([1, 2, 3, 3]), weight = NdArray.Ones<double>([2, 1, 2, 2]);
        Should.Throw<ShapeException>(() => x.ConvTranspose2D(weight.Squeeze(1))).Message
            .ShouldContain("ConvTranspose2D: x has shape (1, 2, 3, 3) and the weight (2, 2, 2)");
        Should.Throw<ShapeException>(() => x.ConvTranspose2D(NdArray.Ones<double>([3, 1, 2, 2]))).Message
            .ShouldContain("with 2 channels and the weight has shape (3, 1, 2, 2) for 3");
        Should.Throw<ShapeException>(() => x.ConvTranspose2D(weight, new[] { 1.0, 1 })).Message
            .ShouldContain("ConvTranspose2D: the bias has shape (2); there are 1 outputs");
        Should.Throw<ArgumentOutOfRangeException>(() => x.ConvTranspose2D(weight, stride: 0)).Message
            .ShouldContain("ConvTranspose2D: stride 0 along the height must be 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => x.ConvTranspose2D(weight, stride: 2, outputPadding: 2)).Message
            .ShouldContain("ConvTranspose2D: outputPadding 2 along the height must be 0 or more and below the stride 2");
        Should.Throw<ShapeException>(() => x.ConvTranspose2D(weight, padding: (0, 2))).Message
            .ShouldContain("ConvTranspose2D: along the width 3 windows of size 2 with stride 1, dilation 1 and padding 2 make "
                + "a length of 0");
        Should.Throw<ArgumentOutOfRangeException>(() => x.ConvTranspose2D(weight, groups: 0)).Message
            .ShouldContain("ConvTranspose2D: groups 0");
        Should.Throw<ShapeException>(() => x.ConvTranspose1D(weight)).Message.ShouldContain("ConvTranspose1D: x has shape (1, 2, 3, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => x.Squeeze(0).ConvTranspose1D(NdArray.Ones<double>([3, 1, 2]), padding: -1)).Message
            .ShouldContain("ConvTranspose1D: padding -1 along the length");
    }

    [Test]
    public void Conv1D_agrees_with_the_definition_for_random_settings()
    {
        var random = new Random(12);
        for (var trial = 0; trial < 200; trial++)
        {
            var (stride, padding, dilation, groups) = (random.Next(1, 4), random.Next(3), random.Next(1, 3), random.Next(1, 3));
            var (kernel, perGroup, outputs) = (random.Next(1, 4), random.Next(1, 3), groups * random.Next(1, 3));
            var x = Initialize.Normal<double>([random.Next(1, 3), groups * perGroup, random.Next(5, 10)], random);
            var weight = Initialize.Normal<double>([outputs, perGroup, kernel], random);
            var bias = Initialize.Normal<double>([outputs], random);
            var y = Node.Constant(x).Conv1D(Node.Constant(weight), Node.Constant(bias), stride, padding, dilation, groups);
            y.Shape[2].ShouldBe(Windows(x.Shape[2], kernel, stride, padding, dilation));
            Each(y.Shape, at =>
            {
                var sum = bias[at[1]];
                Each([perGroup, kernel], k => sum += weight[at[1], k[0], k[1]]
                    * OrZero(x, at[0], (at[1] / (outputs / groups) * perGroup) + k[0], (at[2] * stride) - padding + (k[1] * dilation)));
                y.Value[at].ShouldBe(sum, 1e-13);
            });
        }
    }

    [Test]
    public void Conv1D_has_right_first_and_second_derivatives(
        [Values(1, 2, 3)] int stride, [Values(0, 2)] int padding, [Values(1, 2)] int dilation)
    {
        var random = new Random(stride);
        GradientCheck.Of(
            x => x[0].Conv1D(x[1], x[2], stride, padding, dilation, groups: 2),
            [Initialize.Normal<double>([2, 4, 8], random), Initialize.Normal<double>([2, 2, 3], random),
                Initialize.Normal<double>([2], random)]).ShouldPass();
    }
}
