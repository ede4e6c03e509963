using Autograd;

namespace Ops.Tests;

[TestFixture]
public class JacobianTests
{
    [Test]
    public void A_Jacobian_is_a_node_of_both_shapes()
    {
        var x = new Parameter<double>(new double[,] { { 1, 2 }, { 3, 4 } });
        (x * x).Jacobian(x).Shape.ShouldBe([2, 2, 2, 2]);
        (x * x).Sum(0).Jacobian(x).Value.ShouldBe(new NdArray<double>([2, 2, 2], 2, 0, 6, 0, 0, 4, 0, 8));
        x.Sum().Jacobian(x).Value.ShouldBe(new double[,] { { 1, 1 }, { 1, 1 } });
    }

    [Test]
    public void Rows_and_columns_give_the_same()
    {
        // Three values of one input by columns; by rows the same of a vector of three.
        var x = new Parameter<double>(2, "x");
        var powers = Node.Stack([x, x * x, x * x * x]);
        powers.Jacobian(x).Value.ToArray().ShouldBe([1, 4, 12]);
        powers[1].Jacobian(x).Value.Scalar.ShouldBe(4);
    }

    [Test]
    public void The_determinant_of_a_Jacobian_is_differentiated()
    {
        // Polar coordinates: det J = r, whose gradient is (1, 0).
        var p = new Parameter<double>(new[] { 2.0, 0.7 }, "p");
        var xy = Node.Stack([p[0] * p[1].Cos(), p[0] * p[1].Sin()]);
        var determinant = xy.Jacobian(p).Determinant();
        determinant.Scalar.ShouldBe(2, 1e-14);
        var gradient = determinant.Gradient(p).Value;
        gradient[0].ShouldBe(1, 1e-14);
        gradient[1].ShouldBe(0, 1e-14);
    }

    [Test]
    public void A_Jacobian_by_columns_leaves_no_parameters_behind()
    {
        var x = new Parameter<double>(2, "x");
        Node.Stack([x.Exp(), x * x]).Jacobian(x).Sum().Backward().Keys.ShouldBe([x]);
    }

    [Test]
    public void A_node_that_y_does_not_depend_on_is_refused()
    {
        var (x, other) = (new Parameter<double>(2, "x"), new Parameter<double>(2, "other"));
        Should.Throw<GradientException>(() => (x * x).Jacobian(other)).Message.ShouldContain("other");
    }
}
