using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>Vectors at the end of a span, where fewer elements are left than a vector has.</summary>
internal static class PartialVector
{
    /// <summary>Elements of a span from an index on; what is missing at its end is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<T, V>(ReadOnlySpan<T> x, int start, T filler)
        where T : unmanaged
        where V : struct, IVector<V, T> => start <= x.Length - V.Count
            ? V.Load(ref MemoryMarshal.GetReference(x), start)
            : LoadRest<T, V>(x[start..], filler);

    /// <summary>Writes elements to a span from an index on, as far as it goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V>(V x, Span<T> y, int start)
        where T : unmanaged
        where V : struct, IVector<V, T>
    {
        if (start <= y.Length - V.Count)
        {
            x.Store(ref MemoryMarshal.GetReference(y), start);
        }
        else
        {
            StoreRest(x, y[start..]);
        }
    }

    private static V LoadRest<T, V>(ReadOnlySpan<T> rest, T filler)
        where T : unmanaged
        where V : struct, IVector<V, T>
    {
        Span<T> filled = stackalloc T[V.Count];
        filled.Fill(filler);
        rest.CopyTo(filled);
        return V.Load(ref MemoryMarshal.GetReference(filled), 0);
    }

    private static void StoreRest<T, V>(V x, Span<T> rest)
        where T : unmanaged
        where V : struct, IVector<V, T>
    {
        Span<T> filled = stackalloc T[V.Count];
        x.Store(ref MemoryMarshal.GetReference(filled), 0);
        filled[..rest.Length].CopyTo(rest);
    }
}
