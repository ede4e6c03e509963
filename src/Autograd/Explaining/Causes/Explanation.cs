namespace Autograd;

/// <summary>Why something happened at an operation, and what to do about it.</summary>
/// <param name="Cause">The cause in a few words that the place can follow: <c>log of 0</c>.</param>
/// <param name="Remedy">What to do, in whole sentences; null if there is nothing to say.</param>
public sealed record Explanation(string Cause, string? Remedy = null);
