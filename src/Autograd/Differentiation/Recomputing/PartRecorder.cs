using System.Numerics;

namespace Autograd;

/// <summary>Writes down the operations of a part, without keeping their results alive.</summary>
internal sealed class PartRecorder<T> : GraphObserver
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly long _start = NodeId.Next();
    private readonly List<(long Id, Op? Op, long[] Inputs, bool IsConstant)> _steps = [];
    private readonly HashSet<long> _made = [];

    // What was there before, and leaves that the part has made.
    private readonly Dictionary<long, Node<T>> _given = [];

    public override void OnMade<TNode>(Node<TNode> node, ReadOnlySpan<Node<TNode>> inputs)
    {
        if (node is Node<T>)
        {
            Add(node, node.Op, inputs, !node.RequiresGrad);
        }
    }

    public override void OnShared<TNode>(Node<TNode> constant, Node<TNode> source)
    {
        if (constant is not Node<T>)
        {
            return;
        }

        if (constant.Op is Recomputed)
        {
            // A part inside this one: its result stands for that of its operations.
            Add(constant, constant.Op, constant.Inputs.ToArray(), isConstant: false);
        }
        else
        {
            Add(constant, null, [source], isConstant: true);
        }
    }

    /// <summary>The operations that lead to a result, with what they read; null if none does.</summary>
    public (RecordedPart<T> Part, Node<T>[] Inputs)? PartOf(Node<T> result)
    {
        if (!_made.Contains(result.Id))
        {
            return null;
        }

        HashSet<long> wanted = [result.Id];
        var steps = new List<(long Id, Op? Op, long[] Inputs, bool IsConstant)>();
        foreach (var step in Enumerable.Reverse(_steps))
        {
            if (wanted.Contains(step.Id))
            {
                steps.Add(step);
                wanted.UnionWith(step.Inputs);
            }
        }

        steps.Reverse();
        var given = _given.Where(pair => wanted.Contains(pair.Key)).Select(pair => pair.Value).ToLookup(IsInput);
        Node<T>[] inputs = [.. given[true]];
        Node<T>[] constants = [.. given[false]];
        var numbers = new Dictionary<long, int>();
        foreach (var id in inputs.Concat(constants).Select(node => node.Id).Concat(steps.Select(step => step.Id)))
        {
            numbers.Add(id, numbers.Count);
        }

        var part = new RecordedPart<T>(
            result.Shape,
            constants,
            [.. steps.Select(step => new PartStep(step.Op, Array.ConvertAll(step.Inputs, id => numbers[id]), step.IsConstant))]);
        return (part, inputs);
    }

    private bool IsInput(Node<T> node) => node.RequiresGrad && node.Id < _start;

    private void Add<TNode>(Node<TNode> node, Op? op, ReadOnlySpan<Node<TNode>> inputs, bool isConstant)
        where TNode : unmanaged, IFloatingPointIeee754<TNode>
    {
        var ids = new long[inputs.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = inputs[i].Id;
            if (!_made.Contains(ids[i]))
            {
                _given[ids[i]] = (Node<T>)(object)inputs[i];
            }
        }

        _steps.Add((node.Id, op, ids, isConstant));
        _made.Add(node.Id);
    }
}
