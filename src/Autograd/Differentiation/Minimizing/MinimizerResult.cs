using static System.FormattableString;

namespace Autograd;

/// <summary>Where a minimizer ended, judged by the gradient there, not by what it says of itself.</summary>
/// <remarks>The parameters hold that point.</remarks>
/// <param name="Converged">Whether the norm of the gradient is within the tolerance.</param>
/// <param name="Value">The value.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient.</param>
/// <param name="Evaluations">How often the value was computed, with its gradient.</param>
/// <param name="Reason">Why the minimizer ended, in its words: its exit condition and iterations, or what it threw.</param>
public sealed record MinimizerResult(bool Converged, double Value, double GradientNorm, int Evaluations, string Reason)
{
    /// <summary>One line that begins with <c>converged</c> or <c>NOT CONVERGED</c>.</summary>
    public override string ToString() => Invariant(
        $"{(Converged ? "converged" : "NOT CONVERGED")}: value {Value:G10}, gradient norm {GradientNorm:G3}, ")
        + Invariant($"{Evaluations} evaluations; {Reason}");

    /// <summary>The same result, if it has converged.</summary>
    /// <exception cref="InvalidOperationException">It has not; the message is <see cref="ToString"/>.</exception>
    public MinimizerResult ShouldConverge() => Converged ? this : throw new InvalidOperationException(ToString());
}
