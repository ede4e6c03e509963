using System.Numerics;

namespace Autograd;

/// <summary>Z solves X Z = Y, or X' Z = Y, for each pair of matrices in a batch.</summary>
/// <remarks>
/// <para>Shapes: (..., n, n) and (..., n, k) give (..., n, k), where the leading axes broadcast. The
/// verbs take a vector Y too. A matrix that several right sides share is factorized once.</para>
/// <para>With G the gradient of Z: dY solves X' dY = G, and dX = -dY Z'; the other way round where X
/// is taken transposed. M. Giles, An extended collection of matrix derivative results (2008).</para>
/// </remarks>
/// <param name="Transposed">Whether X is taken transposed.</param>
public abstract record LinearSystemOp(bool Transposed) : Op
{
    /// <inheritdoc/>
    public sealed override Arity Arity => new(2, 2, "x and y");

    private protected abstract string Pivot { get; }

    private protected abstract LinearSystemOp Flipped { get; }

    private protected abstract ILinearSystem System(int order);

    /// <summary>What of the gradient of x is there: all of it, unless overridden.</summary>
    private protected virtual Node<T> Part<T>(Node<T> gradient, Node<T> grad)
        where T : unmanaged, IFloatingPointIeee754<T> => gradient;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var (x, y) = (inputs[0], inputs[1]);
        Require.SquareMatrices(Name, x);
        RequireRows(Name, x, y, y.Rank < 2 ? -1 : y[^2]);
        return [.. Broadcasting.Result($"{Name}, leading axes", Matrices.Batch(x), Matrices.Batch(y)), y[^2], y[^1]];
    }

    /// <inheritdoc/>
    protected sealed override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var (x, y) = (inputs[0], inputs[1]);
        if (output.IsEmpty)
        {
            return;
        }

        var (n, columns) = (y.Shape[^2], y.Shape[^1]);
        var system = System(n);
        var factorized = -1;
        var rank = Math.Max(x.Shape.Rank, y.Shape.Rank);
        var runs = new BroadcastRuns(stackalloc int[BroadcastRuns.ScratchFor(rank)], x.Shape.Lengths[..^2], y.Shape.Lengths[..^2]);
        while (runs.MoveNext())
        {
            for (var i = 0; i < runs.Length; i++)
            {
                var matrix = runs.X + (runs.XAdvances ? i : 0);
                if (matrix != factorized)
                {
                    var zero = system.Factorize(x.Span.Slice(matrix * n * n, n * n));
                    factorized = zero < 0 ? matrix : throw Matrices.Singular(Name, x.Shape, matrix, $"{Pivot} {zero}");
                }

                var right = y.Span.Slice((runs.Y + (runs.YAdvances ? i : 0)) * n * columns, n * columns);
                system.Solve(right, output.Slice((runs.Output + i) * n * columns, n * columns));
            }
        }
    }

    /// <inheritdoc/>
    protected sealed override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var (x, y) = (inputs[0], inputs[1]);
        var right = Flipped.Apply(x, grad);
        if (!x.RequiresGrad)
        {
            return [null, right.SumTo(y.Shape)];
        }

        var product = Transposed ? output.MatMul(right, transposeY: true) : right.MatMul(output, transposeY: true);
        return [Part(-product.SumTo(x.Shape), grad), right.SumTo(y.Shape)];
    }

    /// <summary>The verb: y may be a vector.</summary>
    internal Node<T> Solution<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(y);
        if (y.Shape.Rank != 1)
        {
            return Apply(x, y);
        }

        Require.SquareMatrices(Name, x.Shape);
        RequireRows(Name, x.Shape, y.Shape, y.Shape[0]);
        return Apply(x, y.Reshape([y.Shape[0], 1])).Reshape(new Shape(x.Shape.Lengths[..^1]));
    }

    private static void RequireRows(string operation, Shape x, Shape y, int rows)
    {
        if (rows != x[^1])
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} and y has shape {y}; y must have {x[^1]} rows, as x: "
                + $"a vector ({x[^1]}) or matrices (..., {x[^1]}, k). "
                + "Of a batch of vectors make matrices of one column.");
        }
    }
}
