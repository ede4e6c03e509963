using System.Numerics;

namespace Autograd;

/// <summary>A formula that was recognized and replaced by one stable operation.</summary>
/// <param name="Formula">The formula as written, for instance <c>Log(Softmax(z))</c>.</param>
public sealed record Replacement(string Formula)
{
    private readonly long[] _inner = [];

    internal Replacement(string formula, long[] inner)
        : this(formula) => _inner = inner;

    /// <summary>The formula, and where an inner operation was stable already, what that one stands for.</summary>
    internal string Whole { get; init; } = Formula;

    /// <summary>The inner nodes that had a name, by which the user may look for them.</summary>
    internal IReadOnlyList<(string Name, string Operation)> Named { get; init; } = [];

    /// <summary>What the operation stands for, in words: the formula, and the inner nodes that had a name.</summary>
    internal string Words => Named.Count == 0 ? Whole
        : $"{Whole}, with {string.Join(" and ", Named.Select(node => $"{node.Name} ({node.Operation})"))} inside";

    /// <summary>Whether a node is one of the formula's inner ones, which are no longer on the path.</summary>
    internal bool Replaces<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => _inner.Contains(node.Id);
}
