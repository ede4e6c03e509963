using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Names for parts of a graph, a layer or a block, so that a film shows each as one box that opens.</summary>
public static class Parts
{
    // Beside the nodes: they carry nothing for this, and are not kept alive.
    private static readonly ConditionalWeakTable<object, string[]> s_parts = [];

    /// <summary>
    /// A scope whose nodes belong to a part: <c>using (Parts.Named("encoder")) { ... }</c>. A scope inside another names a part of
    /// that part.
    /// </summary>
    /// <param name="name">What the part is called.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static GraphScope Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string[] around = [];
        foreach (var observer in GraphScope.IsObserved ? GraphScope.Observers : [])
        {
            around = observer is PartObserver part ? part.Path : around;
        }

        return new GraphScope(new PartObserver([.. around, name]));
    }

    /// <summary>The names of the parts that a node was made in, the outermost first; empty if it was made in none.</summary>
    internal static IReadOnlyList<string> Of(object node) => s_parts.TryGetValue(node, out var path) ? path : [];

    private sealed class PartObserver(string[] path) : GraphObserver
    {
        public string[] Path => path;

        // The scopes are told from the outermost to the innermost, and the last name stays.
        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs) => s_parts.AddOrUpdate(node, path);
    }
}
