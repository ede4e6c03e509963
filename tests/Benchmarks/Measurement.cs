using System.Globalization;

namespace Benchmarks;

/// <summary>What one step took. It prints as a line that begins like a peer's: <c>name: 12.3 us, 4,567 bytes</c>.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Microseconds">The best average time of a step.</param>
/// <param name="Bytes">The average number of bytes that a step allocates in the managed heap, on all threads.</param>
internal readonly record struct Measurement(string Name, double Microseconds, double Bytes)
{
    /// <summary>Measures a step; for the numbers see <see cref="Timing.Best"/>.</summary>
    public static Measurement Of(string name, Action step, int warm, int repeats, int count, int milliseconds = 2000)
    {
        var microseconds = Timing.Best(step, warm, repeats, count, milliseconds);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < count; i++)
        {
            step();
        }

        return new(name, microseconds, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Microseconds:F1} us, {Bytes:N0} bytes");
}
