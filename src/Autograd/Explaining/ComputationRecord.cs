using System.Numerics;

namespace Autograd;

/// <summary>
/// What was computed from what: the operations that it is told of while it listens, beside those that the graph itself has recorded.
/// </summary>
/// <remarks>A backward pass that it listens to is a computation like the other, so both are traced in the same way.</remarks>
internal sealed class ComputationRecord<TOf> : GraphObserver
    where TOf : unmanaged, IFloatingPointIeee754<TOf>
{
    private readonly Dictionary<Node<TOf>, Node<TOf>[]> _inputs = [];
    private readonly Dictionary<Node<TOf>, Node<TOf>> _rules = [];
    private Node<TOf>? _visited;

    /// <summary>The nodes that a backward pass has visited, each with its complete gradient.</summary>
    public Dictionary<Node<TOf>, Node<TOf>> Gradients { get; } = [];

    /// <summary>What the rules have returned, each with the node whose rule it was and the input that it is for.</summary>
    public Dictionary<(Node<TOf> Node, Node<TOf> Input), List<Node<TOf>>> Passed { get; } = [];

    /// <summary>Runs a backward pass of a node and listens to it.</summary>
    /// <param name="output">The node.</param>
    /// <param name="seed">Its gradient; null for ones.</param>
    /// <exception cref="GradientException">A parameter was updated since it was read, or a rule is wrong.</exception>
    public static ComputationRecord<TOf> OfBackward(Node<TOf> output, NdArray<TOf>? seed = null)
    {
        var record = new ComputationRecord<TOf>();
        using var listening = new GraphScope(record);
        var gradient = Node.Constant(seed ?? NdArray.Ones<TOf>(output.Shape));
        BackwardPass.Run(output, gradient, paths: null, differentiable: false, new Gradients<TOf>(output, null));
        return record;
    }

    /// <summary>What the operation of a node has read, as far as that is known; empty for a leaf.</summary>
    public Node<TOf>[] InputsOf(Node<TOf> node)
    {
        if (_inputs.TryGetValue(node, out var inputs))
        {
            return inputs;
        }

        if (node.DetailsIfAny?.CutFrom is { } cut && cut.TryGetTarget(out var source))
        {
            return [source];
        }

        inputs = new Node<TOf>[node.RequiresGrad ? node.InputCount : node.KeptInputCount];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = node.InputAt(i);
        }

        return inputs;
    }

    /// <summary>
    /// What a node's operation, which computes by other operations, has made last; null for one that computes by itself. The node is
    /// computed again, and these others are known from then on.
    /// </summary>
    public Node<TOf>? LastInside(Node<TOf> node)
    {
        var inputs = InputsOf(node);
        if (node.Op is not { } op || inputs.Length == 0 || op is IElementwise)
        {
            return null;
        }

        var inside = new ComputationRecord<TOf>();
        using (new GraphScope(inside))
        {
            op.Evaluate(Array.ConvertAll(inputs, input => input.Elements), NdArray<TOf>.Unwritten(node.Shape).Writable);
        }

        foreach (var (made, read) in inside._inputs)
        {
            made.Details.Origin = node.Origin;
            _inputs.TryAdd(made, read);
        }

        return inside._inputs.Keys.MaxBy(made => made.Id) is { } last && last.Shape == node.Shape ? last : null;
    }

    /// <summary>Whether it was told of the making of this node.</summary>
    public bool Knows(Node<TOf> node) => _inputs.ContainsKey(node);

    /// <summary>The node whose rule has made this one; null for a node of the forward computation.</summary>
    public Node<TOf>? RuleOf(Node<TOf> node) => _rules.GetValueOrDefault(node);

    /// <summary>The nodes that a node's rule has made and walked back through: those of a part that it computes again.</summary>
    public IEnumerable<Node<TOf>> InsideRuleOf(Node<TOf> node) =>
        _rules.Where(pair => pair.Value == node && Gradients.ContainsKey(pair.Key)).Select(pair => pair.Key);

    /// <summary>Forgets what was made until now, when nothing of it can be asked for.</summary>
    public void Forget()
    {
        _inputs.Clear();
        _rules.Clear();
    }

    /// <summary>Remembers a node, and the rule that made it if one is running.</summary>
    public void Add(Node<TOf> node, ReadOnlySpan<Node<TOf>> inputs)
    {
        _inputs[node] = inputs.ToArray();
        if (_visited is not null)
        {
            _rules[node] = _visited;
        }
    }

    public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
    {
        if (node is Node<TOf> made)
        {
            Add(made, (Node<TOf>[])(object)inputs.ToArray());
        }
    }

    public override void OnShared<T>(Node<T> constant, Node<T> source)
    {
        if (constant is Node<TOf> made)
        {
            Add(made, [(Node<TOf>)(object)source]);
        }
    }

    public override void OnVisited<T>(Node<T> node, Node<T> gradient)
    {
        if (node is Node<TOf> visited)
        {
            _visited = visited;
            Gradients[visited] = (Node<TOf>)(object)gradient;
        }
    }

    public override void OnPassed<T>(Node<T> node, Node<T> input, Node<T> gradient)
    {
        if (node is Node<TOf> from)
        {
            var way = (from, (Node<TOf>)(object)input);
            if (!Passed.TryGetValue(way, out var gradients))
            {
                Passed.Add(way, gradients = []);
            }

            gradients.Add((Node<TOf>)(object)gradient);
        }
    }
}
