using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Corners, ties and identities of the activations.</summary>
[TestFixture]
public class ActivationTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly double[] s_points = [-1e4, -37, -2, -1e-8, 0, 1e-8, 0.5, 20, 745];

    [Test]
    public void HardTanh_and_HardSigmoid_have_slope_0_at_a_corner()
    {
        Value(x => x.HardTanh(), [-2, -1, 0.5, 1, 2]).ShouldBe([-1, -1, 0.5, 1, 1]);
        Gradient(x => x.HardTanh().Sum(), [-2, -1, 0.5, 1, 2]).ShouldBe([0, 0, 1, 0, 0]);
        Gradient(x => x.HardTanh(-2, 0.5).Sum(), [-2, -1, 0.5, 1]).ShouldBe([0, 1, 0, 0]);
        Value(x => x.HardSigmoid(), [-4, -3, 0, 1.5, 3, 4]).ShouldBe([0, 0, 0.5, 0.75, 1, 1]);
        Gradient(x => x.HardSigmoid().Sum(), [-4, -3, 0, 1.5, 3, 4]).ShouldBe([0, 0, 1.0 / 6, 1.0 / 6, 0, 0]);
    }

    [Test]
    public void LeakyRelu_and_PRelu_have_the_slope_of_the_negative_side_at_0()
    {
        Value(x => x.LeakyRelu(), [-2, 0, 3]).ShouldBe([-0.02, 0, 3]);
        Gradient(x => x.LeakyRelu().Sum(), [-2, 0, -0.0, 3]).ShouldBe([0.01, 0.01, 0.01, 1]);
        var (z, dx, da) = Binary((x, a) => x.PRelu(a), [-2, 0, 3, -Inf, Inf], [0.1, 0.2, 0.3, 0.4, 0.5]);
        z.ShouldBe([-0.2, 0, 3, -Inf, Inf]);
        dx.ShouldBe([0.1, 0.2, 1, 0.4, 1]);
        da.ShouldBe([-2, 0, 0, -Inf, 0]);
    }

    [Test]
    public void LeakyRelu_is_the_absolute_value_for_slope_minus_1_and_the_rectifier_for_slope_0()
    {
        Value(x => x.LeakyRelu(-1), s_points).ShouldBe(Array.ConvertAll(s_points, Math.Abs));
        Value(x => x.LeakyRelu(0), s_points).ShouldBe(Array.ConvertAll(s_points, x => Math.Max(x, 0)));
    }

    [Test]
    public void Elu_and_Selu_have_the_slope_of_the_negative_side_at_0()
    {
        Gradient(x => x.Elu(3).Sum(), [0, -0.0, 1e-300]).ShouldBe([3, 3, 1]);
        Gradient(x => x.Selu().Sum(), [0])[0].ShouldBe(1.7580993408473766, 1e-15);
        var x = new Parameter<double>(new[] { 0.0 });
        x.Elu(3).Sum().Gradient(x, differentiable: true).Sum().Gradient(x).Value.ToArray().ShouldBe([3]);
        Value(y => y.Elu(2), [-Inf, Inf]).ShouldBe([-2, Inf]);
        Gradient(y => y.Elu(2).Sum(), [-Inf, Inf]).ShouldBe([0, 1]);
    }

    [Test]
    public void Elu_computes_no_infinity_for_the_side_that_it_does_not_take()
    {
        var y = new Parameter<double>(new[] { 1e4 }).Elu();
        TopologicalOrder.Of(y).Where(node => !double.IsFinite(node.Span[0])).ShouldBeEmpty();
    }

    [Test]
    public void Selu_keeps_mean_0_and_variance_1()
    {
        // The fixed point that its constants are made for: the moments of y for a standard normal x, by the trapezoidal rule.
        const int Steps = 40_000;
        var x = Enumerable.Range(0, Steps + 1).Select(i => -20 + (40.0 * i / Steps)).ToArray();
        var y = Value(z => z.Selu(), x);
        var weights = Array.ConvertAll(x, z => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * 40 / Steps);
        weights.Zip(y, (w, v) => w * v).Sum().ShouldBe(0, 1e-6);
        weights.Zip(y, (w, v) => w * v * v).Sum().ShouldBe(1, 1e-6);
    }

    [Test]
    public void GeluTanh_is_close_to_Gelu()
    {
        var x = Enumerable.Range(-100, 201).Select(i => 0.1 * i).ToArray();
        Value(z => z.GeluTanh(), x).ShouldBe(Value(z => z.Gelu(), x), 5e-4);
    }

    [Test]
    public void Tanh_is_twice_the_sigmoid_of_twice_x_minus_1()
    {
        Value(x => (2 * (2 * x).Sigmoid()) - 1, s_points).ShouldBe(Value(x => x.Tanh(), s_points), 1e-15);
        Gradient(x => ((2 * (2 * x).Sigmoid()) - 1).Sum(), s_points).ShouldBe(Gradient(x => x.Tanh().Sum(), s_points), 1e-15);
    }

    [Test]
    public void Silu_and_Gelu_at_x_and_at_minus_x_differ_by_x()
    {
        // f(x) - f(-x) = x, as sigma(x) + sigma(-x) = 1 and Phi(x) + Phi(-x) = 1.
        foreach (var f in new Func<Node<double>, Node<double>>[] { x => x.Silu(), x => x.Gelu(), x => x.GeluTanh() })
        {
            Value(x => f(x) - f(-x), s_points).ShouldBe(s_points, 1e-14);
        }
    }

    [Test]
    public void At_minus_infinity_the_products_of_x_and_0_are_nan()
    {
        foreach (var f in new Func<Node<double>, Node<double>>[] { x => x.Silu(), x => x.Gelu(), x => x.GeluTanh(), x => x.Mish() })
        {
            Value(f, [-Inf, Inf]).ShouldBe([double.NaN, Inf]);
        }
    }

    // The limits of value and slope, of which those at the largest numbers differ by nothing that a float or a double shows.
    [TestCase("Relu", Inf, 0, 1, 0)]
    [TestCase("LeakyRelu", Inf, -Inf, 1, 0.01)]
    [TestCase("Elu", Inf, -1, 1, 0)]
    [TestCase("Selu", Inf, -1.7580993408473766, 1.0507009873554805, 0)]
    [TestCase("Gelu", Inf, double.NaN, 1, 0)]
    [TestCase("GeluTanh", Inf, double.NaN, 1, 0)]
    [TestCase("Silu", Inf, double.NaN, 1, 0)]
    [TestCase("Mish", Inf, double.NaN, 1, 0)]
    [TestCase("HardTanh", 1, -1, 0, 0)]
    [TestCase("HardSigmoid", 1, 0, 0, 0)]
    [TestCase("Sigmoid", 1, 0, 0, 0)]
    [TestCase("Softplus", Inf, 0, 1, 0)]
    [TestCase("Softsign", 1, -1, 0, 0)]
    [TestCase("Tanh", 1, -1, 0, 0)]
    public void Values_and_slopes_at_infinity_and_at_the_largest_numbers(
        string name, double high, double low, double slope, double lowSlope)
    {
        var at = new Parameter<double>(new[] { Inf, -Inf, double.MaxValue, -double.MaxValue });
        var single = new Parameter<float>(new[] { float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue });
        var (wide, narrow) = (ActivationSaturationTests.Apply(name, at), ActivationSaturationTests.Apply(name, single));
        Check(wide.Value.ToArray(), wide.Sum().Gradient(at).Value.ToArray(), double.MaxValue);
        Check(
            Array.ConvertAll(narrow.Value.ToArray(), each => (double)each),
            Array.ConvertAll(narrow.Sum().Gradient(single).Value.ToArray(), each => (double)each),
            float.MaxValue);

        void Check(double[] values, double[] slopes, double largest)
        {
            double Farthest(double limit, double line) =>
                double.IsNaN(limit) ? 0 : double.IsFinite(limit) ? limit : Math.Abs(line) > largest ? limit : line;
            Close(values, [high, low, Farthest(high, slope * largest), Farthest(low, lowSlope * -largest)]);
            Close(slopes, [slope, lowSlope, slope, lowSlope]);
        }

        void Close(double[] actual, double[] expected)
        {
            for (var i = 0; i < actual.Length; i++)
            {
                if (double.IsFinite(expected[i]))
                {
                    actual[i].ShouldBe(expected[i], 1e-6 * Math.Abs(expected[i]), $"{name}, point {i}");
                }
                else
                {
                    actual[i].ShouldBe(expected[i], $"{name}, point {i}");
                }
            }
        }
    }

    [Test]
    public void Maxout_takes_the_largest_of_neighboring_elements()
    {
        var x = new Parameter<double>(new[,] { { 1.0, 2, 3, 4, 5, 0 }, { 9, 8, 7, 6, 5, 4 } });
        x.Maxout(2).Value.ToRows().ShouldBe([[2, 4, 5], [9, 7, 5]]);
        x.Maxout(3).Value.ToRows().ShouldBe([[3, 5], [9, 6]]);
        x.Maxout(2, axis: 0).Value.ToRows().ShouldBe([[9, 8, 7, 6, 5, 4]]);
        x.Maxout(1).Value.ToRows().ShouldBe(x.Value.ToRows());
        new Parameter<double>(NdArray.Zeros<double>([0, 6])).Maxout(3).Shape.ShouldBe([0, 2]);
        new Parameter<double>(NdArray.Zeros<double>([2, 0])).Maxout(3).Shape.ShouldBe([2, 0]);
    }

    [Test]
    public void Maxout_of_two_pieces_is_the_rectifier_or_the_absolute_value()
    {
        var rectifier = Node.Constant([1.0, 0]);
        var absolute = Node.Constant([1.0, -1]);
        var points = Array.FindAll(s_points, x => x != 0);
        Value(x => (x.Reshape([points.Length, 1]) * rectifier).Maxout(2), points).ShouldBe(Array.ConvertAll(points, x => Math.Max(x, 0)));
        Gradient(x => (x.Reshape([points.Length, 1]) * rectifier).Maxout(2).Sum(), points)
            .ShouldBe(Array.ConvertAll(points, x => x > 0 ? 1.0 : 0));
        Value(x => (x.Reshape([points.Length, 1]) * absolute).Maxout(2), points).ShouldBe(Array.ConvertAll(points, Math.Abs));
        Gradient(x => (x.Reshape([points.Length, 1]) * absolute).Maxout(2).Sum(), points)
            .ShouldBe(Array.ConvertAll(points, x => (double)Math.Sign(x)));
    }

    [Test]
    public void Maxout_shares_the_gradient_of_a_tie_equally()
    {
        Gradient(x => x.Maxout(3).Sum(), [2, 2, 1, 5, 5, 5]).ShouldBe([0.5, 0.5, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3]);
        Value(x => x.Maxout(2), [1, double.NaN, 2, 3]).ShouldBe([double.NaN, 3]);
    }

    [Test]
    public void RadialBasis_is_1_at_a_center_with_slope_0_and_0_far_away()
    {
        var x = new Parameter<double>(new[,] { { 1.0, 2 }, { 4, 6 }, { 1e4, -1e4 } });
        var centers = new Parameter<double>(new[,] { { 1.0, 2 }, { 1, 1 } });
        var widths = new Parameter<double>(new[] { 5.0, -2 });
        var h = x.RadialBasis(centers, widths);

        // Squared distances 0, 25, huge and 1, 34, huge; over 25 and 4.
        h.Value.ToArray().ShouldBe([1, Math.Exp(-0.25), Math.Exp(-1), Math.Exp(-8.5), 0, 0], 1e-15);

        // At the center of the first unit only the second one has a slope: -2 (x - w) / s^2 h.
        var gradients = h.Sum().Backward(differentiable: true);
        var gradient = gradients[x].Value.ToRows();
        gradient[0].ShouldBe([0, -0.5 * Math.Exp(-0.25)], 1e-15);
        gradient[2].ShouldBe([0, 0]);
        (gradients[x].Sum() + gradients[centers].Sum() + gradients[widths].Sum()).Backward()[x].Value.ToRows()[2].ShouldBe([0, 0]);
    }

    [Test]
    public void RadialBasis_keeps_the_digits_of_close_points_far_from_the_origin()
    {
        // The expanded form |x|^2 - 2 x w + |w|^2 has none left here.
        var x = Node.Constant(new[,] { { 1e8 } });
        x.RadialBasis(Node.Constant(new[,] { { 1e8 + 1 } }), Node.Constant([2.0])).Scalar.ShouldBe(Math.Exp(-0.25), 1e-15);
    }

    [TestCase(0, 2, 3, 0)]
    [TestCase(3, 2, 0, 0)]
    [TestCase(2, 0, 3, 6)]
    public void RadialBasis_of_no_examples_units_or_dimensions(int examples, int dimensions, int units, double sum)
    {
        // In no dimensions every distance is 0.
        var x = new Parameter<double>(NdArray.Ones<double>([examples, dimensions]));
        var h = x.RadialBasis(Node.Constant(NdArray.Zeros<double>([units, dimensions])), Node.Constant(NdArray.Ones<double>([units])));
        h.Shape.ShouldBe([examples, units]);
        h.Sum().Scalar.ShouldBe(sum);
        h.Sum().Backward()[x].Shape.ShouldBe([examples, dimensions]);
    }
}
