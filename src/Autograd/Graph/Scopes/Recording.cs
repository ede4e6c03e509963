namespace Autograd;

/// <summary>Whether operations are recorded for a backward pass (on by default), and what their authors announce to a recording.</summary>
public static class Recording
{
    /// <summary>Why random numbers are refused by a recording that is run again, for <see cref="AnnounceDecision"/>.</summary>
    public const string RandomNumbers =
        "its random numbers would be drawn once and be the same in every run; "
        + "draw them outside the function, as a constant, and set it before each run";

    /// <summary>Whether this thread records operations now.</summary>
    public static bool IsOn => !GraphScope.Has(GraphModes.RecordingOff);

    /// <summary>A scope in which operations compute values and record nothing (no_grad): <c>using (Recording.Off()) { ... }</c>.</summary>
    public static GraphScope Off() => new(GraphModes.RecordingOff);

    /// <summary>
    /// For code that looks at values and decides something by them, or draws random numbers: a recording that is run again
    /// (<see cref="Replay{T}"/>) would not decide anew, so it refuses. Elsewhere nothing happens.
    /// </summary>
    /// <param name="operation">The operation, for the message.</param>
    /// <param name="reason">What would go wrong and what to do.</param>
    /// <exception cref="ReplayException">A replay is being recorded on this thread.</exception>
    public static void AnnounceDecision(string operation, string reason)
    {
        if (GraphScope.IsObserved)
        {
            GraphEvents.Decision(operation, reason);
        }
    }

    /// <summary>
    /// For operations that compute something else from a list of labels or indices, which would not follow when the list is
    /// set for a later run (<see cref="Replay{T}.Set(IntList, ReadOnlySpan{int})"/>): setting it is then refused. Elsewhere nothing
    /// happens.
    /// </summary>
    /// <param name="list">The list that was given.</param>
    /// <param name="operation">The operation, for the message.</param>
    public static void AnnounceUse(IntList list, string operation)
    {
        if (GraphScope.IsObserved)
        {
            GraphEvents.ListUsed(list, operation);
        }
    }

    /// <summary>A scope in which operations are recorded, whatever the scope around it says.</summary>
    internal static GraphScope On() => new(GraphModes.None, removed: GraphModes.RecordingOff);
}
