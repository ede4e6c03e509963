using System.Numerics;
using System.Text.Json;
using Autograd;

namespace Ops.Tests;

/// <summary>Activations and their first two derivatives from -10,000 to 10,000, against values computed with 60 digits.</summary>
[TestFixture]
[Category("Kernels")]
public class ActivationSaturationTests
{
    private static readonly Dictionary<string, double[][]> s_table = JsonSerializer.Deserialize<Dictionary<string, double[][]>>(
        File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Reference", "activations.json")))!;

    private static IEnumerable<string> Names => s_table.Keys;

    [TestCaseSource(nameof(Names))]
    public void Activations_and_their_derivatives_keep_their_digits_in_saturation(string name) =>
        ShouldAgree<double>(name, 1e-12, 1e-15, 1e-300);

    // A number rounded to float moves a function by up to x f', and what is too small for a float is 0.
    [TestCaseSource(nameof(Names))]
    public void So_do_floats(string name) => ShouldAgree<float>(name, 3e-5, 1e-7, 1e-37);

    [TestCaseSource(nameof(Names))]
    public void Nothing_becomes_nan_far_beyond(string name)
    {
        Derivatives(name, [1e18f, -1e18f, 1e30f, -1e30f]).SelectMany(values => values).ShouldAllBe(value => double.IsFinite(value));
        Derivatives(name, [1e18, -1e18, 1e30, -1e30, 1e60, -1e60]).SelectMany(values => values)
            .ShouldAllBe(value => double.IsFinite(value));
    }

    [TestCaseSource(nameof(Names))]
    public void Nan_passes_through(string name) => Derivatives(name, [double.NaN])[0].ShouldBe([double.NaN]);

    [TestCaseSource(nameof(Names))]
    public void Nothing_stays_nothing(string name)
    {
        var x = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
        var y = Apply(name, x);
        y.Shape.ShouldBe([0, 3]);
        y.Sum().Backward()[x].Shape.ShouldBe([0, 3]);
    }

    // All points at once, which runs the vectorized loops, and each by itself. A second derivative that goes through 0 at 0 has an
    // absolute error there.
    private static void ShouldAgree<T>(string name, double relative, double absoluteNear0, double smallest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rows = s_table[name];
        var points = Array.ConvertAll(rows, row => T.CreateChecked(row[0]));
        var together = Derivatives(name, points);
        for (var i = 0; i < rows.Length; i++)
        {
            var alone = Derivatives(name, [points[i]]);
            for (var order = 0; order < 3; order++)
            {
                var expected = rows[i][order + 1];
                var tolerance = (relative * Math.Abs(expected)) + (order == 2 && Math.Abs(rows[i][0]) < 1 ? absoluteNear0 : smallest);
                foreach (var actual in new[] { together[order][i], alone[order][0] })
                {
                    Math.Abs(actual - expected)
                        .ShouldBeLessThanOrEqualTo(tolerance, $"{name}, derivative {order} at {rows[i][0]}: {actual:R} for {expected:R}");
                }
            }
        }
    }

    private static double[][] Derivatives<T>(string name, T[] points)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = new Parameter<T>(points);
        var y = Apply(name, x);
        var slope = y.Sum().Gradient(x, differentiable: true);
        var second = slope.RequiresGrad && slope.Sum().Backward().TryGetValue(x, out var found) ? found.Value : NdArray.Zeros<T>(x.Shape);
        return [.. new[] { y.Value, slope.Value, second }.Select(values => Array.ConvertAll(values.ToArray(), double.CreateChecked))];
    }

    internal static Node<T> Apply<T>(string name, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => name switch
        {
            "Elu" => x.Elu(),
            "Gelu" => x.Gelu(),
            "GeluTanh" => x.GeluTanh(),
            "HardSigmoid" => x.HardSigmoid(),
            "HardTanh" => x.HardTanh(),
            "LeakyRelu" => x.LeakyRelu(),
            "Mish" => x.Mish(),
            "Relu" => x.Relu(),
            "Selu" => x.Selu(),
            "Sigmoid" => x.Sigmoid(),
            "Silu" => x.Silu(),
            "Softplus" => x.Softplus(),
            "Softsign" => x.Softsign(),
            "Tanh" => x.Tanh(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Add it here."),
        };
}
