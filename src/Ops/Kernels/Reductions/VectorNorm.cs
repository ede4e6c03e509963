using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The p-norm of a row, scaled by its largest element: no power overflows or underflows unless the norm does.</summary>
internal static class VectorNorm
{
    private const int Block = 256;

    /// <summary>(sum_i |x_i|^p)^(1/p), or the largest |x_i| for p = infinity; 0 of nothing.</summary>
    public static T Of<T>(ReadOnlySpan<T> x, double order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = x.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(x));
        if (double.IsPositiveInfinity(order) || largest == T.Zero || !T.IsFinite(largest))
        {
            return largest;
        }

        if (order == 1)
        {
            return TensorPrimitives.SumOfMagnitudes(x);
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

        return largest * (order == 2 ? T.Sqrt(sum) : T.Pow(sum, T.One / T.CreateChecked(order)));
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
