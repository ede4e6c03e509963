using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Squares of what has a corner, which have none: their second derivatives there, from the closed form.</summary>
[TestFixture]
public class CornersTests
{
    [Test]
    public void The_square_of_a_hypotenuse_has_the_hessian_2_at_the_origin()
    {
        foreach (var square in new Func<Node<double>, Node<double>>[]
        {
            x => x[0].Hypot(x[1]).Square(),
            x => x[0].Hypot(x[1]).Pow(2),
            x => x[0].Hypot(x[1]) * x[0].Hypot(x[1]),
            x => x.Norm() * x.Norm(),
            x => (x * x).Sum().Sqrt() * x.Square().Sum().Sqrt(),
            x => x[0].Hypot(x[1]).Reshape([1]).Square().Sum(),
            x => x[0].Square() is var y && x[1].Square() is var z && (y + z).Sqrt() is var r ? r * r : 0,
        })
        {
            HessianTimes(square, [0, 0], [1, 0]).ShouldBe([2, 0]);
            HessianTimes(square, [0, 0], [3, -5]).ShouldBe([6, -10]);
        }

        HessianTimes(x => 2 * x.Square().Mean().Sqrt() * x.Square().Mean().Sqrt(), [0, 0], [3, -5]).ShouldBe([6, -10], 1e-14);
    }

    [Test]
    public void The_square_of_a_magnitude_has_the_second_derivative_2_at_0()
    {
        HessianTimes(x => x.Abs().Square().Sum(), [0, 3], [1, 1]).ShouldBe([2, 2]);
        HessianTimes(x => x.Abs().Pow(2).Sum(), [0, 3], [1, 1]).ShouldBe([2, 2]);
        HessianTimes(x => x.Abs()[..1].Square().Sum(), [0, 3], [1, 1]).ShouldBe([2, 0]);
        HessianTimes(x => (x.Abs() * x.Abs()).Sum(), [0, 3], [1, 1]).ShouldBe([2, 2]);
        HessianTimes(x => (3 * x.Abs()).Square().Sum(), [0, 3], [1, 1]).ShouldBe([18, 18]);
    }

    [Test]
    public void The_square_of_a_standard_deviation_is_a_variance_at_equal_elements()
    {
        // Of n elements the Hessian of the variance is 2 (I - 1/n) / (n - correction).
        foreach (var correction in new[] { 0, 1 })
        {
            double[] expected = [2.0 * 2 / 3 / (3 - correction), -2.0 / 3 / (3 - correction), -2.0 / 3 / (3 - correction)];
            HessianTimes(x => x.StandardDeviation(correction: correction).Square(), [5, 5, 5], [1, 0, 0]).ShouldBe(expected, 1e-15);
            HessianTimes(x => x.StandardDeviation(correction: correction).Pow(2), [5, 5, 5], [1, 0, 0]).ShouldBe(expected, 1e-15);
            HessianTimes(x => x.Variance(correction: correction), [5, 5, 5], [1, 0, 0]).ShouldBe(expected, 1e-15);
        }

        HessianTimes(x => Squared(x.StandardDeviation()), [5, 5, 5], [1, 0, 0]).ShouldBe([4.0 / 9, -2.0 / 9, -2.0 / 9], 1e-15);
        HessianTimes(x => (x.StandardDeviation(keepDims: true).BroadcastTo([3])).Square().Sum(), [5, 5, 5], [1, 0, 0])
            .ShouldBe([4.0 / 3, -2.0 / 3, -2.0 / 3], 1e-15);
        HessianTimes(x => x.Square().Mean().Sqrt().Square(), [0, 0], [1, 0]).ShouldBe([1, 0], 1e-15);
    }

    [Test]
    public void The_square_of_a_root_has_slope_1_at_0_and_none_below()
    {
        Value(x => x.Sqrt().Square(), [4, 0, -1]).ShouldBe([4, 0, double.NaN]);
        Gradient(x => x.Sqrt().Square().Sum(), [4, 0]).ShouldBe([1, 1]);
        Gradient(x => Squared((2 * x).Sqrt()).Sum(), [4, 0]).ShouldBe([2, 2]);
        HessianTimes(x => x.Sqrt().Square().Sum(), [4, 0], [1, 1]).ShouldBe([0, 0]);
    }

    [Test]
    public void The_number_is_taken_to_the_elements_before_they_are_squared()
    {
        // The squares of the elements would overflow.
        Value(x => (x.Norm() / 1e200).Square(), [1e200, 1e200, 1e200, 1e200]).ShouldBe([4], 1e-14);
        Gradient(x => (x.Norm() / 1e200).Square(), [1e200, 1e200]).ShouldBe([2e-200, 2e-200], 1e-214);
    }

    [Test]
    public void Nobody_asks_for_the_gradient_by_what_was_passed_by()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, 6 });
        var norm = x.Norm();
        var deviation = norm / 2;
        Should.Throw<GradientException>(() => deviation.Square().Gradient(norm)).Message.ShouldContain("Square(Norm(z) / number)");
        Should.Throw<GradientException>(() => deviation.Square().Gradient(deviation));
        var watched = (x.Norm() / 2).Watch();
        watched.Square().Gradient(watched).Scalar.ShouldBe(2 * watched.Value.Scalar);
    }

    private static Node<double> Squared(Node<double> x) => x * x;
}
