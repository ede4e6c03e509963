using System.Globalization;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Compares the derivatives of one function at one point along a direction.</summary>
internal sealed class DirectionCheck
{
    // Roundings that a term of a derivative by the rules has been through: those of the operations of an ordinary rule.
    private const double Roundings = 16;

    // The changes that rounding makes are a few samples.
    private const double RoundingMargin = 4;

    // How many times their errors two slopes are apart that are not the same.
    private const double ErrorsApart = 3;

    private readonly CheckedFunction _function;
    private readonly SlopeTolerance _tolerance;
    private readonly bool _everyOutput;

    // One gradient for each number that is differentiated: the outputs, or their weighted sum, then the contracted gradients.
    private readonly double[][][] _derivatives;

    // The largest derivative of any output by each element: a rule that adds up such terms rounds them all alike.
    private readonly double[][] _sizes;
    private readonly MeasuredRounding _rounding;

    // By input and element, the outputs that have a derivative by it.
    private readonly List<int>?[][] _users;
    private readonly FloatRules? _inFloat;

    /// <summary>A check.</summary>
    /// <param name="function">The function at its point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="inFloat">The gradients in float at a point for a seed; null for a function of doubles.</param>
    public DirectionCheck(
        CheckedFunction function, GradientCheckOptions options, Func<double[][], Node<double>, double[][]>? inFloat)
    {
        (_function, _tolerance) = (function, options.Tolerance);
        _everyOutput = options.Mode == GradientCheckMode.FullJacobian;
        var derivatives = function.Derivatives(options.Order);
        Node<double>[] seeds = _everyOutput ? [.. Enumerable.Range(0, Outputs).Select(function.Pick)] : [function.Weights];
        _derivatives = _everyOutput ? [.. seeds.Select(function.Gradient), .. derivatives[1..]] : derivatives;
        _sizes = Array.ConvertAll(function.Point, values => new double[values.Length]);
        foreach (var gradient in _derivatives.Take(Outputs))
        {
            for (var input = 0; input < gradient.Length; input++)
            {
                Sums.Enlarge(_sizes[input], gradient[input]);
            }
        }

        _users = _everyOutput ? Users() : [];
        _rounding = new MeasuredRounding(function, _everyOutput ? Outputs : 0);
        _inFloat = inFloat is null ? null : new FloatRules(function, seeds, inFloat);
    }

    private int Outputs => _everyOutput ? _function.Output.Shape.Size : 1;

    /// <summary>Compares the derivatives up to an order.</summary>
    /// <returns>A comparison for each number, but for outputs that do not change at all, as the rules say too.</returns>
    public DirectionResult Compare(CheckedDirection direction, int order)
    {
        var higher = _derivatives[Outputs..(Outputs + order - 1)];
        double[] rounding = [RoundingOf(direction, _sizes), .. higher.Select(derivative => RoundingOf(direction, derivative))];
        var ladder = _function.Ladder(direction, order, _everyOutput);
        var tolerance = _tolerance with { Length = direction.Length, Reach = direction.Reach };
        var numbers = MayChange(ladder, direction, Outputs + order - 1);
        var judgments = new Judgment[numbers.Count];
        for (var i = 0; i < judgments.Length; i++)
        {
            var number = numbers[i];
            var analytic = direction.Along(_derivatives[number]);
            var ofRule = rounding[Math.Max(0, number - Outputs + 1)];
            judgments[i] = Judge(ladder, number, analytic, ofRule, tolerance, direction);
            if (judgments[i].Verdict == Verdict.Mismatch
                && Absorbed(ladder, number, analytic - judgments[i].Numerical, direction) is var absorbed and not 0
                && Judge(ladder, number, analytic - absorbed, ofRule + OfTerm(absorbed), tolerance, direction).Verdict != Verdict.Mismatch)
            {
                const string Hidden = "what is so large that it absorbs every step hides its part of the slope";
                judgments[i] = judgments[i] with { Verdict = Verdict.Inconclusive, Note = Hidden };
            }
        }

        if (!_everyOutput)
        {
            AllowForKinksOfOutputs(ref judgments[0], direction.Along(_derivatives[0]), direction);
        }

        AllowForJumpsOfGradients(numbers, judgments);
        var comparisons = new List<(int Number, GradientComparison Comparison)>();
        for (var i = 0; i < judgments.Length; i++)
        {
            if (!_everyOutput || numbers[i] >= Outputs || !judgments[i].IsStill)
            {
                comparisons.Add((numbers[i], Comparison(direction, numbers[i], direction.Along(_derivatives[numbers[i]]), judgments[i])));
            }
        }

        return new DirectionResult(Outputs + order - 1, comparisons);
    }

    /// <summary>The comparison of an output that does not change along a direction.</summary>
    public GradientComparison Still(CheckedDirection direction, int output) =>
        Comparison(direction, output, analytic: 0, SlopeCheck.Still(Math.Abs(_function.Output.Span[output])));

    /// <summary>The slopes from the point to each step up and down, of the number of a comparison.</summary>
    public IReadOnlyList<(double Step, double Up, double Down)> Ladder(GradientComparison comparison)
    {
        var number = comparison.Order > 1 ? Outputs + comparison.Order - 2 : Math.Max(0, comparison.Output);
        var length = comparison.Along.Length;
        var ladder = _function.Ladder(comparison.Along, comparison.Order, _everyOutput);
        return [.. Enumerable.Range(0, StepLadder.Rungs).Select(Rung)];

        (double Step, double Up, double Down) Rung(int rung)
        {
            var (above, below) = ladder.At(rung, number);
            var step = StepLadder.Step(rung) * length;
            return (step, above / step, -below / step);
        }
    }

    /// <summary>An element by which a gradient is wrong that is wrong along a direction; null if it is of no part of it alone.</summary>
    public (int Input, int Element)? WrongElement(CheckedDirection direction)
    {
        var moved = direction.Moved.ToArray();
        while (moved.Length > 1)
        {
            var (first, second) = (moved[..(moved.Length / 2)], moved[(moved.Length / 2)..]);
            if (new[] { first, second }.FirstOrDefault(half => IsWrong(direction.Of(half, direction.Name))) is not { } wrong)
            {
                return null;
            }

            moved = wrong;
        }

        return moved[0];

        bool IsWrong(CheckedDirection part) =>
            Compare(part, order: 1).Comparisons.Any(comparison => comparison.Verdict == Verdict.Mismatch);
    }

    private static double RoundingOf(CheckedDirection direction, double[][] sizes) =>
        OfTerm(direction.SizeAlong(sizes)) + (Roundings * double.Epsilon * Math.Max(1, direction.Length));

    private static double OfTerm(double size) => Roundings * SlopeCheck.RoundingUnit * Math.Abs(size);

    private List<int>?[][] Users()
    {
        var users = Array.ConvertAll(_function.Point, part => new List<int>?[part.Length]);
        var places = new List<int>();
        for (var output = 0; output < Outputs; output++)
        {
            for (var input = 0; input < users.Length; input++)
            {
                places.Clear();
                Sums.AddPlaces(_derivatives[output][input], places);
                foreach (var element in places)
                {
                    (users[input][element] ??= []).Add(output);
                }
            }
        }

        return users;
    }

    // The numbers that change along a direction, or do by the rules: of many outputs most do neither.
    private IReadOnlyList<int> MayChange(StepLadder ladder, CheckedDirection direction, int numbers)
    {
        if (!_everyOutput || direction.Element < 0 || ladder.Changing(SlopeCheck.StillRungs) is not { } changing)
        {
            return [.. Enumerable.Range(0, numbers)];
        }

        var users = _users[direction.Input][direction.Element];
        IEnumerable<int> outputs = users is null || users.SequenceEqual(changing) ? changing : users.Union(changing).Order();
        return [.. outputs, .. Enumerable.Range(Outputs, numbers - Outputs)];
    }

    private Judgment Judge(
        StepLadder ladder, int number, double analytic, double rounding, SlopeTolerance tolerance, CheckedDirection direction)
    {
        var judgment = SlopeCheck.Judge(ladder, number, analytic, rounding, tolerance, number < Outputs);
        return judgment is { Verdict: Verdict.Mismatch } or { IsUnresolved: true } && double.IsFinite(analytic)
            ? WithMeasuredRounding(judgment, ladder, number, analytic, rounding, tolerance, direction)
            : judgment;
    }

    // The part of the slope of a sum, by the rules, that is of elements which stand still and are rounded so much that a gap could be
    // theirs; 0 if it is more than their rounding lets through, so that they would have moved.
    private double Absorbed(StepLadder ladder, int number, double gap, CheckedDirection direction)
    {
        var (part, _, weights) = ladder.Numbers[number];
        var (still, own, room) = (_rounding.OfStill(ladder, number), new double[weights.Length], 0.0);
        foreach (var (element, change) in still)
        {
            var slope = RoundingMargin * change / StepLadder.Step(0);
            if (slope * still.Count >= Math.Abs(gap))
            {
                (own[element], room) = (weights[element], room + slope);
            }
        }

        return room > 0 && direction.Along(_function.Derivative(part, own)) is var absorbed && Math.Abs(absorbed) <= room ? absorbed : 0;
    }

    // A mistake is one beyond the rounding of the values and of the rules, as it is measured. Values that scatter by no more than that
    // have no structure too fine for the steps.
    private Judgment WithMeasuredRounding(
        Judgment judgment, StepLadder ladder, int number, double analytic, double rounding, SlopeTolerance tolerance,
        CheckedDirection direction)
    {
        var ofValue = RoundingMargin * _rounding.OfValue(ladder, number);
        var ofSlope = RoundingMargin * _rounding.OfSlope(number, _derivatives[number], direction);
        var again = SlopeJudge.Judge(ladder.Quotient(number, ofValue), analytic, tolerance, rounding + ofSlope);
        const string Hidden = "rounding hides the slope: with operations rounded otherwise it is another";
        return (judgment.Verdict, again.Verdict) switch
        {
            (Verdict.Mismatch, Verdict.Mismatch) when IsAnotherSlope() => again with { Verdict = Verdict.Inconclusive, Note = Hidden },
            (Verdict.Mismatch, Verdict.Mismatch) => judgment,
            (Verdict.Mismatch, Verdict.Inconclusive) => again with { Note = Hidden },
            (_, Verdict.Mismatch) or (Verdict.Mismatch, _) => again,
            _ => judgment,
        };

        // Steps so short that nothing is rounded differently see the slope of a plateau.
        bool IsAnotherSlope() => Math.Abs(again.Numerical - judgment.Numerical) > ErrorsApart * (again.ErrorBar + judgment.ErrorBar);
    }

    private GradientComparison Comparison(CheckedDirection direction, int number, double analytic, Judgment judgment)
    {
        var (length, output) = (direction.Length, _everyOutput && number < Outputs ? number : -1);
        var comparison = new GradientComparison(
            order: Math.Max(1, number - Outputs + 2),
            direction,
            analytic / length,
            judgment.Numerical / length,
            judgment.Tolerance / length,
            judgment.Verdict)
        {
            ErrorBar = judgment.ErrorBar / length,
            RemainderOrder = judgment.RemainderOrder,
            Note = judgment.Note,
            IsAtKink = judgment.IsAtKink,
            IsOfStaircase = judgment.IsOfStaircase,
            IsSupported = judgment.IsSupported,
            IsRough = judgment.IsRough,
            Bend = judgment.Bend / length,
            Outputs = _function.Output.Shape,
            Output = output,
        };
        return _inFloat is not null && number < Outputs
            ? _inFloat.Judge(comparison, number, _derivatives[number], direction)
            : comparison;
    }

    // Of a weighted sum of outputs that each have a kink, the rules may choose the left slope of one and the right slope of another. That
    // lies outside the two slopes of the sum, but between the sums of the outputs' lesser and larger slopes.
    private void AllowForKinksOfOutputs(ref Judgment judgment, double analytic, CheckedDirection direction)
    {
        if (judgment is not { Verdict: Verdict.Mismatch, IsAtKink: true } || _function.Output.Shape.Size == 1)
        {
            return;
        }

        var ladder = _function.Ladder(direction, order: 1, everyOutput: true);
        var (low, high) = (0.0, 0.0);
        foreach (var (output, weight) in _function.Weights.Value.ToArray().Index())
        {
            var quotient = ladder.Quotient(output);
            var (left, right) = (weight * quotient.Left.Value, weight * quotient.Right.Value);
            (low, high) = (low + Math.Min(left, right), high + Math.Max(left, right));
        }

        if (analytic >= low - judgment.Tolerance && analytic <= high + judgment.Tolerance)
        {
            var slopes = string.Create(CultureInfo.InvariantCulture, $"between the slopes of the outputs, {low:G6} and {high:G6} in sum");
            judgment = judgment with { Verdict = Verdict.Kink, Note = slopes };
        }
    }

    // Where a gradient jumps there is no second derivative.
    private void AllowForJumpsOfGradients(IReadOnlyList<int> numbers, Judgment[] judgments)
    {
        var isKink = false;
        for (var i = 0; i < judgments.Length; i++)
        {
            if (numbers[i] < Outputs)
            {
                isKink |= judgments[i].IsAtKink;
            }
            else if (judgments[i] is { Verdict: Verdict.Mismatch, IsAtKink: true })
            {
                judgments[i] = judgments[i] with { Verdict = isKink ? Verdict.Kink : Verdict.Inconclusive };
            }
        }
    }
}
