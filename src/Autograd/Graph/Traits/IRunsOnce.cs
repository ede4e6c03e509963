namespace Autograd;

/// <summary>An operation that decides something when it is made (which elements to drop), so that it must not be run again.</summary>
public interface IRunsOnce
{
    /// <summary>What would go wrong in a <see cref="Replay{T}"/>, and what to do instead.</summary>
    string WhyOnce { get; }
}
