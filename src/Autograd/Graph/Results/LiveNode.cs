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
    private readonly string? _kind;

    /// <param name="value">The array that is written to, not copied.</param>
    /// <param name="recorded">The node that it stands for: it is called like that.</param>
    public LiveNode(NdArray<T> value, Node<T>? recorded = null)
        : base(value, requiresGrad: false)
    {
        Exchange(value.Live());
        if (recorded is not null)
        {
            _kind = recorded.Op?.ToString();
            (Details.Name, Details.Origin) = (recorded.Name, recorded.Origin);
        }
    }

    /// <summary>One whose elements are computed when they are first read, and written anew from then on.</summary>
    public LiveNode(Op op, Shape shape, Node<T>[] inputs)
        : base(op, shape, inputs)
    {
    }

    /// <summary>Whether an operation writes it; else it stands for a constant that is set.</summary>
    public bool IsComputed => _kind is not null || Op is not null;

    private protected override string Kind => _kind ?? base.Kind;
}
