using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Sine, cosine and tangent: an element has the same digits wherever it stands, and whatever stands beside it.</summary>
/// <remarks>
/// x = k pi / 2 + r with |r| at most pi / 4. pi / 2 has three parts: the product of k, below 2^20, with the first leaves no rounding error
/// in the difference from x, and the others give r and the digits that it lacks. The polynomials of sine and cosine are those of Sun's
/// FDLIBM. Beyond 2^20 each number is computed by itself.
/// </remarks>
internal static class CircularFunctions
{
    /// <summary>sin x, from k on: sin(x + n pi / 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinShifted<V>(V x, double n)
        where V : struct, IVector<V>
    {
        var (k, sin, cos) = SinCos(x);
        k += V.Number(n);
        var quarter = k - (V.Number(4) * VectorMath.RoundedProduct(k, V.Number(0.25)));
        var isOdd = V.Equal(V.Abs(quarter), V.Number(1));
        var size = V.Select(isOdd, cos, sin);
        return V.Select(V.Equal(quarter, V.Number(-1)) | V.Equal(V.Abs(quarter), V.Number(2)), -size, size);
    }

    /// <summary>k, sin r and cos r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V K, V Sin, V Cos) SinCos<V>(V x)
        where V : struct, IVector<V>
    {
        var k = VectorMath.RoundedProduct(x, V.Number(0.6366197723675814));
        var minus = -k;
        var first = V.MultiplyAdd(minus, V.Number(1.5707963267948966), x);
        var second = VectorMath.Number<V>(6.123233995736766e-17, -4.371138828673793e-08);
        var product = minus * second;
        var r = first + product;
        var added = r - first;
        var rest = first - (r - added) + (product - added) + V.MultiplyAdd(minus, second, -product);
        rest = V.MultiplyAdd(minus, VectorMath.Number<V>(-1.4973849048591698e-33, -1.7151245100058819e-15), rest);

        var (z, half) = (r * r, V.Number(0.5));
        V s, c;
        if (V.IsDouble)
        {
            s = V.Number(1.58969099521155010221e-10);
            s = V.MultiplyAdd(s, z, V.Number(-2.50507602534068634195e-08));
            s = V.MultiplyAdd(s, z, V.Number(2.75573137070700676789e-06));
            c = V.Number(-1.13596475577881948265e-11);
            c = V.MultiplyAdd(c, z, V.Number(2.08757232129817482790e-09));
            c = V.MultiplyAdd(c, z, V.Number(-2.75573143513906633035e-07));
        }
        else
        {
            s = V.Number(2.75573137070700676789e-06);
            c = V.Number(-2.75573143513906633035e-07);
        }

        s = V.MultiplyAdd(s, z, V.Number(-1.98412698298579493134e-04));
        s = V.MultiplyAdd(s, z, V.Number(8.33333333332248946124e-03));
        c = V.MultiplyAdd(c, z, V.Number(2.48015872894767294178e-05));
        c = V.MultiplyAdd(c, z, V.Number(-1.38888888888741095749e-03));
        c = V.MultiplyAdd(c, z, V.Number(4.16666666666666019037e-02));

        var cube = z * r;
        var sin = r - (V.MultiplyAdd(z, (half * rest) - (cube * s), -rest) - (cube * V.Number(-1.66666666666666324348e-01)));
        var lessThan1 = half * z;
        var w = V.Number(1) - lessThan1;
        var cos = w + (V.Number(1) - w - lessThan1 + ((z * z * c) - (r * rest)));
        return (k, sin, cos);
    }

    /// <summary>The vector form where it is right; beyond, each number by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, TNear, TFar>(V x)
        where V : struct, IVector<V>
        where TNear : struct, IVectorFunction
        where TFar : struct, INumberFunction
    {
        // The vector form stands here once: twice would be more than the compiler inlines.
        var isNear = V.LessOrEqual(V.Abs(x), V.Number(1 << 20));
        var near = TNear.Of(V.Select(isNear, x, V.Number(0)));
        return V.All(isNear) ? near : V.Select(isNear, near, V.Each<TFar>(x));
    }
}

/// <summary>sin x.</summary>
internal readonly struct SinFunction : IVectorFunction, INumberFunction
{
    public static V Of<V>(V x)
        where V : struct, IVector<V> => CircularFunctions.Of<V, Near, SinFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.Sin(x);

    private readonly struct Near : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x)
            where V : struct, IVector<V> => V.Select(VectorMath.IsTiny(x), x, CircularFunctions.SinShifted(x, 0));
    }
}

/// <summary>cos x.</summary>
internal readonly struct CosFunction : IVectorFunction, INumberFunction
{
    public static V Of<V>(V x)
        where V : struct, IVector<V> => CircularFunctions.Of<V, Near, CosFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.Cos(x);

    private readonly struct Near : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x)
            where V : struct, IVector<V> => CircularFunctions.SinShifted(x, 1);
    }
}

/// <summary>tan x: sin r / cos r, and -cos r / sin r for an odd k.</summary>
internal readonly struct TanFunction : IVectorFunction, INumberFunction
{
    public static V Of<V>(V x)
        where V : struct, IVector<V> => CircularFunctions.Of<V, Near, TanFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.Tan(x);

    private readonly struct Near : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x)
            where V : struct, IVector<V>
        {
            var (k, sin, cos) = CircularFunctions.SinCos(x);
            var isOdd = V.Equal(V.Abs(k - (V.Number(2) * VectorMath.RoundedProduct(k, V.Number(0.5)))), V.Number(1));
            var tan = V.Select(isOdd, -cos, sin) / V.Select(isOdd, sin, cos);
            return V.Select(VectorMath.IsTiny(x), x, tan);
        }
    }
}
