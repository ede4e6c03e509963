namespace Autograd.Tests;

/// <summary>Local derivatives come from an operation's own rule.</summary>
[TestFixture]
public class LocalDerivativesTests
{
    [Test]
    public void Of_an_operation_on_each_element_it_is_the_rule_given_ones()
    {
        var x = new Parameter<double>(new[] { 0.0, 0.5 }, "x");
        var slopes = LocalDerivatives<double>.OfElements(x.Tanh(), 0)!.Value.ToArray();
        slopes[0].ShouldBe(1);
        slopes[1].ShouldBe(1 / Math.Pow(Math.Cosh(0.5), 2), 1e-15);
        LocalDerivatives<double>.OfElements(x.Softmax(), 0).ShouldBeNull("an element depends on all of its row");
    }

    // d softmax_i / d z_j = p_i (1 if i = j, else 0, minus p_j).
    [Test]
    public void A_small_Jacobian_has_a_row_for_each_element_of_the_output()
    {
        var softmax = new Parameter<double>(new[] { 0.0, Math.Log(3) }, "z").Softmax();
        var jacobian = LocalDerivatives<double>.Jacobian(softmax, 0)!.Value;
        jacobian.Shape.ShouldBe([2, 2]);
        double[] expected = [0.1875, -0.1875, -0.1875, 0.1875];
        jacobian.ToArray().Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
        LocalDerivatives<double>.Jacobian(new Parameter<double>(new double[13], "z").Softmax(), 0).ShouldBeNull();
    }

    [Test]
    public void An_elements_sources_are_those_to_which_a_path_leads_also_where_the_derivative_is_0()
    {
        var x = new Parameter<double>(new double[,] { { 0, 0 }, { 0, 0 } }, "x");
        var y = new Parameter<double>(new double[,] { { 0, 0, 0 }, { 0, 0, 0 } }, "y");
        LocalDerivatives<double>.Sources(x.MatMul(y), 0)!.ShouldBe([[0, 1, 2], [0, 1, 2], [3, 4, 5], [3, 4, 5]]);
        LocalDerivatives<double>.Sources(x.MatMul(y), 1)!.ShouldBe([[0, 3], [1, 4], [2, 5], [0, 3], [1, 4], [2, 5]]);
        LocalDerivatives<double>.Sources(new Parameter<double>(new[] { -1.0, 2 }, "x").Relu(), 0)!.ShouldBe([[], [1]]);
    }

    [Test]
    public void A_look_is_not_recorded_and_draws_nothing()
    {
        var dropout = new Parameter<double>(NdArray.Ones<double>([8]), "x").Dropout(0.5, new Random(1));
        LocalDerivatives<double>.OfElements(dropout, 0).ShouldBe(LocalDerivatives<double>.OfElements(dropout, 0));
    }
}
