using System.Numerics;

namespace Autograd;

/// <summary>Gradients that are zeros but for pieces: see <see cref="IScatter"/>.</summary>
public static class Scatter
{
    /// <summary>Applies the operation without computing its elements yet: they are computed when they are first read, if ever.</summary>
    /// <typeparam name="TOp">The operation.</typeparam>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="scatter">The operation.</param>
    /// <param name="x">Its input; not a parameter, whose elements may change until then.</param>
    /// <exception cref="ShapeException">The shape does not fit the operation.</exception>
    public static Node<T> ApplyLater<TOp, T>(this TOp scatter, Node<T> x)
        where TOp : UnaryOp, IScatter
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scatter);
        ArgumentNullException.ThrowIfNull(x);
        if (x.IsDeferred)
        {
            // One is computed before the next waits for it, so that none of a long chain calls another.
            _ = x.Elements;
        }

        return x is Parameter<T> or LiveNode<T> ? scatter.Apply(x) : scatter.ApplyDeferred([x]);
    }

    /// <summary>The sum of gradients of one shape, some of them deferred: their pieces are added into zeros, or into the whole.</summary>
    internal static Node<T> Sum<T>(Node<T>? dense, IReadOnlyList<Node<T>> deferred)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (dense is null && deferred.Count == 1)
        {
            return deferred[0];
        }

        var (scatters, inputs) = (new List<UnaryOp>(deferred.Count), new List<Node<T>>(deferred.Count + 1));
        foreach (var gradient in deferred)
        {
            scatters.AddRange(gradient.Pieces.Scatters);
            inputs.AddRange(gradient.Pieces.Inputs);
        }

        var size = 0L;
        foreach (var input in inputs)
        {
            size += input.Shape.Size;
        }

        var op = new ScatterSum([.. scatters], deferred[0].Shape);

        // Pieces that are as much as the whole are added up at once: nothing is gained by keeping them, and a graph that doubles them at
        // each step would not end.
        var isSparse = dense is null && size < op.Target.Size;
        if (dense is not null)
        {
            inputs.Add(dense);
        }

        var sum = isSparse ? op.ApplyDeferred<T>([.. inputs]) : op.Apply<T>([.. inputs]);
        return StrongZeros.MarkSum(dense is null ? deferred : [dense, .. deferred], sum);
    }
}
