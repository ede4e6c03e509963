namespace Autograd;

/// <summary>Something that every backward pass promises besides right numbers.</summary>
/// <param name="Promise">What is promised.</param>
/// <param name="Broken">How it was broken; null if it was kept.</param>
public sealed record GradientPromise(string Promise, string? Broken = null)
{
    /// <summary>Whether it was kept.</summary>
    public bool IsKept => Broken is null;

    /// <summary>The promise, and how it was broken.</summary>
    public override string ToString() => Broken is null ? Promise : $"{Promise}: {Broken}";
}
