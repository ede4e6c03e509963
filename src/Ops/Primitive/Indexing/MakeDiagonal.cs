using System.Numerics;

namespace Autograd;

/// <summary>y_(i, i + Offset) = x_i, and 0 elsewhere: matrices over the last two axes with x on a diagonal.</summary>
/// <remarks>
/// The gradient is that diagonal of the gradient of y (<see cref="Diagonal"/>). Shape of y: that of x with its last axis replaced by two.
/// </remarks>
/// <param name="Offset">How far above the main diagonal; negative below.</param>
/// <param name="Rows">The number of rows of each matrix.</param>
/// <param name="Columns">The number of columns of each matrix.</param>
public sealed record MakeDiagonal(int Offset, int Rows, int Columns) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        if (x.Rank == 0 || x[^1] != Diagonals.Length(Rows, Columns, Offset))
        {
            throw new ShapeException(
                $"{Name}: x has shape {x}, but the diagonal with offset {Offset} of a {Rows} x {Columns} matrix has length "
                + $"{Diagonals.Length(Rows, Columns, Offset)}; the last axis of x must have that length.");
        }

        return [.. x.Lengths[..^1], Rows, Columns];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        y.Clear();
        Diagonals.Write(x.Span, Rows, Columns, Offset, y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Diagonal(Offset).Apply(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y_(i, i + offset) = x_i, and 0 elsewhere: the smallest square matrices with x on that
        /// diagonal. See <see cref="Autograd.MakeDiagonal"/>.
        /// </summary>
        /// <param name="offset">How far above the main diagonal; negative below.</param>
        /// <returns>A node of the shape of x with its last axis, of length n, replaced by two of length n + |offset|.</returns>
        /// <exception cref="ShapeException">x is a scalar.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The matrices would have more rows than an array holds.</exception>
        public Node<T> MakeDiagonal(int offset = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (x.Shape.Rank == 0)
            {
                throw new ShapeException("MakeDiagonal: x is a scalar, which has no last axis to put on a diagonal; reshape it to (1).");
            }

            var rows = x.Shape[^1] + Math.Abs((long)offset);
            return rows <= Array.MaxLength
                ? new MakeDiagonal(offset, (int)rows, (int)rows).Apply(x)
                : throw new ArgumentOutOfRangeException(nameof(offset), offset,
                    $"MakeDiagonal: offset {offset} would make {rows} rows, more than an array holds.");
        }
    }
}
