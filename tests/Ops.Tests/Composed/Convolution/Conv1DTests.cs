using Autograd;
using static Ops.Tests.WindowLoops;

namespace Ops.Tests;

[TestFixture]
public class Conv1DTests
{
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
