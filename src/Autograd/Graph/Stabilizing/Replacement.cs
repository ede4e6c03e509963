using System.Numerics;

namespace Autograd;

/// <summary>A formula that was recognized and replaced by one stable operation.</summary>
/// <param name="Formula">The formula as written, for instance <c>Log(Softmax(z))</c>.</param>
public sealed record Replacement(string Formula)
{
    private readonly long[] _inner = [];

    internal Replacement(string formula, long[] inner)
        : this(formula) => _inner = inner;

    /// <summary>Whether a node is one of the formula's inner ones, which are no longer on the path.</summary>
    internal bool Replaces<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => _inner.Contains(node.Id);
}
