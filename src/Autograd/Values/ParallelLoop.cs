using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A loop whose iterations do not depend on each other.</summary>
public interface IRangeLoop
{
    /// <summary>Runs some of the iterations; called on several threads at once, with different ones.</summary>
    /// <param name="first">The first iteration.</param>
    /// <param name="count">How many to run from there on, at least one.</param>
    void Run(int first, int count);
}

/// <summary>Shares loops over large arrays out among the processor's cores.</summary>
/// <remarks>A result does not depend on how a loop is shared out, if each iteration writes what is its own.</remarks>
public static class ParallelLoop
{
    // Waking a thread takes as long as some thousand additions: a share of so many keeps that below a tenth.
    private const int LeastShare = 1 << 15;

    // Long enough that taking a part costs nothing beside it, and short enough that the cores finish together.
    private const int PartCost = 1 << 14;

    // Shares begin where vectors and cache lines do, unless they are so short that this would make them unequal.
    private const int Alignment = 64;
    private const int LeastAligned = Alignment * Alignment;

    /// <summary>Whether a loop is worth sharing out.</summary>
    /// <param name="cost">What it costs, in additions of two elements.</param>
    public static bool IsWorthSharing(long cost) => cost >= 2 * LeastShare && Environment.ProcessorCount > 1;

    /// <summary>Runs a loop: on all cores if it is worth that, else on the calling thread. Allocates nothing.</summary>
    /// <remarks>A loop inside a loop, or while another thread's is shared out, runs on the calling thread.</remarks>
    /// <param name="count">The number of iterations; of none, nothing is run.</param>
    /// <param name="cost">What all of them cost together, in additions of two elements.</param>
    /// <param name="loop">The loop. If an iteration throws, so does this, and some others may not have run.</param>
    /// <param name="equalShares">
    /// Whether each core gets one share, for loops that prepare something for each part, or find in their core's cache what an earlier loop
    /// left there. Else a core takes the next of many parts when it has done one, so that a core that is busy elsewhere does fewer.
    /// </param>
    public static unsafe void Run<TLoop>(int count, long cost, TLoop loop, bool equalShares = false)
        where TLoop : struct, IRangeLoop, allows ref struct
    {
        if (count <= 0)
        {
            return;
        }

        if (count == 1 || !IsWorthSharing(cost))
        {
            loop.Run(0, count);
            return;
        }

        var length = equalShares ? ShareLength(count, cost) : (int)Math.Max(1, (long)PartCost * count / cost);
        var parts = new Parts<TLoop>(count, length, loop);

        // The copy lives on this thread's stack until all helpers have left, so its address stays good.
        CoreThreads.Run(PartCount(count, length), &RunPart<TLoop>, Unsafe.AsPointer(ref parts));
    }

    private static int ShareLength(int count, long cost)
    {
        var length = PartCount(count, (int)Math.Min(Environment.ProcessorCount, cost / LeastShare));
        return length > LeastAligned ? PartCount(length, Alignment) * Alignment : length;
    }

    private static int PartCount(int count, int length) => (int)(((long)count + length - 1) / length);

    private static unsafe void RunPart<TLoop>(void* parts, int part)
        where TLoop : struct, IRangeLoop, allows ref struct => Unsafe.AsRef<Parts<TLoop>>(parts).Run(part);

    private readonly ref struct Parts<TLoop>(int count, int length, TLoop loop)
        where TLoop : struct, IRangeLoop, allows ref struct
    {
        private readonly TLoop _loop = loop;

        public void Run(int part) => _loop.Run(part * length, Math.Min(length, count - (part * length)));
    }
}
