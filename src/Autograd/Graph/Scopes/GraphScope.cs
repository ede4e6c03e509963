namespace Autograd;

/// <summary>The switches of a thread: what a scope turned off or on, until it is disposed.</summary>
[Flags]
internal enum GraphModes
{
    None = 0,
    RecordingOff = 1,
    StabilizingOff = 2,
    OriginsCaptured = 4,
    Taped = 8,
    BuffersReused = 16,
}

/// <summary>A stretch of code in which one of the graph's switches is set; disposing it restores what was before.</summary>
/// <remarks>It belongs to the thread that opened it, and the compiler refuses to carry it across an <c>await</c>.</remarks>
public readonly ref struct GraphScope
{
    [ThreadStatic]
    private static GraphModes s_modes;

    private readonly GraphModes _before;

    internal GraphScope(GraphModes added, GraphModes removed = GraphModes.None)
    {
        _before = s_modes;
        s_modes = (s_modes | added) & ~removed;
    }

    internal static bool Has(GraphModes mode) => (s_modes & mode) != GraphModes.None;

    /// <summary>Restores the switches as they were when the scope was opened.</summary>
    public void Dispose() => s_modes = _before;
}

/// <summary>Whether operations are recorded for a backward pass. On by default.</summary>
public static class Recording
{
    /// <summary>Whether this thread records operations now.</summary>
    public static bool IsOn => !GraphScope.Has(GraphModes.RecordingOff);

    /// <summary>A scope in which operations compute values and record nothing: <c>using (Recording.Off()) { ... }</c>.</summary>
    public static GraphScope Off() => new(GraphModes.RecordingOff);

    /// <summary>A scope in which operations are recorded, whatever the scope around it says.</summary>
    internal static GraphScope On() => new(GraphModes.None, removed: GraphModes.RecordingOff);
}

/// <summary>Whether nodes remember the line of code that made them. Off by default, because it is slow.</summary>
public static class Origins
{
    /// <summary>Whether nodes made on this thread remember their line now.</summary>
    public static bool AreCaptured => GraphScope.Has(GraphModes.OriginsCaptured);

    /// <summary>A scope in which nodes remember the line that made them, for error messages: <c>using (Origins.Capture()) { ... }</c>.</summary>
    public static GraphScope Capture() => new(GraphModes.OriginsCaptured);
}
