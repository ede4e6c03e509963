using System.Globalization;

namespace Autograd;

/// <summary>One derivative, computed by the rules and by difference quotients.</summary>
public sealed record GradientComparison
{
    internal GradientComparison(
        int order, CheckedDirection along, double analytic, double numerical, double tolerance, Verdict verdict) =>
        (Order, Along, Analytic, Numerical, Tolerance, Verdict) = (order, along, analytic, numerical, tolerance, verdict);

    /// <summary>1 for a gradient, 2 for the derivative of a gradient, and so on.</summary>
    public int Order { get; }

    /// <summary>
    /// What it was taken by: an element, <c>input 0 [1, 2]</c>, or a random direction, <c>direction 3</c>. In a full Jacobian also of
    /// which output: <c>output [3] by input 0 [1, 2]</c>.
    /// </summary>
    public string Direction => Output < 0 ? Along.Name : $"output{Position(Outputs, Output)} by {Along.Name}";

    /// <summary>What the rules say.</summary>
    public double Analytic { get; internal init; }

    /// <summary>What the difference quotients say, extrapolated to step 0.</summary>
    public double Numerical { get; }

    /// <summary>The difference allowed.</summary>
    public double Tolerance { get; internal init; }

    /// <summary>What came of it.</summary>
    public Verdict Verdict { get; internal init; }

    /// <summary>How far the truth may be from <see cref="Numerical"/>: by what other steps give, and by the noise of the values.</summary>
    public double ErrorBar { get; internal init; }

    /// <summary>
    /// A second opinion: the power of t with which |f(x + t d) - f(x) - t analytic| falls. It is 2 for a right derivative and 1 for a
    /// wrong one; NaN if this remainder is mere noise.
    /// </summary>
    public double RemainderOrder { get; internal init; } = double.NaN;

    /// <summary>What else there is to say, such as the slopes at a kink or the side at the edge of the domain; or null.</summary>
    public string? Note { get; internal init; }

    /// <summary>The difference relative to the larger of the two; 0 if they are equal.</summary>
    public double RelativeError =>
        Analytic.Equals(Numerical) ? 0 : Math.Abs(Analytic - Numerical) / Math.Max(Math.Abs(Analytic), Math.Abs(Numerical));

    /// <summary>The input whose element it was taken by; -1 for a random direction.</summary>
    internal int Input => Along.Input;

    /// <summary>The element of that input.</summary>
    internal int Element => Along.Element;

    /// <summary>What it was taken along.</summary>
    internal CheckedDirection Along { get; }

    /// <summary>The element of the output; -1 for the weighted sum of all.</summary>
    internal int Output { get; init; } = -1;

    /// <summary>The shape of the output.</summary>
    internal Shape Outputs { get; init; }

    /// <summary>Whether the slopes to the two sides differ, or the value jumps.</summary>
    internal bool IsAtKink { get; init; }

    /// <summary>Whether the values jump, which was taken for rounding.</summary>
    internal bool IsOfStaircase { get; init; }

    /// <summary>By how much the slopes to the two sides differ at a kink; 0 elsewhere.</summary>
    internal double Bend { get; init; }

    /// <summary>Whether the values scatter on the shortest steps by more than a few roundings.</summary>
    internal bool IsRough { get; init; }

    /// <summary>Whether the shortest steps speak for the rules, though they settle nothing.</summary>
    internal bool IsSupported { get; init; }

    /// <summary>How badly they differ: the difference in units of what is allowed.</summary>
    internal double Excess
    {
        get
        {
            if (Analytic.Equals(Numerical))
            {
                return 0;
            }

            var excess = Math.Abs(Analytic - Numerical) / Math.Max(Tolerance, double.Epsilon);
            return double.IsNaN(excess) ? double.PositiveInfinity : excess;
        }
    }

    /// <summary>The index of an element, as it is printed after the name of its array.</summary>
    internal static string Position(Shape shape, int element) => shape.Rank == 0 ? "" : $" {new IntList(shape.Position(element))}";

    /// <summary>The comparison on one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"order {Order}, {Direction}: by the rules {Analytic:G9}, by differences {Numerical:G9} +- {ErrorBar:0E+0}, "
        + $"relative error {RelativeError:0.0E+0}{(Note is null ? "" : $" ({Note})")}");
}
