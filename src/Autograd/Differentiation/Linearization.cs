using System.Numerics;

namespace Autograd;

/// <summary>A function at a point, as a linear map of small changes: J u by <see cref="Jvp"/> and J^T v by <see cref="Vjp"/>.</summary>
/// <remarks>
/// The function has been called once. Each product is one backward pass; the first J u takes one more, because it is the vector-Jacobian
/// product of the vector-Jacobian product. Made by <see cref="Derivative"/>. One thread uses it at a time.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Linearization<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<Node<T>> _inputs;
    private readonly Node<T> _output;
    private readonly Pullback<T> _pullback;
    private readonly bool _isRecorded;
    private Pullback<T>? _transposed;

    internal Linearization(Node<T> output, IReadOnlyList<Node<T>> inputs, bool isRecorded)
    {
        (_output, _inputs, _isRecorded) = (output, inputs, isRecorded);
        _pullback = new Pullback<T>(output, inputs);
    }

    /// <summary>The value of the function; a constant, unless the linearization is differentiable.</summary>
    public Node<T> Value => _isRecorded || !_output.RequiresGrad ? _output : _output.Detach();

    internal IReadOnlyList<Node<T>> Inputs => _inputs;

    internal Pullback<T> Pullback => _pullback;

    /// <summary>J^T v: the gradients of sum(v * f) by each input, in their order; 0 for one that f does not depend on.</summary>
    /// <param name="v">Of the shape of the value.</param>
    /// <exception cref="ShapeException">The shape of v is another.</exception>
    public IReadOnlyList<Node<T>> Vjp(Node<T> v)
    {
        ArgumentNullException.ThrowIfNull(v);
        Tracing.RequireShapes(nameof(Vjp), [v], [_output]);
        return _pullback.Of(v, _isRecorded);
    }

    /// <summary>J u: how the value changes when the inputs change along u.</summary>
    /// <param name="u">One direction for each input, of its shape.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The number of directions, or a shape, is another.</exception>
    public Node<T> Jvp(params IReadOnlyList<Node<T>> u)
    {
        Tracing.RequireShapes(nameof(Jvp), u, _inputs);
        return JvpPacked(Pack.Of(u));
    }

    internal Node<T> JvpPacked(Node<T> u) => Transposed().Of(u, _isRecorded)[0];

    // J^T v as a function of v: J is its transposed Jacobian.
    private Pullback<T> Transposed()
    {
        if (_transposed is null)
        {
            var v = Variable.OfShape<T>(_output.Shape);
            _transposed = new Pullback<T>(Tracing.Packed(_pullback.Of(v, isRecorded: true)), [v]);
        }

        return _transposed;
    }
}
