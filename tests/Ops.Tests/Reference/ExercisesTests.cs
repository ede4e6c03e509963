using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>
/// Nine exercises on output layers (M. Nielsen: Neural Networks and Deep Learning, chapter 3), lettered as a lecture on it letters them.
/// </summary>
/// <remarks>All numbers are worked by hand, where they are fractions: sigma(ln 3) = 3/4, softmax(ln 3, ln 2, 0) = (3, 2, 1) / 6.</remarks>
[TestFixture]
public class ExercisesTests
{
    private const double Tolerance = 1e-14;

    private static readonly double s_ln2 = Math.Log(2);
    private static readonly double s_ln3 = Math.Log(3);

    // Their softmax is 1/2, 1/3, 1/6.
    private static readonly double[] s_logits = [Math.Log(3), Math.Log(2), 0];

    [Test]
    public void Exercise_A_the_slope_of_the_sigmoid_is_sigma_times_1_minus_sigma()
    {
        Node<double> AsWritten(Node<double> z) => 1 / (1 + (-z).Exp());
        double[] points = [s_ln3, 0, -2 * s_ln3];
        Gradient(z => z.Sigmoid().Sum(), points).ShouldBe([3.0 / 16, 1.0 / 4, 9.0 / 100], Tolerance);
        Gradient(z => AsWritten(z).Sum(), points).ShouldBe([3.0 / 16, 1.0 / 4, 9.0 / 100], Tolerance);

        // As it is written, without the stable operation in its place.
        using var stabilizingOff = Stabilizing.Off();
        Gradient(z => AsWritten(z).Sum(), points).ShouldBe([3.0 / 16, 1.0 / 4, 9.0 / 100], Tolerance);
        Value(z => AsWritten(z) * (1 - AsWritten(z)), points).ShouldBe([3.0 / 16, 1.0 / 4, 9.0 / 100], Tolerance);
    }

    [Test]
    public void Exercise_B_the_right_order_turns_one_term_off_where_the_wrong_one_is_infinite()
    {
        // The wrong order is the right one with a and y in each other's places.
        Node<double> Order(Node<double> first, Node<double> inLogarithm) =>
            -(first.XLogY(inLogarithm) + (1 - first).XLogY(1 - inLogarithm));

        Value(a => Order(1, a), [0.75])[0].ShouldBe((2 * s_ln2) - s_ln3, Tolerance);
        Value(a => Order(0, a), [0.75])[0].ShouldBe(2 * s_ln2, Tolerance);
        Gradient(a => Order(1, a), [0.75])[0].ShouldBe(-4.0 / 3, Tolerance);
        Gradient(a => Order(0, a), [0.75])[0].ShouldBe(4, Tolerance);
        Value(a => Order(1, a), [1]).ShouldBe([0]);
        Value(a => Order(0, a), [0]).ShouldBe([0]);
        Value(a => Order(a, 1), [0.75]).ShouldBe([double.PositiveInfinity]);
        Value(a => Order(a, 0), [0.75]).ShouldBe([double.PositiveInfinity]);
    }

    [Test]
    public void Exercise_C_cross_entropy_is_least_at_sigma_equal_y_with_the_binary_entropy_as_its_value()
    {
        // For y = 1/2, 1/4, 9/10 the logits are 0, -ln 3, 2 ln 3, and the entropies ln 2, 2 ln 2 - 3/4 ln 3, ln 10 - 9/5 ln 3.
        double[] y = [0.5, 0.25, 0.9];
        double[] least = [0, -s_ln3, 2 * s_ln3];
        double[] entropies = [s_ln2, (2 * s_ln2) - (0.75 * s_ln3), Math.Log(10) - (1.8 * s_ln3)];
        Node<double> Losses(Node<double> z) => z.SigmoidCrossEntropy(y, Reduction.None);
        Value(Losses, least).ShouldBe(entropies, Tolerance);
        Gradient(z => Losses(z).Sum(), least).ShouldBe([0, 0, 0], Tolerance);

        // It is a minimum: the second derivatives are y (1 - y), and to both sides it is larger.
        HessianTimes(z => Losses(z).Sum(), least, [1, 1, 1]).ShouldBe([0.25, 3.0 / 16, 0.09], Tolerance);
        foreach (var beside in new[] { -1.0, 1.0 })
        {
            Value(z => Losses(z + beside), least).Zip(entropies).ShouldAllBe(pair => pair.First > pair.Second + 0.01);
        }
    }

    [Test]
    public void Exercise_D_no_cost_takes_the_input_out_of_the_gradient_of_its_weight()
    {
        Node<double> target = new double[] { 1, 0 };
        Func<Node<double>, Node<double>>[] costs =
        [
            z => z.Sigmoid().MeanSquaredError(target),
            z => z.SigmoidCrossEntropy(target),
            z => z.SoftmaxCrossEntropy([0]),
            z => z.MeanAbsoluteError(target),
            z => z.Huber(target),
            z => z.Hinge((2 * target) - 1),
            z => (z.Cube() + z.Exp()).Sum(),
        ];
        double[] inputs = [0, 0.5, -2];
        Node<double> x = inputs;
        foreach (var cost in costs)
        {
            var w = new Parameter<double>(new double[,] { { 0.1, -0.2 }, { 0.3, 0.4 }, { -0.1, 0.2 } });
            var b = new Parameter<double>(new double[] { 0.05, 0.1 });
            var gradients = cost(x.MatMul(w) + b).Backward();
            var slopes = gradients[b].Value.ToArray();
            slopes.ShouldAllBe(slope => slope != 0);
            gradients[w].Value.ToArray().ShouldBe([.. inputs.SelectMany(input => slopes.Select(slope => input * slope))], Tolerance);
        }
    }

    [Test]
    public void Exercise_E_the_outputs_of_a_sigmoid_layer_need_not_sum_to_1()
    {
        // The weighted outputs are ln 3, ln 3 and -2 ln 3: the activations 3/4, 3/4 and 1/10.
        Node<double> x = new double[] { 1, 2 };
        Node<double> w = new double[,] { { s_ln3, -s_ln3, 0 }, { 0, s_ln3, -s_ln3 } };
        var z = x.MatMul(w);
        z.Sigmoid().Value.ToArray().ShouldBe([0.75, 0.75, 0.1], Tolerance);
        z.Sigmoid().Sum().Scalar.ShouldBe(1.6, Tolerance);
        z.Softmax().Sum().Scalar.ShouldBe(1, Tolerance);
    }

    [Test]
    public void Exercise_F_the_softmax_rises_with_its_own_logit_and_falls_with_any_other()
    {
        // a_j (1 - a_j) on the diagonal, -a_j a_k beside it.
        Derivative.Jacobian<double>(z => z.Softmax(), s_logits).ToArray().ShouldBe(
            [
                1.0 / 4, -1.0 / 6, -1.0 / 12,
                -1.0 / 6, 2.0 / 9, -1.0 / 18,
                -1.0 / 12, -1.0 / 18, 5.0 / 36,
            ],
            Tolerance);
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            var jacobian = Derivative.Jacobian<double>(z => z.Softmax(), Initialize.Normal<double>([10], random, 3));
            foreach (var (j, row) in jacobian.ToRows().Index())
            {
                row.Index().ShouldAllBe(slope => slope.Index == j ? slope.Item > 0 : slope.Item < 0);
            }
        }
    }

    [Test]
    public void Exercise_G_each_output_of_a_softmax_depends_on_every_logit_and_that_of_a_sigmoid_on_its_own()
    {
        Derivative.Jacobian<double>(z => z.Softmax(), s_logits).ToArray().ShouldAllBe(slope => slope != 0);
        Derivative.Jacobian<double>(z => z.Sigmoid(), new double[] { s_ln3, 0, -s_ln3 }).ToArray().ShouldBe(
            [
                3.0 / 16, 0, 0,
                0, 1.0 / 4, 0,
                0, 0, 3.0 / 16,
            ],
            Tolerance);

        // Only the first logit changes, from ln 3 to ln 6; all outputs do: (6, 2, 1) / 9.
        Value(z => z.Softmax(), [s_ln2 + s_ln3, s_ln2, 0]).ShouldBe([2.0 / 3, 2.0 / 9, 1.0 / 9], Tolerance);
    }

    [Test]
    public void Exercise_H_logits_are_the_logarithms_of_a_softmax_and_a_constant()
    {
        double[] a = [1.0 / 2, 1.0 / 3, 1.0 / 6];
        foreach (var c in new[] { -700.0, 0, 3, 700 })
        {
            Value(x => (x.Log() + c).Softmax(), a).ShouldBe(a, 1e-12);
        }

        // C = ln(3 + 2 + 1), for each of them.
        var difference = -Math.Log(6);
        Value(z => z.Softmax().Log() - z, s_logits).ShouldBe([difference, difference, difference], Tolerance);
    }

    [Test]
    public void Exercise_I_a_softmax_of_c_z_goes_to_one_hot_as_c_grows()
    {
        Value(z => (2 * z).Softmax(), s_logits).ShouldBe([9.0 / 14, 4.0 / 14, 1.0 / 14], Tolerance);

        // The weighted outputs of the lecture: 0.9 is the largest, then 0.8. So the largest output goes to 1 as 1 / (1 + e^(-c / 10)).
        double[] lecture = [0.1, 0.5, 0.9, 0.2, 0.05, 0.3, 0.8, 0.1, 0.0, 0.2];
        var before = 0.0;
        foreach (var c in new[] { 1.0, 5, 10, 50 })
        {
            var a = Value(z => (c * z).Softmax(), lecture);
            a.ShouldAllBe(activation => activation > 0);
            a.Sum().ShouldBe(1, Tolerance);
            a[2].ShouldBeGreaterThan(before);
            before = a[2];
        }

        before.ShouldBe(1 / (1 + Math.Exp(-5)), 1e-8);
        Value(z => (10_000 * z).Softmax(), lecture).ShouldBe([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);

        // Where two are the largest, they share.
        Value(z => (10_000 * z).Softmax(), [2, 1, 2]).ShouldBe([0.5, 0, 0.5]);
    }
}
