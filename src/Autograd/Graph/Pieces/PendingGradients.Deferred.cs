using System.Runtime.InteropServices;

namespace Autograd;

// Pieces of a node's gradient wait until all are there; then they are added up at once.
internal sealed partial class PendingGradients<T>
{
    private Dictionary<Node<T>, List<Node<T>>>? _deferred;

    // Leaves no gradient of the whole.
    private Node<T>? PutAside(Node<T> node, Node<T> gradient)
    {
        ref var aside = ref CollectionsMarshal.GetValueRefOrAddDefault(_deferred ??= [], node, out _);
        (aside ??= []).Add(gradient);
        return null;
    }

    private Node<T> WithDeferred(Node<T> node, Node<T>? whole) =>
        _deferred is not null && _deferred.Remove(node, out var pieces) ? Scatter.Sum(whole, pieces) : whole!;

    private static Node<T>? Sum(Node<T>? x, Node<T>? y) => x is null ? y : y is null ? x : Accumulate.Sum(x, y);
}
