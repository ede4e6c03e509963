using Autograd;

namespace Ops.Tests;

/// <summary>
/// The acceptance test of fused operations: in float each keeps the digits that its composition keeps, in value and gradients, at usual
/// and at hard points, and many keep those that it loses.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class FusedDigitsTests
{
    // What a few roundings more or less may make of the worst element of few digits, and how many digits are enough.
    private const double Slack = 1.5;
    private const double Enough = 5;

    private static readonly (string Name, Func<double, double> Of)[] s_points =
    [
        ("usual", x => x),
        ("small", x => 1e-4 * x),
        ("large", x => 30 * x),
        ("shifted", x => x + 60),
        ("shifted down", x => x - 60),
    ];

    private static readonly (Op Op, NdArray<double>[] Inputs)[] s_fused =
    [
        .. GradientTable.Rows
            .SelectMany(row => TopologicalOrder.Of(row.Function(Array.ConvertAll(row.Inputs, input => new Parameter<double>(input)))))
            .Where(node => node.Op is IFused && node.RequiresGrad)
            .Select(node => (node.Op!, node.Inputs.Select(input => input.Value).ToArray())),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from fused in s_fused.Index()
        from point in s_points
        select new TestCaseData(fused.Item.Op, fused.Item.Inputs, point.Of)
            .SetArgDisplayNames($"{fused.Index}: {fused.Item.Op}, {point.Name}");

    [TestCaseSource(nameof(Cases))]
    public void It_keeps_the_digits_that_its_composition_keeps(Op op, NdArray<double>[] inputs, Func<double, double> point)
    {
        var moved = Moved(inputs, point);
        if (DigitsOf(nodes => op.Apply<float>(nodes), moved) is { } fused && CompositionOf(op, moved) is { } composed)
        {
            for (var i = 0; i < fused.Length; i++)
            {
                fused[i].ShouldBeGreaterThanOrEqualTo(
                    Math.Min(composed[i] - Slack, Enough), i == 0 ? "digits of the value" : $"digits of the gradient of input {i - 1}");
            }
        }
    }

    [Test]
    public void Where_the_composition_saturates_or_overflows_it_keeps_them()
    {
        HashSet<string> gained = [];
        foreach (var (op, inputs) in s_fused)
        {
            foreach (var moved in s_points.Select(point => Moved(inputs, point.Of)))
            {
                if (DigitsOf(nodes => op.Apply<float>(nodes), moved) is { } fused && CompositionOf(op, moved) is { } composed
                    && fused.Zip(composed).Any(digits => digits.First > 5 && digits.Second < 2))
                {
                    gained.Add(op.Name);
                }
            }
        }

        string[] expected = ["LogSoftmax", "LogSumExp", "SoftmaxCrossEntropy", "SigmoidCrossEntropy", "LogSigmoid", "Softplus"];
        expected.Except(gained).ShouldBeEmpty(string.Join(", ", gained.Order()));
    }

    private static NdArray<float>[] Moved(NdArray<double>[] inputs, Func<double, double> point) => Array.ConvertAll(
        inputs, input => new NdArray<float>(input.Shape, Array.ConvertAll(input.ToArray(), x => (float)point(x))));

    private static double[]? CompositionOf(Op op, NdArray<float>[] inputs)
    {
        using var asWritten = Stabilizing.Off();
        return DigitsOf(nodes => ((IFused)op).Composition<float>(nodes), inputs);
    }

    // The digits of the value, then of the gradient of each input; null where the point is outside of the domain.
    private static double[]? DigitsOf(Func<Node<float>[], Node<float>> function, NdArray<float>[] inputs)
    {
        Parameter<float>[] parameters = Array.ConvertAll(inputs, input => new Parameter<float>(input));
        try
        {
            // Weights, for the sum of a softmax, for instance, has no gradient but that of rounding.
            var y = function(parameters);
            var weights = new NdArray<float>(y.Shape, [.. Enumerable.Range(0, y.Shape.Size).Select(i => 0.5f + ((i * 0.618f) % 1))]);
            var report = (y * weights).Sum().DigitsLost();
            return [report[y].Value, .. parameters.Select(parameter => Gradient(report, parameter))];
        }
        catch (Exception exception) when (exception is ArgumentException or GradientException)
        {
            return null;
        }
    }

    private static double Gradient(DigitsReport<float> report, Node<float> parameter) =>
        report.Nodes.FirstOrDefault(digits => digits.Node == parameter)?.Gradient ?? double.PositiveInfinity;
}
