using System.Numerics;

namespace Autograd;

/// <summary>
/// A matrix of second derivatives of a loss by parameters, known by its products: the Hessian, or the Gauss-Newton matrix. Made by
/// <see cref="Derivative.HessianProduct"/> and <see cref="Derivative.GaussNewtonProduct"/>.
/// </summary>
/// <remarks>
/// It belongs to the values that the parameters had: once one is updated, <see cref="Times"/> refuses. Gradients are vectors here: they
/// hold a number for each element of each parameter, and can be added and scaled. One thread uses it at a time.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CurvatureProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Node<T>> _nodes;
    private readonly Func<Node<T>, IReadOnlyList<Node<T>>> _times;

    internal CurvatureProduct(
        Node<T> value, IReadOnlyList<Node<T>> nodes, IReadOnlyList<Node<T>> gradients, Func<Node<T>, IReadOnlyList<Node<T>>> times)
    {
        (Value, _nodes, _times) = (value, [.. nodes], times);
        Gradients = Of(gradients);
    }

    /// <summary>The value of the loss, as a constant.</summary>
    public Node<T> Value { get; }

    /// <summary>The gradients of the loss, as constants.</summary>
    public Gradients<T> Gradients { get; }

    /// <summary>The matrix times a vector: one backward pass for the Hessian, three for the Gauss-Newton matrix.</summary>
    /// <param name="v">A direction: an array for each parameter, of its shape.</param>
    /// <returns>The product, by the same parameters.</returns>
    /// <exception cref="GradientException">v lacks a parameter, or a parameter was updated since.</exception>
    public Gradients<T> Times(Gradients<T> v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return Of(_times(Pack.Of([.. _nodes.Select(node => v[node])])));
    }

    private Gradients<T> Of(IReadOnlyList<Node<T>> values) => new(_nodes.Zip(values, KeyValuePair.Create));
}
