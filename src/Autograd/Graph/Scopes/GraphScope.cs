namespace Autograd;

/// <summary>The switches of a thread: what a scope turned off or on, until it is disposed.</summary>
[Flags]
internal enum GraphModes
{
    None = 0,
    RecordingOff = 1,
    StabilizingOff = 2,
    Observed = 4,
}

/// <summary>A stretch of code in which one of the graph's switches is set; disposing it undoes that, and nothing else.</summary>
/// <remarks>
/// It belongs to the thread that opened it, and the compiler refuses to carry it across an <c>await</c>. Scopes may be closed in any order:
/// what the others say stays. A scope that is closed already, or was never opened (the default value), undoes nothing.
/// </remarks>
public readonly ref struct GraphScope
{
    [ThreadStatic]
    private static GraphModes s_modes;

    [ThreadStatic]
    private static GraphObserver[]? s_observers;

    // The open scopes of the thread in the order in which they were opened: a later one outweighs an earlier one.
    [ThreadStatic]
    private static List<Change>? s_open;

    [ThreadStatic]
    private static long s_opened;

    private readonly long _number;

    internal GraphScope(GraphModes added, GraphModes removed = GraphModes.None)
        : this(new Change(++s_opened, added, removed, null))
    {
    }

    /// <summary>A scope in which an observer listens beside those that listen already; once, even if it is one of them.</summary>
    internal GraphScope(GraphObserver observer, GraphModes removed = GraphModes.None)
        : this(new Change(++s_opened, GraphModes.Observed, removed, observer)) => ListObservers();

    private GraphScope(Change change)
    {
        (s_open ??= []).Add(change);
        _number = change.Number;
        s_modes = change.Of(s_modes);
    }

    /// <summary>Whether an observer listens on this thread: the one test that an operation pays for all of them.</summary>
    internal static bool IsObserved => Has(GraphModes.Observed);

    /// <summary>Those that listen on this thread, in the order in which their scopes were opened.</summary>
    internal static ReadOnlySpan<GraphObserver> Observers => s_observers;

    /// <summary>The number of the scope that was opened last of those that are open; 0 without one.</summary>
    internal static long Latest => s_open is [.., var last] ? last.Number : 0;

    internal static bool Has(GraphModes mode) => (s_modes & mode) != GraphModes.None;

    /// <summary>Whether the scope of this number is open still.</summary>
    internal static bool IsOpen(long number) => s_open?.Exists(change => change.Number == number) == true;

    /// <summary>Undoes what this scope has set, once: the switches and the observers are those of the scopes that are still open.</summary>
    public void Dispose()
    {
        var open = s_open ?? [];
        var index = open.Count - 1;
        while (index >= 0 && open[index].Number != _number)
        {
            index--;
        }

        if (index < 0)
        {
            return;
        }

        var closed = open[index];
        open.RemoveAt(index);
        s_modes = GraphModes.None;
        foreach (var change in open)
        {
            s_modes = change.Of(s_modes);
        }

        if (closed.Observer is not null)
        {
            ListObservers();
        }
    }

    private static void ListObservers() =>
        s_observers = [.. s_open!.Select(change => change.Observer).OfType<GraphObserver>().Distinct()];

    /// <summary>What a scope changes.</summary>
    private readonly record struct Change(long Number, GraphModes Added, GraphModes Removed, GraphObserver? Observer)
    {
        public GraphModes Of(GraphModes modes) => (modes | Added) & ~Removed;
    }
}
