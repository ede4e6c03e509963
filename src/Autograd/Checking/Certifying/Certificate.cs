using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>One thing that was tried on an operation.</summary>
/// <param name="Subject">What was tried: <c>shape rule</c>, <c>broadcasts</c>.</param>
/// <param name="Passed">Whether it came out right.</param>
/// <param name="Finding">What was found, or why it does not apply.</param>
public sealed record CertificateItem(string Subject, bool Passed, string Finding);

/// <summary>What became of a rule that was made wrong on purpose.</summary>
public enum MutantVerdict
{
    /// <summary>The checks failed on it, as they should.</summary>
    Caught,

    /// <summary>Its gradients are wrong, and the checks let it pass.</summary>
    Survived,

    /// <summary>It cannot be made of this operation, or returns the same gradients as the right rule.</summary>
    NotApplicable,
}

/// <summary>A rule that was made wrong on purpose, and what became of it.</summary>
/// <param name="Mutation">What was made wrong.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Why">Where it was caught, which point would have caught it, or why it does not apply.</param>
public sealed record MutantOutcome(string Mutation, MutantVerdict Verdict, string Why);

/// <summary>What was tried on an operation, and how much of it came out right.</summary>
public sealed class Certificate
{
    internal Certificate(string operation, IReadOnlyList<CertificateItem> items, IReadOnlyList<MutantOutcome> mutants) =>
        (Operation, Items, Mutants) = (operation, items, mutants);

    /// <summary>The operation, with what it was told.</summary>
    public string Operation { get; }

    /// <summary>What was tried on the operation itself.</summary>
    public IReadOnlyList<CertificateItem> Items { get; }

    /// <summary>What became of the wrong rules; empty if the operation's own is wrong.</summary>
    public IReadOnlyList<MutantOutcome> Mutants { get; }

    /// <summary>The number of wrong rules that the checks failed on.</summary>
    public int Caught => Mutants.Count(mutant => mutant.Verdict == MutantVerdict.Caught);

    /// <summary>The number of wrong rules that the checks should fail on.</summary>
    public int Applicable => Mutants.Count(mutant => mutant.Verdict != MutantVerdict.NotApplicable);

    /// <summary>Whether everything came out right and every applicable mutant was caught.</summary>
    public bool Passed => Items.All(item => item.Passed) && Caught == Applicable;

    /// <summary>Returns this certificate if the operation passed.</summary>
    /// <exception cref="GradientCheckException">It did not; the message is the certificate.</exception>
    public Certificate ShouldPass() => Passed ? this : throw new GradientCheckException(ToString());

    /// <summary>What was tried and what was found, a line each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Operation} is {(Passed ? "certified" : "NOT certified")}");
        foreach (var item in Items)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {(item.Passed ? "ok   " : "WRONG")} {item.Subject,-12} {item.Finding.ReplaceLineEndings("\n" + new string(' ', 21))}");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n  {(Caught == Applicable ? "ok   " : "WRONG")} {"mutants",-12} ");
        text.Append(Mutants.Count == 0
            ? "none were tried, because the operation itself is wrong"
            : string.Create(CultureInfo.InvariantCulture, $"{Caught} of {Applicable} mutants caught"));
        foreach (var mutant in Mutants.Where(mutant => mutant.Verdict == MutantVerdict.Survived))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{new string(' ', 21)}survived: {mutant.Mutation}. {mutant.Why}");
        }

        foreach (var reason in Mutants.Where(mutant => mutant.Verdict == MutantVerdict.NotApplicable).GroupBy(mutant => mutant.Why, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{new string(' ', 21)}does not apply, {reason.Key}: {string.Join("; ", reason.Select(mutant => mutant.Mutation))}");
        }

        return text.ToString();
    }
}
