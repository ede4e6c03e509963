namespace Autograd;

/// <summary>An operation that must not be run again on other values, because it decides something when it is made: which elements to drop, for instance.</summary>
public interface IRunsOnce
{
    /// <summary>What would go wrong in a <see cref="Replay{T}"/>, and what to do instead.</summary>
    string WhyOnce { get; }
}
