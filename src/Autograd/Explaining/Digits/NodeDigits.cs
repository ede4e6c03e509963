using System.Numerics;

namespace Autograd;

/// <summary>How many decimal digits of a node are right.</summary>
/// <param name="Node">The node.</param>
/// <param name="Value">Right digits of the worst element of its value; 0 where a NaN or an infinity is wrong.</param>
/// <param name="Inputs">Right digits of the worst of its inputs, so that more is lost here if <paramref name="Value"/> is less.</param>
/// <param name="Gradient">Right digits of the worst element of its gradient; null if it has none.</param>
/// <param name="Position">The index of the worst element of the value.</param>
/// <param name="Computed">What was computed there.</param>
/// <param name="Better">What a better computation gives there; of a double graph, what it gives with its inputs moved.</param>
public sealed record NodeDigits<T>(
    Node<T> Node, double Value, double Inputs, double? Gradient, IntList Position, double Computed, double Better)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The lower of the digits of the value and of the gradient.</summary>
    public double Least => Math.Min(Value, Gradient ?? Value);

    /// <summary>How many digits were lost in this very operation.</summary>
    public double LostHere => Math.Max(0, Inputs - Value);
}
