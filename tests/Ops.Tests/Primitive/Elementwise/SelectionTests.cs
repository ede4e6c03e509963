using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Operations that select elements.</summary>
[TestFixture]
[Category("Kernels")]
public class SelectionTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Maximum_shares_the_gradient_of_a_tie_equally_and_keeps_nan()
    {
        var (z, dx, dy) = Binary((x, y) => x.Maximum(y), [1, 2, 3, double.NaN, 1, 0.0], [2, 2, 1, 1, double.NaN, -0.0]);
        z.ShouldBe([2, 2, 3, double.NaN, double.NaN, 0]);
        dx.ShouldBe([0, 0.5, 1, 0.5, 0.5, 0.5]);
        dy.ShouldBe([1, 0.5, 0, 0.5, 0.5, 0.5]);
        Binary((x, y) => x.Maximum(y), [Inf, -Inf], [1, 1]).Dx.ShouldBe([1, 0]);
    }

    [Test]
    public void Minimum_shares_the_gradient_of_a_tie_equally_and_keeps_nan()
    {
        var (z, dx, dy) = Binary((x, y) => x.Minimum(y), [1, 2, 3, double.NaN, 1, 0.0], [2, 2, 1, 1, double.NaN, -0.0]);
        z.ShouldBe([1, 2, 1, double.NaN, double.NaN, 0]);
        dx.ShouldBe([1, 0.5, 0, 0.5, 0.5, 0.5]);
        dy.ShouldBe([0, 0.5, 1, 0.5, 0.5, 0.5]);
        Binary((x, y) => x.Minimum(y), [Inf, -Inf], [1, 1]).Dx.ShouldBe([0, 1]);
    }

    [Test]
    public void What_is_not_selected_gets_a_strong_zero()
    {
        // The square root has an infinite slope at 0, and is not selected there.
        Gradient(x => x.Sqrt().Maximum(1).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => (-x.Sqrt()).Minimum(-1).Sum(), [0, 4]).ShouldBe([0, -0.25]);
        Gradient(x => x.Sqrt().Clamp(1, 3).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt().HardTanh(1, 3).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt().Maxout(2).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => Node.Constant([1.0, 1]).PRelu(x.Sqrt()).Sum(), [0, 4]).ShouldBe([0, 0]);
    }

    [Test]
    public void It_stays_one_when_the_gradient_is_summed_over_a_broadcast_axis_or_has_strong_zeros_itself()
    {
        Gradient(x => x.Sqrt().Maximum(Node.Constant([1.0, 3])).Sum(), [0]).ShouldBe([0]);
        Gradient(x => x.Sqrt().Maximum(Node.Constant(new[,] { { 1.0, 1 }, { 3, 1 } })).Sum(), [0, 4]).ShouldBe([0, 0.5]);
        var taken = Node.Constant([1.0, 0]);
        Gradient(x => taken.Where(x.Sqrt().Maximum(1), 0).Sum(), [0, 0]).ShouldBe([0, 0]);
        Gradient(x => taken.Where(x.Sqrt().Clamp(1, 3), 0).Sum(), [0, 0]).ShouldBe([0, 0]);
    }

    [Test]
    public void Clamp_has_slope_0_at_a_corner_and_outside()
    {
        Value(x => x.Clamp(-1, 2), [-Inf, -3, -1, 0.5, 2, 3, double.NaN]).ShouldBe([-1, -1, -1, 0.5, 2, 2, double.NaN]);
        Gradient(x => x.Clamp(-1, 2).Sum(), [-Inf, -3, -1, 0.5, 2, 3, double.NaN]).ShouldBe([0, 0, 0, 1, 0, 0, 1]);
        Gradient(x => x.Clamp(2, 2).Sum(), [1, 2, 3]).ShouldBe([0, 0, 0]);
        Value(x => x.Clamp(-Inf, 2), [-3, 3]).ShouldBe([-3, 2]);
        Gradient(x => x.Clamp(-Inf, 2).Sum(), [-3, 3]).ShouldBe([1, 0]);
    }
}
