using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Part of a loop over rows: computes some rows of an output from the same rows of an input.</summary>
/// <param name="state">What the loop needs besides; a loop that captures nothing costs no memory.</param>
/// <param name="firstRow">The number of the first row.</param>
/// <param name="x">These rows of the input.</param>
/// <param name="y">These rows of the output, to be written.</param>
public delegate void CoreLoop<T, TState>(TState state, int firstRow, ReadOnlySpan<T> x, Span<T> y);

/// <summary>Part of a loop over the elements of two inputs and an output.</summary>
/// <param name="x">Elements of the first input.</param>
/// <param name="y">The same elements of the second input.</param>
/// <param name="z">The same elements of the output, to be written.</param>
public delegate void CoreLoop2<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z);

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

    /// <summary>Runs a loop over rows in parts, one for each core; a row is some neighbouring elements, the same number in each.</summary>
    /// <param name="rows">The number of rows; it divides both lengths.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output.</param>
    /// <param name="state">What the loop needs besides.</param>
    /// <param name="loop">The loop; run on several threads at once.</param>
    public static void Share<T, TState>(int rows, ReadOnlySpan<T> x, Span<T> y, TState state, CoreLoop<T, TState> loop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loop);
        var length = PartLength(rows, Math.Max(x.Length, y.Length));
        Run(PartCount(rows, length), new RowLoop<T, TState>(loop, state, rows, length, x, y));
    }

    /// <summary>Runs a loop over the elements of two inputs and an output, all equally long, in parts, one for each core.</summary>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    /// <param name="z">The output.</param>
    /// <param name="loop">The loop; run on several threads at once.</param>
    public static void Share<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, CoreLoop2<T> loop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loop);
        var length = PartLength(z.Length, z.Length);
        Run(PartCount(z.Length, length), new ElementLoop<T>(loop, length, x, y, z));
    }

    /// <summary>Runs a loop over rows in parts, one for each core.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="elements">The number of elements in all of them together, to judge how many parts pay.</param>
    /// <param name="part">Computes some rows, given the first one's number and how many; run on several threads at once.</param>
    public static void Share(int rows, long elements, Action<int, int> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var length = PartLength(rows, elements);
        Run(PartCount(rows, length), new IndexLoop(part, rows, length));
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

    private readonly ref struct RowLoop<T, TState>(CoreLoop<T, TState> loop, TState state, int rows, int length, ReadOnlySpan<T> x, Span<T> y) : ICoreParts
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int part)
        {
            var first = part * length;
            var count = Math.Min(length, rows - first);
            var (xRow, yRow) = (_x.Length / rows, _y.Length / rows);
            loop(state, first, _x.Slice(first * xRow, count * xRow), _y.Slice(first * yRow, count * yRow));
        }
    }

    private readonly ref struct ElementLoop<T>(CoreLoop2<T> loop, int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : ICoreParts
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int part)
        {
            var first = part * length;
            var count = Math.Min(length, _z.Length - first);
            loop(_x.Slice(first, count), _y.Slice(first, count), _z.Slice(first, count));
        }
    }

    private readonly struct IndexLoop(Action<int, int> run, int rows, int length) : ICoreParts
    {
        public void Run(int part) => run(part * length, Math.Min(length, rows - (part * length)));
    }
}
