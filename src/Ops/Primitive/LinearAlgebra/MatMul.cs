using System.Numerics;

namespace Autograd;

/// <summary>
/// The matrix product Z = X Y over the last two axes, of each pair of matrices in a batch; X, Y or both may be taken transposed.
/// </summary>
/// <remarks>
/// <para>Shapes: (..., m, k) and (..., k, n) give (..., m, n), where the leading axes broadcast. The verb takes vectors too.</para>
/// <para>With G the gradient of Z: dX = G Y', dY = X' G, and the transposes of these where an input is taken
/// transposed. The rule is made of this operation itself, so nothing is copied to transpose it.</para>
/// <para>A long inner axis is summed up in stretches, and beyond 65,536 in pairs of halves: an element is off by at most
/// min(k, 1024) + min(k/256, 256) + 16 roundings of the sum of the sizes |x_ij y_jl|, typically by a few. A native provider of
/// MathNet.Numerics sums up as it does.</para>
/// </remarks>
/// <param name="TransposeX">Whether the matrices of X are stored as (k, m).</param>
/// <param name="TransposeY">Whether the matrices of Y are stored as (n, k).</param>
public sealed record MatMul(bool TransposeX = false, bool TransposeY = false) : BinaryOp
{
    private static readonly MatMul[] s_instances = [new(false, false), new(false, true), new(true, false), new(true, true)];

    internal static MatMul Instance(bool transposeX, bool transposeY) => s_instances[(transposeX ? 2 : 0) + (transposeY ? 1 : 0)];

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        if (x.Rank < 2 || y.Rank < 2)
        {
            throw new ShapeException($"{Name}: x has shape {x} and y has shape {y}; both must have at least two axes, rows and columns.");
        }

        var (m, kx) = TransposeX ? (x[^1], x[^2]) : (x[^2], x[^1]);
        var (ky, n) = TransposeY ? (y[^1], y[^2]) : (y[^2], y[^1]);
        if (kx != ky)
        {
            throw new ShapeException(
                $"{Name}: x has shape {x}{(TransposeX ? " (transposed)" : "")} and y has shape {y}{(TransposeY ? " (transposed)" : "")}; "
                + $"the columns of x, {kx}, must be as many as the rows of y, {ky}. Transpose one of them or exchange the two.");
        }

        if (x.Rank == 2 && y.Rank == 2)
        {
            return [m, n];
        }

        return
        [
            .. Broadcasting.Result(
                Name,
                Matrices.Batch(x),
                Matrices.Batch(y),
                $"x of shape {x}, without its matrices,",
                $"y of shape {y}, without its matrices,"),
            m,
            n,
        ];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        var (m, k) = TransposeX ? (x.Shape[^1], x.Shape[^2]) : (x.Shape[^2], x.Shape[^1]);
        var n = TransposeY ? y.Shape[^2] : y.Shape[^1];
        if (x.Shape.Rank == 2 && y.Shape.Rank == 2)
        {
            MatrixProduct.Multiply(1, m, n, k, x.Span, TransposeX, 0, y.Span, TransposeY, 0, z);
            return;
        }

        var rank = Math.Max(x.Shape.Rank, y.Shape.Rank);
        var runs = new BroadcastRuns(stackalloc int[BroadcastRuns.ScratchFor(rank)], x.Shape.Lengths[..^2], y.Shape.Lengths[..^2]);
        while (runs.MoveNext())
        {
            var left = x.Span[(runs.X * m * k)..];
            var right = y.Span[(runs.Y * k * n)..];
            var output = z.Slice(runs.Output * m * n, runs.Length * m * n);
            var (xStep, yStep) = (runs.XAdvances ? m * k : 0, runs.YAdvances ? k * n : 0);
            MatrixProduct.Multiply(runs.Length, m, n, k, left, TransposeX, xStep, right, TransposeY, yStep, output);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        (TransposeX ? Instance(TransposeY, true).Apply(y, grad) : Instance(false, !TransposeY).Apply(grad, y)).SumTo(x.Shape);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        (TransposeY ? Instance(true, TransposeX).Apply(grad, x) : Instance(!TransposeX, false).Apply(x, grad)).SumTo(y.Shape);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The matrix product x y, as in NumPy; x, y or both may be taken transposed.</summary>
        /// <remarks>
        /// A vector x is taken as a row, a vector y as a column, and that axis is dropped from the result: two vectors give their dot
        /// product, a scalar. Further leading axes are batches of matrices and broadcast. See <see cref="Autograd.MatMul"/>.
        /// </remarks>
        /// <param name="y">The right factor: (k), or (..., k, n).</param>
        /// <param name="transposeX">Whether to take each matrix of x transposed, without a copy: x is (..., k, m).</param>
        /// <param name="transposeY">Whether to take each matrix of y transposed, without a copy: y is (..., n, k).</param>
        /// <returns>For x of shape (..., m, k): a node of shape (..., m, n); without m, or n, where x, or y, is a vector.</returns>
        /// <exception cref="ShapeException">
        /// A factor is a scalar, the inner lengths differ, the leading axes do not broadcast, or a vector is to be transposed.
        /// </exception>
        public Node<T> MatMul(Node<T> y, bool transposeX = false, bool transposeY = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var (xShape, yShape) = (x.Shape, y.Shape);
            if (xShape.Rank == 2 && yShape.Rank == 2)
            {
                return Autograd.MatMul.Instance(transposeX, transposeY).Apply(x, y);
            }

            if (xShape.Rank == 0 || yShape.Rank == 0)
            {
                throw new ShapeException(
                    $"MatMul: x has shape {xShape} and y has shape {yShape}; neither may be a scalar. Multiply by a scalar with *."
                    + Origins.OfInputs(x, y));
            }

            if ((transposeX && xShape.Rank == 1) || (transposeY && yShape.Rank == 1))
            {
                throw new ShapeException(
                    $"MatMul: x has shape {xShape} and y has shape {yShape}; a vector has nothing to transpose. "
                    + $"Leave {(transposeX && xShape.Rank == 1 ? "transposeX" : "transposeY")} out."
                    + Origins.OfInputs(x, y));
            }

            var (xAxis, yAxis) = (transposeX ? 2 : 1, transposeY || yShape.Rank == 1 ? 1 : 2);
            var inner = yShape[^yAxis];
            if (xShape[^xAxis] != inner)
            {
                throw new ShapeException(
                    $"MatMul: x has shape {xShape} and y has shape {yShape}; "
                    + $"the {(xAxis == 1 ? "" : "second ")}last axis of x, {xShape[^xAxis]}, must be as long as "
                    + $"the {(yAxis == 1 ? "" : "second ")}last axis of y, {inner}."
                    + Origins.OfInputs(x, y));
            }

            var left = xShape.Rank == 1 ? x.Reshape([1, inner]) : x;
            var right = yShape.Rank == 1 ? y.Reshape([inner, 1]) : y;

            // One matrix for a whole batch: the batch is more rows.
            var flat = right.Shape.Rank == 2 && left.Shape.Rank > 2 && !transposeX;
            if (flat)
            {
                left = left.Reshape([new Shape(xShape.Lengths[..^1]).Size, inner]);
            }

            var z = Autograd.MatMul.Instance(transposeX, transposeY).Apply(left, right);
            var batch = flat ? xShape.Lengths[..^2] : z.Shape.Lengths[..^2];
            ReadOnlySpan<int> rows = xShape.Rank == 1 ? [] : [xShape[^(3 - xAxis)]];
            ReadOnlySpan<int> columns = yShape.Rank == 1 ? [] : [yShape[^(3 - yAxis)]];
            return z.Reshape([.. batch, .. rows, .. columns]);
        }
    }
}
