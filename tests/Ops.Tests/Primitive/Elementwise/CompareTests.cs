using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class CompareTests
{
    [Test]
    public void Comparisons_are_masks_and_constants()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, double.NaN });
        (x > 1).Value.ToArray().ShouldBe([0, 1, 0]);
        (x >= 1).Value.ToArray().ShouldBe([1, 1, 0]);
        (x < 2).Value.ToArray().ShouldBe([1, 0, 0]);
        (x <= 2).Value.ToArray().ShouldBe([1, 1, 0]);
        x.EqualTo(2).Value.ToArray().ShouldBe([0, 1, 0]);
        x.NotEqualTo(2).Value.ToArray().ShouldBe([1, 0, 1]);
        (x > 1).RequiresGrad.ShouldBeFalse();
        Should.Throw<GradientException>(() => (x > 1).Sum().Backward());
    }
}
