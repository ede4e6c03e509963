using MathNet.Numerics.LinearAlgebra;

namespace Autograd;

// To and from MathNet, which stores matrices column by column: all of these copy.
public readonly partial struct NdArray<T>
{
    /// <summary>A copy of a MathNet matrix, rank 2.</summary>
    public static implicit operator NdArray<T>(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new([matrix.RowCount, matrix.ColumnCount], matrix.ToRowMajorArray().AsSpan());
    }

    /// <summary>A copy of a MathNet vector, rank 1.</summary>
    public static implicit operator NdArray<T>(Vector<T> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new([vector.Count], vector.ToArray().AsSpan());
    }

    /// <summary>A matrix as a new MathNet matrix.</summary>
    /// <exception cref="ShapeException">The rank is not 2, or an axis is empty, which MathNet does not allow.</exception>
    public Matrix<T> ToMatrix()
    {
        RequireRank(2, nameof(ToMatrix));
        RequireElements(nameof(ToMatrix));
        return Matrix<T>.Build.DenseOfRowMajor(Shape[0], Shape[1], ToArray());
    }

    /// <summary>A vector as a new MathNet vector.</summary>
    /// <exception cref="ShapeException">The rank is not 1, or it is empty, which MathNet does not allow.</exception>
    public Vector<T> ToVector()
    {
        RequireRank(1, nameof(ToVector));
        RequireElements(nameof(ToVector));
        return Vector<T>.Build.Dense(ToArray());
    }

    private void RequireElements(string operation)
    {
        if (Size == 0)
        {
            throw new ShapeException($"{operation}: shape {Shape} has no elements, and MathNet has no empty matrices or vectors.");
        }
    }
}
