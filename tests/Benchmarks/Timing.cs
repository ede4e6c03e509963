using System.Diagnostics;

namespace Benchmarks;

/// <summary>Measures by the best average of several repeats.</summary>
internal static class Timing
{
    // With a single processor the compiler waits ten times as long before each of the two times that it replaces its first code.
    private static readonly int s_patience = Environment.ProcessorCount == 1 ? 4 : 1;

    /// <summary>The microseconds of one step.</summary>
    /// <param name="step">What to measure.</param>
    /// <param name="warm">How often to run it at least before measuring.</param>
    /// <param name="repeats">How many averages to take.</param>
    /// <param name="count">How many steps go into an average.</param>
    /// <param name="milliseconds">
    /// How long to warm up at least: the just-in-time compiler replaces its first code in the background.
    /// </param>
    public static double Best(Action step, int warm, int repeats, int count, int milliseconds = 2000)
    {
        var warming = Stopwatch.StartNew();
        for (var i = 0; i < warm || warming.ElapsedMilliseconds < s_patience * milliseconds; i++)
        {
            step();
        }

        var best = double.PositiveInfinity;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                step();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
        }

        return best;
    }

    /// <summary>How many steps take about so long.</summary>
    public static int CountFor(Action step, int milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            step();
            count++;
        }

        return count;
    }
}
