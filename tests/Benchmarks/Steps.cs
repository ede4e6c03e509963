using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// One step of each workload, as a peer's benchmark measures it: the best average over several repeats, and the bytes that it allocates.
/// </summary>
internal static class Steps
{
    /// <summary>What follows the name of what was measured, where it was replayed.</summary>
    public const string Replayed = " [Replay]";

    /// <summary>Measures the workloads whose name contains one of these parts; without parts, all.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Run(string[] parts)
    {
        var chosen = Workloads.All.Where(
            workload => parts.Length == 0 || parts.Any(part => workload.Name.Contains(part, StringComparison.Ordinal))).ToArray();
        foreach (var workload in chosen)
        {
            var (eager, recorded) = workload.Prepare();
            Print(workload, workload.Name, eager);
            Print(workload, workload.Name + Replayed, recorded());
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the process had at most {process.PeakWorkingSet64 / 1e6:F0} MB"));

        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"steps: no workload's name contains {string.Join(" or ", parts)}. There are:");
            Console.Error.WriteLine(string.Join(Environment.NewLine, Workloads.All.Select(workload => "  " + workload.Name)));
        }

        return chosen.Length > 0;
    }

    /// <summary>The name of the workload that a line is about.</summary>
    public static string WorkloadOf(string line) =>
        line.Replace(Replayed, "", StringComparison.Ordinal);

    private static void Print(Workload workload, string name, Action step) =>
        Console.WriteLine(Measurement.Of(name, step, workload.Warm, workload.Repeats, workload.Count));
}
