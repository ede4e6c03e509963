using System.Numerics;

namespace Autograd;

/// <summary>An operation that was applied: what it read and what it made.</summary>
internal readonly record struct Applied<T>(Node<T> Output, Node<T>[] Inputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Op Op => Output.Op!;
}

/// <summary>Writes down every operation that a thread applies, those on constants and those of backward passes too.</summary>
internal sealed class Tape<T> : GraphObserver
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A node that shares the value of another without an operation, such as one behind StopGradient.
    private readonly Dictionary<Node<T>, Node<T>> _sources = [];
    private readonly Dictionary<Node<T>, Node<T>[]> _made = [];
    private readonly long _start = NodeId.Next();

    private readonly bool _refusesReading;

    private Tape(bool refusesReading) => _refusesReading = refusesReading;

    /// <summary>What was applied, in order.</summary>
    public List<Applied<T>> Entries { get; } = [];

    /// <summary>Lists from which an operation computed something else, and its name.</summary>
    public Dictionary<int[], string> UsedLists { get; } = [];

    /// <summary>Constants that were there before, whose elements code has read.</summary>
    public HashSet<Node<T>> ReadByCode { get; } = [];

    /// <summary>What code has read that belongs to no node, and whether it still is the same.</summary>
    public List<(string Name, Func<bool> IsUnchanged)> States { get; } = [];

    /// <summary>What was there before and is read by an operation.</summary>
    public IEnumerable<Node<T>> Leaves =>
        _made.Values.SelectMany(inputs => inputs).Distinct().Where(node => !Made(node) && node.Id < _start);

    /// <summary>Runs a function and returns the tape of what it applied.</summary>
    /// <param name="function">The function.</param>
    /// <param name="refusesReading">Whether code that reads elements is refused, unless they are those of constants.</param>
    public static Tape<T> Of(Action function, bool refusesReading)
    {
        var tape = new Tape<T>(refusesReading);
        using var scope = new GraphScope(tape, removed: GraphModes.RecordingOff);
        function();
        return tape;
    }

    public override void OnMade<TNode>(Node<TNode> node, ReadOnlySpan<Node<TNode>> inputs)
    {
        if (node is not Node<T> mine)
        {
            return;
        }

        if (mine.Op is IRunsOnce op)
        {
            throw new ReplayException(mine.Op.Name, op.WhyOnce);
        }

        var sources = new Node<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            sources[i] = Source((Node<T>)(object)inputs[i]);
            RequireComputedHere(mine.Op!.Name, sources[i]);
        }

        // The inputs are changed when the replay is planned.
        _made.Add(mine, [.. sources]);
        Entries.Add(new Applied<T>(mine, sources));
    }

    public override void OnShared<TNode>(Node<TNode> constant, Node<TNode> source)
    {
        if (constant is Node<T> mine)
        {
            _sources.Add(mine, (Node<T>)(object)source);
        }
    }

    public override void OnReading<TNode>(Node<TNode> node)
    {
        // A constant of another type is what it is: only nodes of this one can be set, and other operations are not on the tape.
        if (_refusesReading && (node is Node<T> mine ? Leads(Source(mine)) : node is Parameter<TNode> or { Op: not null }))
        {
            throw new ReplayException(
                nameof(node.Value),
                $"code would read the elements of {node.LabelAndOrigin} once, when recorded, and what it computes or decides by them would "
                + "stay as it is; use operations (masks, Where), or read them outside the function. Inspect() is for a look that decides "
                + "nothing");
        }
    }

    public override void OnStateRead(string state, Func<bool> isUnchanged) => States.Add((state, isUnchanged));

    public override void OnUpdating<TNode>(Parameter<TNode> parameter) => throw new ReplayException(
        "Update", $"{parameter.Label} would be updated once, when recorded; update parameters outside the function, after each run");

    public override void OnDecision(string operation, string reason) => throw new ReplayException(operation, reason);

    public override void OnListUsed(IntList list, string operation)
    {
        if (list.Count > 0)
        {
            UsedLists[list.Items] = operation;
        }
    }

    /// <summary>A node that was there before the tape was started may have another value when the tape is run again.</summary>
    public override bool MayChange<TNode>(Node<TNode> node) => node.Id < _start;

    /// <summary>The node whose value this one shares; often itself.</summary>
    public Node<T> Source(Node<T> node)
    {
        while (_sources.TryGetValue(node, out var source))
        {
            node = source;
        }

        return node;
    }

    /// <summary>
    /// Whether this is a constant that was there before, so that <see cref="Replay{T}.Set(Node{T}, ReadOnlySpan{T})"/> may be asked to
    /// change it.
    /// </summary>
    public bool MayBeSet(Node<T> node) => node.Id < _start && !node.RequiresGrad;

    /// <summary>Refuses a node that is computed from parameters and was there before.</summary>
    /// <exception cref="ReplayException">It is one.</exception>
    public void RequireComputedHere(string reader, Node<T> node)
    {
        if (node is { Op: not null, RequiresGrad: true } && !Made(node))
        {
            throw new ReplayException(
                reader,
                $"it reads {node.LabelAndOrigin}, which was computed before and would stay as it is while its parameters change; "
                + "compute it inside the function");
        }
    }

    // Whether a parameter leads to this node. If not, the constants that do are remembered.
    private bool Leads(Node<T> node)
    {
        HashSet<Node<T>> seen = [node];
        var next = new Stack<Node<T>>(seen);
        while (next.TryPop(out var leaf))
        {
            if (_made.TryGetValue(leaf, out var inputs))
            {
                foreach (var input in inputs.Where(seen.Add))
                {
                    next.Push(input);
                }
            }
            else if (leaf.RequiresGrad)
            {
                return true;
            }
            else if (leaf.Id < _start)
            {
                ReadByCode.Add(leaf);
            }
        }

        return false;
    }

    /// <summary>Whether an operation on the tape made this node.</summary>
    public bool Made(Node<T> node) => _made.ContainsKey(node);
}
