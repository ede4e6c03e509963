using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Norms of textbook, huge and tiny rows, at 0 and at ties. Expected values are worked by hand.</summary>
[TestFixture]
[Category("Kernels")]
public class NormTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Norms_are_those_of_the_textbook()
    {
        Value(x => x.Norm(), [3, -4]).ShouldBe([5]);
        Value(x => x.Norm(order: 1), [3, -4]).ShouldBe([7]);
        Value(x => x.Norm(order: Inf), [3, -4]).ShouldBe([4]);
        Value(x => x.Norm(order: 3), [3, 4, -5])[0].ShouldBe(6, 1e-14);
        Gradient(x => x.Norm(), [3, -4]).ShouldBe([0.6, -0.8], 1e-16);
        Gradient(x => x.Norm(order: 1), [3, -4, 0]).ShouldBe([1, -1, 0]);
        Gradient(x => x.Norm(order: 3), [3, 4, -5]).ShouldBe([0.25, 4.0 / 9, -25.0 / 36], 1e-15);
        Gradient(x => x.Norm(order: Inf), [3, -4]).ShouldBe([0, -1]);
        Gradient(x => x.Norm(order: Inf), [4, -4, 1]).ShouldBe([0.5, -0.5, 0]);

        // The second derivative of the length is (I - u u') / y with the unit vector u.
        HessianTimes(x => x.Norm(), [3, -4], [1, 0]).ShouldBe([0.128, 0.096], 1e-16);
        Value(x => x.Norm(), [1, double.NaN])[0].ShouldBe(double.NaN);
        Value(x => x.Norm(order: Inf), [1, double.NaN])[0].ShouldBe(double.NaN);
        Value(x => x.Norm(), [1, -Inf]).ShouldBe([Inf]);
        Value(x => x.Norm(order: 3), [1e-300]).ShouldBe([1e-300]);
        Value(x => x.Norm(order: 1e300), [3, -4]).ShouldBe([4]);
    }

    // At every size, so also where the squares are added up as they are and where they are scaled first.
    [Test]
    public void Norm_of_3_and_4_is_5_at_every_size()
    {
        for (var k = -1000; k <= 1000; k++)
        {
            var scale = Math.ScaleB(1, k);
            Value(x => x.Norm(), [3 * scale, -4 * scale])[0].ShouldBe(5 * scale, 1e-15 * scale);
        }

        for (var k = -120; k <= 120; k++)
        {
            var scale = MathF.ScaleB(1, k);
            Node<float> x = new[] { 3 * scale, -4 * scale };
            x.Norm().Scalar.ShouldBe(5 * scale, 3e-7f * scale);
        }
    }

    [TestCase(1e200)]
    [TestCase(1e-200)]
    [TestCase(1e-310)]
    public void Norm_neither_overflows_nor_underflows(double scale)
    {
        foreach (var (order, unit) in new (double, double)[] { (1, 7), (2, 5), (3, Math.Cbrt(91)), (Inf, 4) })
        {
            Value(x => x.Norm(order: order), [3 * scale, -4 * scale])[0].ShouldBe(unit * scale, 1e-12 * scale);
            Gradient(x => x.Norm(order: order), [3 * scale, -4 * scale]).ShouldBe(Gradient(x => x.Norm(order: order), [3, -4]), 1e-12);
        }

        Value(x => x.Square().Sum().Sqrt(), [3 * scale, -4 * scale])[0].ShouldBe(5 * scale, 1e-12 * scale);
        HessianTimes(x => x.Norm(), [3e200, -4e200], [1e200, 0]).ShouldBe([0.128, 0.096], 1e-15);
        HessianTimes(x => x.Norm(), [3e-200, -4e-200], [1e-200, 0]).ShouldBe([0.128, 0.096], 1e-15);
        new Parameter<float>(new[] { 3e30f, -4e30f }).Norm().Scalar.ShouldBe(5e30f, 1e24f);
        new Parameter<float>(new[] { 3e-30f, -4e-30f }).Norm().Scalar.ShouldBe(5e-30f, 1e-36f);
    }

    [TestCase(1)]
    [TestCase(1.5)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(Inf)]
    public void Norm_at_0_has_gradient_0_which_is_strong(double order)
    {
        Value(x => x.Norm(order: order), [0, -0.0]).ShouldBe([0]);
        Gradient(x => x.Norm(order: order), [0, -0.0]).ShouldBe([0, 0]);
        HessianTimes(x => x.Norm(order: order), [0, 0], [1, 2]).ShouldBe([0, 0]);

        // The square root has an infinite slope at 0; rows of 0 have no path there.
        Gradient(x => x.Sqrt().Norm(order: order), [0, 0]).ShouldBe([0, 0]);
        Gradient(x => x.Sqrt().Reshape([2, 1]).Norm(1, order: order).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Square().Sum().Sqrt(), [0, 0]).ShouldBe([0, 0]);
    }

    [Test]
    public void The_infinity_norm_keeps_infinite_slopes_of_the_other_elements_out() =>
        Gradient(x => x.Sqrt().Norm(order: Inf), [0, 4]).ShouldBe([0, 0.25]);

    [Test]
    public void A_sum_that_is_watched_is_not_replaced_by_the_norm()
    {
        var x = new Parameter<double>(new[] { 3.0, -4 });
        var squares = x.Square().Sum().Watch();
        squares.Sqrt().Backward()[squares].Scalar.ShouldBe(0.1);
        var square = x.Square().Watch();
        square.Sum().Sqrt().Op.ShouldBeOfType<Sqrt>();
    }
}
