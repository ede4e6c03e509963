using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>One thing that was tried on an operation.</summary>
public sealed record CertificateItem
{
    internal CertificateItem(string subject, bool passed, string finding) => (Subject, Passed, Finding) = (subject, passed, finding);

    /// <summary>What was tried: <c>shape rule</c>, <c>broadcasts</c>.</summary>
    public string Subject { get; }

    /// <summary>Whether it came out right.</summary>
    public bool Passed { get; }

    /// <summary>What was found, or why it does not apply.</summary>
    public string Finding { get; }
}

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
public sealed record MutantOutcome
{
    internal MutantOutcome(string mutation, MutantVerdict verdict, string why) => (Mutation, Verdict, Why) = (mutation, verdict, why);

    /// <summary>What was made wrong.</summary>
    public string Mutation { get; }

    /// <summary>What became of it.</summary>
    public MutantVerdict Verdict { get; }

    /// <summary>Where it was caught, which point would have caught it, or why it does not apply.</summary>
    public string Why { get; }
}

/// <summary>What was tried on an operation, and how much of it came out right.</summary>
public sealed class Certificate
{
    // Below the findings.
    private static readonly string s_indent = new(' ', 21);

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
            AppendItem(text, item.Passed, item.Subject, item.Finding);
        }

        AppendItem(text, Caught == Applicable, "mutants", Mutants.Count == 0
            ? "none were tried, because the operation itself is wrong"
            : string.Create(CultureInfo.InvariantCulture, $"{Caught} of {Applicable} mutants caught"));
        foreach (var mutant in Mutants.Where(mutant => mutant.Verdict == MutantVerdict.Survived))
        {
            text.Append('\n').Append(s_indent).Append(CultureInfo.InvariantCulture, $"survived: {mutant.Mutation}. {mutant.Why}");
        }

        var notApplicable = Mutants.Where(mutant => mutant.Verdict == MutantVerdict.NotApplicable);
        foreach (var reason in notApplicable.GroupBy(mutant => mutant.Why, StringComparer.Ordinal))
        {
            var mutations = string.Join("; ", reason.Select(mutant => mutant.Mutation));
            text.Append('\n').Append(s_indent).Append(CultureInfo.InvariantCulture, $"does not apply, {reason.Key}: {mutations}");
        }

        return text.ToString();
    }

    private static void AppendItem(StringBuilder text, bool passed, string subject, string finding) => text.Append(
        CultureInfo.InvariantCulture,
        $"\n  {(passed ? "ok   " : "WRONG")} {subject,-12} {finding.ReplaceLineEndings("\n" + s_indent)}");
}
