using System.Numerics;

namespace Autograd;

/// <summary>Matrices on their way to a factorization: always in double, so that a float result is right to its last digits.</summary>
internal static class Doubles
{
    private const int Square = 16;

    /// <summary>The first elements of an array that a thread keeps from one operation to the next; it is made longer if need be.</summary>
    public static Span<double> Room(ref double[] array, int count)
    {
        if (array.Length < count)
        {
            array = new double[count];
        }

        return array.AsSpan(0, count);
    }

    /// <summary>Copies a row-major matrix into column-major order, or a column-major one into row-major order.</summary>
    public static void Transpose<TFrom, TTo>(int order, ReadOnlySpan<TFrom> x, Span<TTo> y)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        // Square by square, so that what is read and what is written stay in the first cache.
        for (var square = 0; square < order; square += Square)
        {
            var last = Math.Min(square + Square, order);
            for (var i = 0; i < order; i++)
            {
                for (var j = square; j < last; j++)
                {
                    y[(j * order) + i] = TTo.CreateTruncating(x[(i * order) + j]);
                }
            }
        }
    }
}
