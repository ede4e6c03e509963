using System.Numerics;

namespace Autograd;

/// <summary>What the operations on matrices share: matrices lie along the last two axes, and further leading axes are a batch.</summary>
internal static class Matrices
{
    /// <summary>The leading axes.</summary>
    public static Shape Batch(Shape shape) => new(shape.Lengths[..^2]);

    /// <summary>One matrix of an argument x, for a message.</summary>
    public static string Named(Shape shape, int index) => shape.Rank == 2
        ? $"the matrix x of shape {shape}"
        : $"matrix {index} of the batch x of shape {shape}";

    /// <summary>The error of a matrix that has no inverse.</summary>
    public static ArgumentException Singular(string operation, Shape x, int index, string zero) => new(
        $"{operation}: {Named(x, index)} is singular: {zero} is 0. Leave out the rows or columns that depend on others, or add a small "
        + "multiple of the identity.",
        nameof(x));

    /// <summary>Each matrix transposed.</summary>
    public static Node<T> Transpose<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var axes = new int[x.Shape.Rank];
        for (var axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = axis;
        }

        (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
        return x.Transpose(axes);
    }

    /// <summary>A constant matrix with one number below the diagonal, one on it and one above.</summary>
    public static Node<T> Triangle<T>(int order, double below, double diagonal, double above)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var elements = new T[order * order];
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                elements[(i * order) + j] = T.CreateChecked(j < i ? below : j == i ? diagonal : above);
            }
        }

        return Node.Constant(NdArray.Wrap([order, order], elements));
    }

    /// <summary>A number for each matrix of a batch, so that it broadcasts over the matrix.</summary>
    public static Node<T> PerMatrix<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Reshape([.. x.Shape, 1, 1]);
}
