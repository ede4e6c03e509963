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

/// <summary>A stretch of code in which one of the graph's switches is set; disposing it restores what was before.</summary>
/// <remarks>It belongs to the thread that opened it, and the compiler refuses to carry it across an <c>await</c>.</remarks>
public readonly ref struct GraphScope
{
    [ThreadStatic]
    private static GraphModes s_modes;

    [ThreadStatic]
    private static GraphObserver[]? s_observers;

    private readonly GraphModes _modesBefore;
    private readonly GraphObserver[]? _observersBefore;

    internal GraphScope(GraphModes added, GraphModes removed = GraphModes.None)
    {
        (_modesBefore, _observersBefore) = (s_modes, s_observers);
        s_modes = (s_modes | added) & ~removed;
    }

    /// <summary>A scope in which an observer listens beside those that listen already; once, even if it is one of them.</summary>
    internal GraphScope(GraphObserver observer, GraphModes removed = GraphModes.None)
        : this(GraphModes.Observed, removed)
    {
        s_observers = Observers.Contains(observer) ? s_observers : [.. Observers, observer];
    }

    /// <summary>Whether an observer listens on this thread: the one test that an operation pays for all of them.</summary>
    internal static bool IsObserved => Has(GraphModes.Observed);

    /// <summary>Those that listen on this thread, in the order in which their scopes were opened.</summary>
    internal static ReadOnlySpan<GraphObserver> Observers => s_observers;

    internal static bool Has(GraphModes mode) => (s_modes & mode) != GraphModes.None;

    /// <summary>Restores the switches and the observers as they were when the scope was opened.</summary>
    public void Dispose() => (s_modes, s_observers) = (_modesBefore, _observersBefore);
}
