using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The nodes that a backward pass has reached and not visited yet, each with the sum of the gradients that have arrived.</summary>
/// <remarks>
/// <para>A node is younger than its inputs, so nothing that is still pending uses the youngest pending node: its gradient is complete.
/// That makes a topological order of its own, without a pass to find it.</para>
/// <para>The pending nodes are a binary heap by <see cref="Node{T}.Id"/>. Each remembers its index in the heap, so that a second gradient
/// is added to the first. When another thread's pass over the same graph has overwritten the index, the node is pending twice until
/// <see cref="TryPopYoungest"/> adds the two up. Leaves, which threads do share, are kept apart, and come last.</para>
/// </remarks>
internal sealed partial class PendingGradients<T>(HashSet<long>? paths, bool isObserved, PassArrays<T>? arrays)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Node<T>, Node<T>?> _leaves = new(Gradients<T>.FewNodes);
    private (Node<T> Node, Node<T>? Grad)[] _heap = new (Node<T>, Node<T>?)[16];
    private int _count;
    private Dictionary<Node<T>, Node<T>?>.Enumerator _leavesLeft;
    private bool _popsLeaves;

    /// <summary>Whether a rule returned no gradient, because it is 0, so that nodes further back may not be reached.</summary>
    public bool HasGaps { get; private set; }

    /// <summary>Whether a node is on a path to what was asked for, so that the pass goes there.</summary>
    public bool IsOnPath(Node<T> node) => node.RequiresGrad && (paths is null || paths.Contains(node.Id));

    /// <summary>Adds what a visited node's rule returned for one of its inputs.</summary>
    public void Push(Node<T> node, Node<T> input, Node<T>? gradient)
    {
        if (!IsOnPath(input))
        {
            return;
        }

        if (gradient is null)
        {
            HasGaps = true;
            return;
        }

        if (gradient.Shape != input.Shape)
        {
            throw new GradientException(
                $"{node.Op!.Name}: Bprop returned a gradient of shape {gradient.Shape} for an input of shape {input.Shape} "
                + $"({input.Label}); a gradient has the shape of its input. "
                + "Sum over the axes that Forward broadcast, and undo what it reshaped.");
        }

        if (isObserved)
        {
            GraphEvents.Passed(node, input, gradient);
        }

        arrays?.Hold(gradient);
        Push(input, gradient);
    }

    /// <summary>Adds a gradient of a node to what has arrived there.</summary>
    public void Push(Node<T> node, Node<T> gradient) => PushWhole(node, gradient.IsDeferred ? PutAside(node, gradient) : gradient);

    private void PushWhole(Node<T> node, Node<T>? gradient)
    {
        if (node.Op is null)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_leaves, node, out _);
            sum = Sum(sum, gradient);
            return;
        }

        var index = node.PendingIndex;
        if ((uint)index < (uint)_count && ReferenceEquals(_heap[index].Node, node))
        {
            _heap[index].Grad = Sum(_heap[index].Grad, gradient);
            return;
        }

        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }

        index = _count++;
        while (index > 0 && _heap[(index - 1) / 2].Node.Id < node.Id)
        {
            Put(index, _heap[(index - 1) / 2]);
            index = (index - 1) / 2;
        }

        Put(index, (node, gradient));
    }

    /// <summary>Takes the youngest pending node with its complete gradient.</summary>
    public bool TryPopYoungest([NotNullWhen(true)] out Node<T>? node, [NotNullWhen(true)] out Node<T>? gradient)
    {
        (node, var whole) = _count > 0 ? PopInner() : PopLeaf();
        gradient = node is null ? null : WithDeferred(node, whole);
        return node is not null;
    }

    private (Node<T> Node, Node<T>? Grad) PopInner()
    {
        var (node, gradient) = PopTop();
        while (_count > 0 && ReferenceEquals(_heap[0].Node, node))
        {
            gradient = Sum(gradient, PopTop().Grad);
        }

        return (node, gradient);
    }

    // Once only leaves are left, nothing is added any more.
    private (Node<T>? Node, Node<T>? Grad) PopLeaf()
    {
        if (!_popsLeaves)
        {
            _popsLeaves = true;
            _leavesLeft = _leaves.GetEnumerator();
        }

        return _leavesLeft.MoveNext() ? (_leavesLeft.Current.Key, _leavesLeft.Current.Value) : default;
    }

    private (Node<T> Node, Node<T>? Grad) PopTop()
    {
        var top = _heap[0];
        var last = _heap[--_count];
        _heap[_count] = default;
        if (_count == 0)
        {
            return top;
        }

        var index = 0;
        while (true)
        {
            var child = (2 * index) + 1;
            if (child + 1 < _count && _heap[child + 1].Node.Id > _heap[child].Node.Id)
            {
                child++;
            }

            if (child >= _count || _heap[child].Node.Id < last.Node.Id)
            {
                Put(index, last);
                return top;
            }

            Put(index, _heap[child]);
            index = child;
        }
    }

    private void Put(int index, (Node<T> Node, Node<T>? Grad) entry)
    {
        _heap[index] = entry;
        entry.Node.PendingIndex = index;
    }
}
