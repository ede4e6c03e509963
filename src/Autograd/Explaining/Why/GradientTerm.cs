using System.Numerics;

namespace Autograd;

/// <summary>What one use of a node gave to its gradient.</summary>
/// <param name="Consumer">The node that was made of it.</param>
/// <param name="Gradient">What the rule of the consumer returned for it; null if it returned none, because the derivative is 0.</param>
public sealed record GradientTerm<T>(Node<T> Consumer, Node<T>? Gradient)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Where a gradient ends: a node that gets one, and passes on nothing, or almost nothing, to one of its inputs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Input">The input of it.</param>
/// <param name="Cause">Why, in words: <c>dead relu: 64 of 64 inputs are 0 or below</c>.</param>
/// <param name="Remedy">What to do; null if there is nothing to say.</param>
public sealed record GradientCut<T>(Node<T> Node, Node<T> Input, string Cause, string? Remedy)
    where T : unmanaged, IFloatingPointIeee754<T>;
