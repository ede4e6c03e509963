using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The sign of x; 0 at 0, and NaN stays NaN.</summary>
internal readonly struct SignFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (zero, one) = (V.Number(0), V.Number(1));
        return V.Select(V.Less(zero, x), one, V.Select(V.Less(x, zero), -one, x));
    }
}

/// <summary>x^3.</summary>
internal readonly struct CubeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => x * x * x;
}

/// <summary>x itself.</summary>
internal readonly struct IdentityFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => x;
}

/// <summary>x y.</summary>
internal readonly struct ProductFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => x * y;
}

/// <summary>x y; 0 where y is 0, whatever x is.</summary>
internal readonly struct MultiplyNoNanFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Equal(y, V.Number(0)), V.Number(0), x * y);
}
