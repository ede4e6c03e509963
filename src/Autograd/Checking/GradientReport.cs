using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>The outcome of comparing one derivative.</summary>
public enum Verdict
{
    /// <summary>The rule and the difference quotient agree.</summary>
    Match,

    /// <summary>They differ by more than the tolerance, or one is not a number.</summary>
    Mismatch,
}

/// <summary>One derivative, computed by the rules and by a difference quotient.</summary>
/// <param name="Order">1 for a gradient, 2 for the derivative of a gradient.</param>
/// <param name="Place">What it was taken by: <c>input 0 [1, 2]</c> or <c>direction 3</c>.</param>
/// <param name="Analytic">What the rules say.</param>
/// <param name="Numerical">What the difference quotient says.</param>
/// <param name="Tolerance">The difference allowed.</param>
public sealed record GradientComparison(int Order, string Place, double Analytic, double Numerical, double Tolerance)
{
    /// <summary>The difference relative to the larger of the two; 0 if both are 0.</summary>
    public double RelativeError => Analytic.Equals(Numerical) ? 0 : Math.Abs(Analytic - Numerical) / Math.Max(Math.Abs(Analytic), Math.Abs(Numerical));

    /// <summary>Whether the two agree.</summary>
    public Verdict Verdict => Math.Abs(Analytic - Numerical) <= Tolerance ? Verdict.Match : Verdict.Mismatch;

    /// <summary>The comparison on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"order {Order}, {Place}: by the rules {Analytic:G9}, by differences {Numerical:G9}{(double.IsFinite(Numerical) ? $", relative error {RelativeError:0.0E+0}" : " (the function is not finite within a step of this point: take a smaller Step)")}");
}

/// <summary>What a gradient check found.</summary>
public sealed class GradientReport
{
    private const int Listed = 5;

    internal GradientReport(IReadOnlyList<GradientComparison> comparisons) => Comparisons = comparisons;

    /// <summary>Every comparison made.</summary>
    public IReadOnlyList<GradientComparison> Comparisons { get; }

    /// <summary>Whether all of them match.</summary>
    public bool Passed => Comparisons.All(comparison => comparison.Verdict == Verdict.Match);

    /// <summary>The comparison that exceeds its tolerance most, or comes closest to it.</summary>
    public GradientComparison Worst => Comparisons.MaxBy(Excess)!;

    /// <summary>Returns this report if the check passed.</summary>
    /// <exception cref="GradientCheckException">It did not; the message is the report.</exception>
    public GradientReport ShouldPass() => Passed ? this : throw new GradientCheckException(ToString());

    /// <summary>The verdict, the counts and the worst comparisons.</summary>
    public override string ToString()
    {
        var wrong = Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).OrderByDescending(Excess).ToList();
        if (wrong.Count == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Gradient check passed: {Comparisons.Count} derivatives agree. Least well: {Worst}.");
        }

        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"Gradient check failed: {wrong.Count} of {Comparisons.Count} derivatives differ."));
        foreach (var comparison in wrong.Take(Listed))
        {
            text.Append("\n  ").Append(comparison);
        }

        return wrong.Count > Listed ? text.Append(CultureInfo.InvariantCulture, $"\n  and {wrong.Count - Listed} more").ToString() : text.ToString();
    }

    private static double Excess(GradientComparison comparison)
    {
        var excess = Math.Abs(comparison.Analytic - comparison.Numerical) / comparison.Tolerance;
        return double.IsNaN(excess) ? double.PositiveInfinity : excess;
    }
}

/// <summary>A gradient check failed; the message is its report.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>An exception without a message.</summary>
    public GradientCheckException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public GradientCheckException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public GradientCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
