using System.Numerics;

namespace Autograd;

/// <summary>What few nodes have: kept apart so that the others stay small.</summary>
internal sealed class NodeDetails<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The name the user gave.</summary>
    public string? Name { get; set; }

    /// <summary>The line of user code that made the node, when origins were captured.</summary>
    public string? Origin { get; set; }

    /// <summary>Of a constant, the places where gradients were cut before it, in words, when origins were captured.</summary>
    public string? LiesBehind { get; set; }

    /// <summary>When the node was watched, among the numbers of the nodes; later than all if it was not.</summary>
    public long WatchedSince { get; set; } = long.MaxValue;

    /// <summary>The formula that this stable operation replaced.</summary>
    public Replacement? Replaced { get; set; }

    /// <summary>What a gradient was cut from. Weak: a cut node must not keep the graph behind it alive.</summary>
    public WeakReference<Node<T>>? CutFrom { get; set; }

    /// <summary>For a gradient: which elements are structurally there; the others are strong zeros.</summary>
    public Support<T>? Support { get; set; }
}
