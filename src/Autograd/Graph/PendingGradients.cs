using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The nodes that gradients have reached and that have not been visited yet, youngest first.</summary>
/// <remarks>
/// <para>A node is younger than its inputs, so nothing that is still pending uses the youngest pending node: its gradient is complete.
/// That makes a topological order of its own, without a pass to find it.</para>
/// <para>The pending nodes are a binary heap by <see cref="Node{T}.Id"/>. Each remembers its place in the heap, so that a second gradient is
/// added to the first; when another thread's pass over the same graph has overwritten the place, the node is pending twice until
/// <see cref="TryTake"/> adds the two up. Leaves, which threads do share, are kept apart, and come last.</para>
/// </remarks>
internal sealed class Frontier<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HashSet<Node<T>>? _paths;
    private readonly Dictionary<Node<T>, Node<T>> _leaves = [];
    private (Node<T> Node, Node<T> Grad)[] _heap = new (Node<T>, Node<T>)[16];
    private int _count;
    private Dictionary<Node<T>, Node<T>>.Enumerator _leavesLeft;
    private bool _takesLeaves;

    /// <summary>An empty frontier.</summary>
    /// <param name="paths">The nodes to visit; null for all that require a gradient.</param>
    public Frontier(HashSet<Node<T>>? paths) => _paths = paths;

    /// <summary>Whether the backward pass goes to this node.</summary>
    public bool Leads(Node<T> node) => node.RequiresGrad && (_paths is null || _paths.Contains(node));

    /// <summary>Adds what a visited node's rule returned for one of its inputs.</summary>
    public void Push(Node<T> node, Node<T> input, Node<T>? gradient)
    {
        if (gradient is null || !Leads(input))
        {
            return;
        }

        if (gradient.Shape != input.Shape)
        {
            throw new GradientException(
                $"{node.Op!.Name}: Bprop returned a gradient of shape {gradient.Shape} for an input of shape {input.Shape} ({input.Label}); "
                + "a gradient has the shape of its input. Sum over the axes that Forward broadcast, and undo what it reshaped.");
        }

        Push(input, gradient);
    }

    /// <summary>Adds a gradient of a node to what has arrived there.</summary>
    public void Push(Node<T> node, Node<T> gradient)
    {
        if (node.Op is null)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_leaves, node, out var arrived);
            sum = arrived ? Accumulate.Sum(sum!, gradient) : gradient;
            return;
        }

        var place = node.FrontierHint;
        if ((uint)place < (uint)_count && ReferenceEquals(_heap[place].Node, node))
        {
            _heap[place].Grad = Accumulate.Sum(_heap[place].Grad, gradient);
            return;
        }

        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }

        place = _count++;
        while (place > 0 && _heap[(place - 1) / 2].Node.Id < node.Id)
        {
            Put(place, _heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, (node, gradient));
    }

    /// <summary>Takes the youngest pending node with its complete gradient.</summary>
    public bool TryTake([NotNullWhen(true)] out Node<T>? node, [NotNullWhen(true)] out Node<T>? gradient)
    {
        if (_count == 0)
        {
            return TryTakeLeaf(out node, out gradient);
        }

        (node, gradient) = TakeTop();
        while (_count > 0 && ReferenceEquals(_heap[0].Node, node))
        {
            gradient = Accumulate.Sum(gradient, TakeTop().Grad);
        }

        return true;
    }

    // Once only leaves are left, nothing is pushed any more.
    private bool TryTakeLeaf([NotNullWhen(true)] out Node<T>? node, [NotNullWhen(true)] out Node<T>? gradient)
    {
        if (!_takesLeaves)
        {
            _takesLeaves = true;
            _leavesLeft = _leaves.GetEnumerator();
        }

        var taken = _leavesLeft.MoveNext();
        (node, gradient) = taken ? _leavesLeft.Current : default;
        return taken;
    }

    private (Node<T> Node, Node<T> Grad) TakeTop()
    {
        var top = _heap[0];
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count == 0)
        {
            return top;
        }

        var place = 0;
        while (true)
        {
            var child = (2 * place) + 1;
            if (child + 1 < _count && _heap[child + 1].Node.Id > _heap[child].Node.Id)
            {
                child++;
            }

            if (child >= _count || _heap[child].Node.Id < last.Node.Id)
            {
                Put(place, last);
                return top;
            }

            Put(place, _heap[child]);
            place = child;
        }
    }

    private void Put(int place, (Node<T> Node, Node<T> Grad) entry)
    {
        _heap[place] = entry;
        entry.Node.FrontierHint = place;
    }
}
