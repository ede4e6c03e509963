using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// The p-norm of a row, scaled by its largest element where that is needed: no power overflows or underflows unless the norm does. Powers
/// are added up in pairs of halves, as by <see cref="SumReduction"/>.
/// </summary>
internal static class VectorNorm
{
    private const int Block = 256;

    /// <summary>(sum_i |x_i|^p)^(1/p), or the largest |x_i| for p = infinity; 0 of nothing.</summary>
    public static T Of<T>(ReadOnlySpan<T> x, double order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (order == 2)
        {
            return RootMeanSquare(x, T.One);
        }

        var largest = x.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(x));
        if (double.IsPositiveInfinity(order) || largest == T.Zero || !T.IsFinite(largest))
        {
            return largest;
        }

        if (order == 1)
        {
            return SumOfMagnitudes(x);
        }

        return largest * T.Pow(SumOfPowers(x, largest, order), T.One / T.CreateChecked(order));
    }

    /// <summary>sqrt(sum_i x_i^2 / n), finite wherever x is; 0 of nothing.</summary>
    public static T RootMeanSquare<T>(ReadOnlySpan<T> x, T n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SumOfSquares(x) is var squares && squares >= LeastExact<T>() && T.IsFinite(squares))
        {
            return T.Sqrt(squares / n);
        }

        var largest = x.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(x));
        return largest == T.Zero || !T.IsFinite(largest) ? largest : largest * T.Sqrt(SumOfPowers(x, largest, order: 2) / n);
    }

    /// <summary>y = x / |x| with the 2-norm, which may overflow; 0 where x is.</summary>
    public static void Unit<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var norm = Of(x, order: 2);
        if (norm == T.Zero)
        {
            y.Clear();
        }
        else if (T.IsFinite(norm) || !T.IsFinite(TensorPrimitives.MaxMagnitude(x)))
        {
            TensorPrimitives.Divide(x, norm, y);
        }
        else
        {
            var largest = T.Abs(TensorPrimitives.MaxMagnitude(x));
            TensorPrimitives.Divide(x, largest, y);
            TensorPrimitives.Divide(y, T.Sqrt(SumOfPowers(x, largest, order: 2)), y);
        }
    }

    private static T SumOfMagnitudes<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumReduction.Block)
        {
            return VectorMap.Sum<T, MagnitudeFunction>(x);
        }

        var half = SumReduction.Half(x.Length);
        return SumOfMagnitudes(x[..half]) + SumOfMagnitudes(x[half..]);
    }

    // A sum of squares from here on has lost nothing to squares that are below the normal numbers.
    private static T LeastExact<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(typeof(T) == typeof(double) ? 1e-280 : 1e-28);

    private static T SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumReduction.Block)
        {
            return TensorPrimitives.SumOfSquares<T>(x);
        }

        var half = SumReduction.Half(x.Length);
        return SumOfSquares(x[..half]) + SumOfSquares(x[half..]);
    }

    // The sum of (|x_i| / largest)^p.
    private static T SumOfPowers<T>(ReadOnlySpan<T> x, T largest, double order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length > SumReduction.Block)
        {
            var half = SumReduction.Half(x.Length);
            return SumOfPowers(x[..half], largest, order) + SumOfPowers(x[half..], largest, order);
        }

        var sum = T.Zero;
        Span<T> scaled = stackalloc T[Math.Min(Block, x.Length)];
        while (!x.IsEmpty)
        {
            var block = scaled[..Math.Min(Block, x.Length)];
            TensorPrimitives.Divide(x[..block.Length], largest, block);
            sum += order == 2 ? TensorPrimitives.SumOfSquares<T>(block) : SumOfPowers<T>(block, T.CreateChecked(order));
            x = x[block.Length..];
        }

        return sum;
    }

    private static T SumOfPowers<T>(ReadOnlySpan<T> x, T exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = T.Zero;
        foreach (var element in x)
        {
            sum += T.Pow(T.Abs(element), exponent);
        }

        return sum;
    }
}

/// <summary>|x|.</summary>
internal readonly struct MagnitudeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.Abs(x);
}
