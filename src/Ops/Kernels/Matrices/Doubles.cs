using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Matrices on their way to and from a factorization, which is always done in double: a float result is then right to its last digits.</summary>
internal static class Doubles
{
    /// <summary>Copies the elements as they are. Row-major elements read as column-major are the transposed matrix.</summary>
    public static void Copy<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo> => TensorPrimitives.ConvertTruncating(x, y);

    /// <summary>Copies a row-major matrix into column-major order.</summary>
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
