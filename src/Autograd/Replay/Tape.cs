using System.Numerics;

namespace Autograd;

/// <summary>An operation that was applied: what it read and what it made.</summary>
internal readonly record struct Applied<T>(Node<T> Output, Node<T>[] Inputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Op Op => Output.Op!;
}

/// <summary>Writes down every operation that a thread applies, those on constants and those of backward passes too.</summary>
internal sealed class Tape<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [ThreadStatic]
    private static Tape<T>? s_current;

    // A node that shares the value of another without an operation, such as one behind StopGradient.
    private readonly Dictionary<Node<T>, Node<T>> _same = [];
    private readonly HashSet<Node<T>> _made = [];
    private readonly long _start = NodeId.Next();

    private Tape()
    {
    }

    /// <summary>What was applied, in order.</summary>
    public List<Applied<T>> Entries { get; } = [];

    /// <summary>Lists from which an operation computed something else, and its name.</summary>
    public Dictionary<int[], string> Derived { get; } = [];

    /// <summary>Runs a function and returns the tape of what it applied.</summary>
    public static Tape<T> Of(Action function)
    {
        var tape = new Tape<T>();
        var around = s_current;
        s_current = tape;
        try
        {
            using var scope = new GraphScope(GraphModes.Taped, removed: GraphModes.RecordingOff);
            function();
        }
        finally
        {
            s_current = around;
        }

        return tape;
    }

    /// <summary>Writes down a node that was just made.</summary>
    public static void Note(Node<T> node, ReadOnlySpan<Node<T>> inputs) => s_current?.Add(node, inputs);

    /// <summary>Writes down that a node has the value of another.</summary>
    public static void NoteSame(Node<T> node, Node<T> source) => s_current?._same.Add(node, source);

    /// <summary>Writes down that an operation computed something else from a list.</summary>
    public static void NoteDerived(IntList list, string operation)
    {
        if (s_current is { } tape && list.Count > 0)
        {
            tape.Derived[list.Items] = operation;
        }
    }

    /// <summary>Whether a node was there before the tape was started, so that its value may be another when the tape is run again.</summary>
    public static bool IsOlder(Node<T> node) => s_current is { } tape && node.Id < tape._start;

    /// <summary>The node whose value this one shares; often itself.</summary>
    public Node<T> Source(Node<T> node)
    {
        while (_same.TryGetValue(node, out var source))
        {
            node = source;
        }

        return node;
    }

    /// <summary>Whether this is a constant that was there before, so that <see cref="Replay{T}.Set(Node{T}, ReadOnlySpan{T})"/> may be asked to change it.</summary>
    public bool MayBeSet(Node<T> node) => node.Id < _start && !node.RequiresGrad;

    /// <summary>Refuses a node that is computed from parameters and was there before.</summary>
    /// <exception cref="ReplayException">It is one.</exception>
    public void RequireComputedHere(string reader, Node<T> node)
    {
        if (node is { Op: not null, RequiresGrad: true } && !Made(node))
        {
            throw new ReplayException(
                reader, $"it reads {node.Place}, which was computed before and would stay as it is while its parameters change; compute it inside the function");
        }
    }

    /// <summary>Whether an operation on the tape made this node.</summary>
    public bool Made(Node<T> node) => _made.Contains(node);

    private void Add(Node<T> node, ReadOnlySpan<Node<T>> inputs)
    {
        if (node.Op!.WhyNotReplayed is { } reason)
        {
            throw new ReplayException(node.Op.Name, reason);
        }

        var sources = new Node<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            sources[i] = Source(inputs[i]);
            RequireComputedHere(node.Op.Name, sources[i]);
        }

        _made.Add(node);
        Entries.Add(new Applied<T>(node, sources));
    }
}
