using System.Numerics;

namespace Autograd;

/// <summary>Part of a loop over rows: computes some rows of an output from the same rows of an input.</summary>
/// <param name="firstRow">The number of the first row.</param>
/// <param name="x">These rows of the input.</param>
/// <param name="y">These rows of the output, to be written.</param>
public delegate void CoreLoop<T>(int firstRow, ReadOnlySpan<T> x, Span<T> y);

/// <summary>Part of a loop over the elements of two inputs and an output.</summary>
/// <param name="x">Elements of the first input.</param>
/// <param name="y">The same elements of the second input.</param>
/// <param name="z">The same elements of the output, to be written.</param>
public delegate void CoreLoop2<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z);

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

    /// <summary>Runs a loop over rows in parts, one for each core; a row is some neighbouring elements, the same number in each.</summary>
    /// <param name="rows">The number of rows; it divides both lengths.</param>
    /// <param name="x">The input.</param>
    /// <param name="y">The output.</param>
    /// <param name="loop">The loop; run on several threads at once.</param>
    public static unsafe void Share<T>(int rows, ReadOnlySpan<T> x, Span<T> y, CoreLoop<T> loop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loop);
        var (xRow, yRow) = rows == 0 ? (0, 0) : (x.Length / rows, y.Length / rows);
        fixed (T* input = x, output = y)
        {
            var from = input;
            var to = output;
            Share(rows, Math.Max(x.Length, y.Length), (first, count) => loop(
                first, new ReadOnlySpan<T>(from + ((nint)first * xRow), count * xRow), new Span<T>(to + ((nint)first * yRow), count * yRow)));
        }
    }

    /// <summary>Runs a loop over the elements of two inputs and an output, all equally long, in parts, one for each core.</summary>
    /// <param name="x">The first input.</param>
    /// <param name="y">The second input.</param>
    /// <param name="z">The output.</param>
    /// <param name="loop">The loop; run on several threads at once.</param>
    public static unsafe void Share<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, CoreLoop2<T> loop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loop);
        fixed (T* first = x, second = y, output = z)
        {
            var a = first;
            var b = second;
            var to = output;
            Share(z.Length, z.Length, (start, count) => loop(new ReadOnlySpan<T>(a + start, count), new ReadOnlySpan<T>(b + start, count), new Span<T>(to + start, count)));
        }
    }

    /// <summary>Runs a loop over rows in parts, one for each core.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="elements">The number of elements in all of them together, to judge how many parts pay.</param>
    /// <param name="part">Computes some rows, given the first one's number and how many; run on several threads at once.</param>
    public static void Share(int rows, long elements, Action<int, int> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (rows == 0)
        {
            return;
        }

        var parts = (int)Math.Min(Math.Min(Environment.ProcessorCount, rows), Math.Max(1, elements / LeastElements));
        var length = (rows + parts - 1) / parts;
        length = length > Alignment ? (length + Alignment - 1) / Alignment * Alignment : length;
        if (parts == 1)
        {
            part(0, rows);
            return;
        }

        Parallel.For(0, (rows + length - 1) / length, i => part(i * length, Math.Min(length, rows - (i * length))));
    }
}
