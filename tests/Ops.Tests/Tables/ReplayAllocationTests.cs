using System.Diagnostics;
using Autograd;

namespace Ops.Tests;

/// <summary>A replayed run, the gradients included, allocates nothing: every operation works in the buffers that it is given.</summary>
[TestFixture]
public class ReplayAllocationTests
{
    // Delete an operation here when it works in the buffers that it is given.
    private static readonly string[] s_stillToBeDone =
    [
        "Atan2", "AveragePool2D", "BatchNormInference", "BroadcastTo", "Cholesky", "Cofactors", "CofactorsAlong",
        "Determinant", "Digamma", "Fold2D", "Inverse", "LayerNorm", "LogDeterminant", "LogMeanExp", "LogSoftmax",
        "LogSumExp", "Max", "Maximum", "Min", "Minimum", "MixtureOfNormalsDistribution", "Multiply", "MultiplyNoNan",
        "MultivariateGaussianNll", "MultivariateNormalDistribution", "Norm", "NormalDistribution", "PRelu",
        "Polygamma", "Pow", "Prod", "RadialBasis", "Softmax", "SoftmaxGradient", "Solve", "StandardDeviation",
        "Subtract", "Sum", "SumOfSquares", "SumTo", "Tile", "TriangularSolve", "Trigamma", "Unfold2D", "Variance",
        "XLog1pY", "XLogY",
    ];

    private static IEnumerable<string> Operations => GradientTable.Rows
        .Select(row => row.Operation)
        .Distinct(StringComparer.Ordinal)
        .Except(s_stillToBeDone, StringComparer.Ordinal);

    [TestCaseSource(nameof(Operations))]
    public void A_replayed_run_allocates_nothing(string operation)
    {
        foreach (var row in GradientTable.Rows.Where(row => row.Operation == operation))
        {
            Allocated(row).ShouldBe(0, row.ToString());
        }
    }

    // The least of many runs: code that is new to the just-in-time compiler allocates what it does not once it has warmed up.
    private static long Allocated(GradientRow row)
    {
        Node<double>[] parameters = Array.ConvertAll(row.Inputs, input => new Parameter<double>(input));
        Replay<double> replay;
        try
        {
            replay = Replay.Of<double>(() =>
            {
                var value = row.Function(parameters);
                return [value, .. value.Backward(NdArray.Ones<double>(value.Shape)).Select(pair => pair.Value)];
            });
        }
        catch (ReplayException)
        {
            return 0;
        }

        var least = long.MaxValue;
        for (var watch = Stopwatch.StartNew(); least > 0 && watch.Elapsed < TimeSpan.FromSeconds(2);)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            replay.Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
