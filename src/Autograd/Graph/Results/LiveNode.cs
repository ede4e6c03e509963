using System.Numerics;

namespace Autograd;

/// <summary>A constant whose elements its owner writes anew: the result of a replay, of the last run.</summary>
/// <remarks>
/// What is computed from it reads it as it is then, and a graph that is to know it later keeps the elements that it has read: in
/// difference to a <see cref="Parameter{T}"/>, nobody needs its gradient, so nothing is refused.
/// </remarks>
internal sealed class LiveNode<T> : Node<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <param name="value">The array that is written to, not copied.</param>
    public LiveNode(NdArray<T> value)
        : base(value, requiresGrad: false) => Exchange(value.Live());

    /// <summary>One whose elements are computed when they are first read, and written anew from then on.</summary>
    public LiveNode(Op op, Shape shape, Node<T>[] inputs)
        : base(op, shape, inputs)
    {
    }
}
