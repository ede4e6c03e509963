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

    private Node<T> WithDeferred(Node<T> node, Node<T>? whole)
    {
        if (_deferred is null || !_deferred.Remove(node, out var pieces))
        {
            return whole!;
        }

        var sum = Scatter.Sum(whole, pieces);
        arrays?.Hold(sum);
        return sum;
    }

    private Node<T>? Sum(Node<T>? x, Node<T>? y)
    {
        if (x is null || y is null)
        {
            return x ?? y;
        }

        var sum = Accumulate.Sum(x, y);
        arrays?.Replace(x, y, sum);
        return sum;
    }
}
