using System.Numerics;

namespace Autograd;

/// <summary>y_i = x_(i, i + Offset): a diagonal of each matrix over the last two axes.</summary>
/// <remarks>
/// The gradient is written into zeros on the same diagonal (<see cref="MakeDiagonal"/>); elements off it get a strong zero
/// (<see cref="StrongZeros"/>). Shape of y: that of x with its last two axes replaced by one; a diagonal outside the matrix has length 0.
/// </remarks>
/// <kinks test="Elements_off_the_diagonal_get_a_strong_zero">
/// Elements off the diagonal get a strong zero; a diagonal outside the matrix is empty.
/// </kinks>
/// <param name="Offset">How far above the main diagonal; negative below.</param>
public sealed record Diagonal(int Offset) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Require.Matrices(Name, x);
        return [.. x.Lengths[..^2], Diagonals.Length(x[^2], x[^1], Offset)];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        Diagonals.Read(x.Span, x.Shape[^2], x.Shape[^1], Offset, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var scatter = new MakeDiagonal(Offset, x.Shape[^2], x.Shape[^1]);
        return StrongZeros.Select(grad, scatter.Apply);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Diagonal"/>
        /// <param name="offset">How far above the main diagonal; negative below.</param>
        /// <exception cref="ShapeException">x has fewer than two axes.</exception>
        public Node<T> Diagonal(int offset = 0) => new Diagonal(offset).Apply(x);
    }
}
