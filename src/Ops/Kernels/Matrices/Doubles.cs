using System.Numerics;

namespace Autograd;

/// <summary>Matrices on their way to a factorization: always in double, so that a float result is right to its last digits.</summary>
internal static class Doubles
{
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
    public static void Transpose<T>(int order, ReadOnlySpan<T> x, Span<double> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                y[(j * order) + i] = double.CreateTruncating(x[(i * order) + j]);
            }
        }
    }
}
