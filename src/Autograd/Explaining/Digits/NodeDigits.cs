using System.Numerics;

namespace Autograd;

/// <summary>How many decimal digits of a node are right.</summary>
public sealed record NodeDigits<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal NodeDigits(Node<T> node) => Node = node;

    /// <summary>The node.</summary>
    public Node<T> Node { get; }

    /// <summary>Right digits of the worst element of its value; 0 where a NaN or an infinity is wrong.</summary>
    public double Value { get; internal init; }

    /// <summary>Right digits of the worst of its inputs, so that more is lost here if <see cref="Value"/> is less.</summary>
    public double Inputs { get; internal init; }

    /// <summary>Right digits of the worst element of its gradient; null if it has none.</summary>
    public double? Gradient { get; internal init; }

    /// <summary>The index of the worst element of the value.</summary>
    public IntList Position { get; internal init; }

    /// <summary>What was computed there.</summary>
    public double Computed { get; internal init; }

    /// <summary>What a better computation gives there; of a double graph, what it gives with its inputs moved.</summary>
    public double Better { get; internal init; }

    /// <summary>The lower of the digits of the value and of the gradient.</summary>
    public double Least => Math.Min(Value, Gradient ?? Value);

    /// <summary>How many digits were lost in this very operation.</summary>
    public double LostHere => Math.Max(0, Inputs - Value);
}
