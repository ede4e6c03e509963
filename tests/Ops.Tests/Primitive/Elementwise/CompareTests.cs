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

    [Test]
    public void Masks_are_combined_as_in_NumPy()
    {
        var x = new Parameter<double>(new[] { 0.0, 0, -0.5, 2, double.NaN });
        var y = Node.Constant([0.0, 1, 0, 3, 0]);
        (x & y).Value.ToArray().ShouldBe([0, 0, 0, 1, 0]);
        (x | y).Value.ToArray().ShouldBe([0, 1, 1, 1, 1]);
        (!x).Value.ToArray().ShouldBe([1, 1, 0, 0, 0]);
        ((x > 0) & (x < 1)).Value.ToArray().ShouldBe([0, 0, 0, 0, 0]);
        (x.And(y), x.Or(y), x.Not()).ShouldSatisfyAllConditions(
            masks => masks.Item1.Value.ShouldBe((x & y).Value),
            masks => masks.Item2.Value.ShouldBe((x | y).Value),
            masks => masks.Item3.Value.ShouldBe((!x).Value),
            masks => masks.Item1.RequiresGrad.ShouldBeFalse(),
            masks => masks.Item2.RequiresGrad.ShouldBeFalse(),
            masks => masks.Item3.RequiresGrad.ShouldBeFalse());
        x.And(Node.Constant(new[,] { { 1.0 }, { 0 } })).Value.ToArray().ShouldBe([0, 0, 1, 1, 1, 0, 0, 0, 0, 0]);
        Should.Throw<ShapeException>(() => x.And(new[] { 1.0, 1 })).Message.ShouldContain("And: x has shape (5) and y has shape (2)");
        Should.Throw<ShapeException>(() => x.Or(new[] { 1.0, 1 })).Message.ShouldContain("Or: x has shape (5) and y has shape (2)");
    }
}
