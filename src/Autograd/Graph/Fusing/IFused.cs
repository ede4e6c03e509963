using System.Numerics;

namespace Autograd;

/// <summary>
/// An operation with a forward computation and a rule of its own that equals a composition of other operations, but is stabler or
/// faster.
/// </summary>
public interface IFused
{
    /// <summary>The same, written with the operations that it replaces. Equal where both are accurate.</summary>
    /// <param name="inputs">The inputs of the fused operation.</param>
    Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
