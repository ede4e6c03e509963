using static System.FormattableString;

namespace Autograd;

/// <summary>Where a minimizer ended, judged by the gradient there, not by what it says of itself.</summary>
/// <remarks>The parameters hold that point.</remarks>
public sealed record MinimizerResult
{
    internal MinimizerResult(bool converged, double value, double gradientNorm, int evaluations, string reason) =>
        (Converged, Value, GradientNorm, Evaluations, Reason) = (converged, value, gradientNorm, evaluations, reason);

    /// <summary>Whether the norm of the gradient is within the tolerance.</summary>
    public bool Converged { get; }

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <summary>The Euclidean norm of the gradient.</summary>
    public double GradientNorm { get; }

    /// <summary>How often the value was computed, with its gradient.</summary>
    public int Evaluations { get; }

    /// <summary>Why the minimizer ended, in its words: its exit condition and iterations, or what it threw.</summary>
    public string Reason { get; }

    /// <summary>One line that begins with <c>converged</c> or <c>NOT CONVERGED</c>.</summary>
    public override string ToString() => Invariant(
        $"{(Converged ? "converged" : "NOT CONVERGED")}: value {Value:G10}, gradient norm {GradientNorm:G3}, ")
        + Invariant($"{Evaluations} evaluations; {Reason}");

    /// <summary>The same result, if it has converged.</summary>
    /// <exception cref="InvalidOperationException">It has not; the message is <see cref="ToString"/>.</exception>
    public MinimizerResult ShouldConverge() => Converged ? this : throw new InvalidOperationException(ToString());
}
