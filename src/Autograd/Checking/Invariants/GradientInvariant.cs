namespace Autograd;

/// <summary>Something that holds for every right backward pass, whatever its numbers.</summary>
public sealed record GradientInvariant
{
    internal GradientInvariant(string statement, string? violation) => (Statement, Violation) = (statement, violation);

    /// <summary>What has to hold.</summary>
    public string Statement { get; }

    /// <summary>How the backward pass breaks it; null if it holds.</summary>
    public string? Violation { get; }

    /// <summary>Whether it holds.</summary>
    public bool Holds => Violation is null;

    /// <summary>The statement, and how it is broken.</summary>
    public override string ToString() => Holds ? Statement : $"{Statement}: {Violation}";
}
