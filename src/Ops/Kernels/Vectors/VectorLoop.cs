using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>A loop that is written once for vectors of every width.</summary>
internal interface IVectorLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Runs some of the iterations with vectors of one type.</summary>
    void Run<V>(int first, int count)
        where V : struct, IVector<V, T>;
}

/// <summary>Runs loops with the widest vectors that the processor has.</summary>
internal static class VectorLoop
{
    /// <summary>Runs some of the iterations of a loop.</summary>
    /// <param name="loop">The loop; it may keep results.</param>
    /// <param name="first">The first iteration.</param>
    /// <param name="count">How many to run from there on.</param>
    /// <param name="longest">Vectors with more elements are of no use, if there are narrower ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, TLoop>(ref TLoop loop, int first, int count, int longest = int.MaxValue)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLoop : struct, IVectorLoop<T>, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated && longest >= Vector512<T>.Count)
        {
            loop.Run<V512<T>>(first, count);
        }
        else if (Vector256.IsHardwareAccelerated && longest >= Vector256<T>.Count)
        {
            loop.Run<V256<T>>(first, count);
        }
        else
        {
            loop.Run<V128<T>>(first, count);
        }
    }
}
