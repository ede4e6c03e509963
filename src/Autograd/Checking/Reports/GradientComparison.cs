using System.Globalization;

namespace Autograd;

/// <summary>One derivative, computed by the rules and by difference quotients.</summary>
/// <param name="Order">1 for a gradient, 2 for the derivative of a gradient, and so on.</param>
/// <param name="Place">What it was taken by: <c>input 0 [1, 2]</c> or <c>direction 3</c>; in a full Jacobian also of which element: <c>output [3] by input 0 [1, 2]</c>.</param>
/// <param name="Analytic">What the rules say.</param>
/// <param name="Numerical">What the difference quotients say, extrapolated to step 0.</param>
/// <param name="Tolerance">The difference allowed.</param>
/// <param name="Verdict">The outcome.</param>
public sealed record GradientComparison(int Order, string Place, double Analytic, double Numerical, double Tolerance, Verdict Verdict)
{
    /// <summary>How far the truth may be from <see cref="Numerical"/>: what other steps make of it, and the noise of the values over the step.</summary>
    public double ErrorBar { get; init; }

    /// <summary>A second opinion: the power of t with which |f(x + t d) - f(x) - t analytic| falls, 2 for a right derivative, 1 for a wrong one; NaN if the remainder is mere noise.</summary>
    public double RemainderOrder { get; init; } = double.NaN;

    /// <summary>What there is to say besides: the slopes at a kink, the side at the edge of the domain; or null.</summary>
    public string? Note { get; init; }

    /// <summary>The difference relative to the larger of the two; 0 if they are equal.</summary>
    public double RelativeError => Analytic.Equals(Numerical) ? 0 : Math.Abs(Analytic - Numerical) / Math.Max(Math.Abs(Analytic), Math.Abs(Numerical));

    /// <summary>The input by whose element it was taken; -1 for a direction.</summary>
    internal int Input { get; init; } = -1;

    /// <summary>The element of that input.</summary>
    internal int Element { get; init; } = -1;

    /// <summary>The element of the output; -1 for the weighted sum of all.</summary>
    internal int Output { get; init; } = -1;

    /// <summary>How badly they differ: the difference in units of what is allowed.</summary>
    internal double Excess
    {
        get
        {
            var excess = Math.Abs(Analytic - Numerical) / Math.Max(Tolerance, double.Epsilon);
            return Analytic.Equals(Numerical) ? 0 : double.IsNaN(excess) ? double.PositiveInfinity : excess;
        }
    }

    /// <summary>The comparison on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"order {Order}, {Place}: by the rules {Analytic:G9}, by differences {Numerical:G9} +- {ErrorBar:0E+0}, relative error {RelativeError:0.0E+0}{(Note is null ? "" : $" ({Note})")}");
}
