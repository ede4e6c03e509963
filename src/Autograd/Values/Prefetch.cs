using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>Fetches elements into the cache before they are needed.</summary>
/// <remarks>
/// For loops over rows that lie anywhere in a large table, whose next place no processor guesses: without it a core waits for each of
/// them, with it for one of several.
/// </remarks>
public static class Prefetch
{
    /// <summary>How many rows before a row is read it is worth fetching.</summary>
    public const int RowsAhead = 8;

    private const int CacheLine = 64;

    // What follows in a longer row the processor sees coming.
    private const int MostBytes = 8 * CacheLine;

    /// <summary>Begins to fetch the first elements of a row, and returns at once. Where the processor cannot be asked, nothing.</summary>
    /// <param name="row">The row; of none, nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            // An address that a collection makes stale meanwhile does no harm: fetching it is only useless.
            var start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(row));
            var length = Math.Min(row.Length * sizeof(T), MostBytes);
            for (var offset = 0; offset < length; offset += CacheLine)
            {
                Sse.Prefetch0(start + offset);
            }
        }
    }
}
