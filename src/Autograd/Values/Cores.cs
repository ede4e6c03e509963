using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Work in numbered parts, which do not depend on each other.</summary>
public interface ICoreParts
{
    /// <summary>Does one part; run on several threads at once.</summary>
    /// <param name="part">The number of the part, from 0.</param>
    void Run(int part);
}

/// <summary>Shares loops over large arrays out among the processor's cores.</summary>
/// <remarks>A result does not depend on how a loop is shared out, if each row is computed by itself.</remarks>
public static class Cores
{
    // A core is woken in the time of some thousand cheap elements.
    private const int LeastElements = 1 << 15;

    // Parts begin where vectors and cache lines do.
    private const int Alignment = 64;

    /// <summary>Whether a loop over so many elements is worth sharing out.</summary>
    public static bool Pay(long elements) => elements >= 2 * LeastElements && Environment.ProcessorCount > 1;

    /// <summary>Runs work in parts; each core takes the next part when it has done one. Allocates nothing.</summary>
    /// <remarks>Inside a part, and while another thread's work is shared out, the parts run one after the other on the calling thread.</remarks>
    /// <param name="count">The number of parts.</param>
    /// <param name="parts">The work. If a part throws, so does this, and some parts may not have run.</param>
    public static unsafe void Run<TParts>(int count, TParts parts)
        where TParts : struct, ICoreParts, allows ref struct
    {
        // The copy lives on this thread's stack until all helpers have left, so its address stays good.
        CoreThreads.Run(count, &RunPart<TParts>, Unsafe.AsPointer(ref parts));
    }

    /// <summary>How many rows make one part, so that each core gets one and waking it pays.</summary>
    internal static int PartLength(int rows, long elements)
    {
        var parts = (int)Math.Min(Environment.ProcessorCount, Math.Max(1, elements / LeastElements));
        var length = PartCount(rows, parts);
        return length > Alignment ? PartCount(length, Alignment) * Alignment : Math.Max(1, length);
    }

    internal static int PartCount(int rows, int length) => (int)(((long)rows + length - 1) / length);

    private static unsafe void RunPart<TParts>(void* parts, int part)
        where TParts : struct, ICoreParts, allows ref struct => Unsafe.AsRef<TParts>(parts).Run(part);
}
