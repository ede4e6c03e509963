using System.Diagnostics;
using Autograd;

namespace Ops.Tests;

/// <summary>A replayed run, the gradients included, allocates nothing: every operation works in the buffers that it is given.</summary>
[TestFixture]
public class ReplayAllocationTests
{
    private static IEnumerable<string> Operations => GradientTable.Rows
        .Select(row => row.Operation)
        .Distinct(StringComparer.Ordinal);

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
                return [value, .. value.Backward(seed: NdArray.Ones<double>(value.Shape)).Select(pair => pair.Value)];
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
