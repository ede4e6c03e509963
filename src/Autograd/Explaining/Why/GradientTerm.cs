using System.Numerics;

namespace Autograd;

/// <summary>What one use of a node gave to its gradient.</summary>
public sealed record GradientTerm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal GradientTerm(Node<T> consumer, Node<T>? gradient) => (Consumer, Gradient) = (consumer, gradient);

    /// <summary>The node that was made of it.</summary>
    public Node<T> Consumer { get; }

    /// <summary>What the rule of the consumer returned for it; null if it returned none, because the derivative is 0.</summary>
    public Node<T>? Gradient { get; }
}

/// <summary>Where a gradient ends: a node that gets one, and passes on nothing, or almost nothing, to one of its inputs.</summary>
public sealed record GradientCut<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal GradientCut(Node<T> node, Node<T> input, string cause, string? remedy) =>
        (Node, Input, Cause, Remedy) = (node, input, cause, remedy);

    /// <summary>The node.</summary>
    public Node<T> Node { get; }

    /// <summary>The input of it.</summary>
    public Node<T> Input { get; }

    /// <summary>Why, in words: <c>dead relu: 64 of 64 inputs are 0 or below</c>.</summary>
    public string Cause { get; }

    /// <summary>What to do; null if there is nothing to say.</summary>
    public string? Remedy { get; }

    /// <summary>Whether the gradient does not come that far, because it is cut before, and would be cut here too.</summary>
    public bool IsBehind { get; internal init; }
}
