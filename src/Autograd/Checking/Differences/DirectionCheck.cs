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

    private readonly CheckedFunction _function;
    private readonly SlopeTolerance _tolerance;
    private readonly bool _everyOutput;

    // One gradient for each number that is differentiated: the outputs, or their weighted sum, then the contracted gradients.
    private readonly double[][][] _derivatives;

    // The largest derivative of any output by each element: a rule that adds up such terms rounds them all alike.
    private readonly double[][] _sizes;
    private readonly MeasuredRounding _rounding;

    // What the terms of each number are as large as: the sum of its derivatives times the elements. It is rounded with these too.
    private readonly double[] _termSizes;
    private readonly Judgment[] _judgments;
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
            foreach (var (size, part) in _sizes.Zip(gradient))
            {
                TensorPrimitives.MaxMagnitudeNumber(size, part, size);
            }
        }

        _termSizes = Array.ConvertAll(_derivatives, TermSize);
        _judgments = new Judgment[_derivatives.Length];
        _rounding = new MeasuredRounding(function, _everyOutput ? Outputs : 0);
        _inFloat = inFloat is null ? null : new FloatRules(function, seeds, inFloat);
    }

    private int Outputs => _everyOutput ? _function.Output.Shape.Size : 1;

    /// <summary>Compares the derivatives up to an order.</summary>
    /// <returns>One comparison for each number; null for an output that does not change at all, as the rules say too.</returns>
    public GradientComparison?[] Compare(CheckedDirection direction, int order)
    {
        var numbers = Outputs + order - 1;
        var analytic = new double[numbers];
        for (var number = 0; number < numbers; number++)
        {
            analytic[number] = direction.Along(_derivatives[number]);
        }

        var higher = _derivatives[Outputs..numbers];
        double[] rounding = [RoundingOf(direction, _sizes), .. higher.Select(derivative => RoundingOf(direction, derivative))];
        var ladder = _function.Ladder(direction.Vector, order, _everyOutput);
        var tolerance = _tolerance with { Length = direction.Length };
        SlopeCheck.Compare(ladder, analytic, rounding, _termSizes, tolerance, Outputs, _judgments);
        var judgments = _judgments.AsSpan(0, numbers);
        for (var number = 0; number < numbers; number++)
        {
            if (judgments[number] is { Verdict: Verdict.Mismatch } or { IsUnresolved: true } && double.IsFinite(analytic[number]))
            {
                judgments[number] = WithMeasuredRounding(
                    judgments[number], ladder, number, analytic[number], rounding[Math.Max(0, number - Outputs + 1)], tolerance, direction);
            }
        }

        AllowForKinksOfOutputs(ref judgments[0], analytic[0], direction);
        AllowForJumpsOfGradients(judgments);
        var comparisons = new GradientComparison?[numbers];
        for (var number = 0; number < numbers; number++)
        {
            comparisons[number] = _everyOutput && number < Outputs && judgments[number].IsStill
                ? null
                : Comparison(direction, number, analytic[number], judgments[number]);
        }

        return comparisons;
    }

    /// <summary>The comparison of an output that does not change along a direction.</summary>
    public GradientComparison Still(CheckedDirection direction, int output) =>
        Comparison(direction, output, analytic: 0, SlopeCheck.Still(Math.Abs(_function.Output.Span[output])));

    /// <summary>The slopes from the point to each step up and down, of the number of a comparison.</summary>
    public IReadOnlyList<(double Step, double Up, double Down)> Ladder(GradientComparison comparison)
    {
        var number = comparison.Order > 1 ? Outputs + comparison.Order - 2 : Math.Max(0, comparison.Output);
        var length = comparison.Along.Length;
        var ladder = _function.Ladder(comparison.Along.Vector, comparison.Order, _everyOutput);
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
            Array.Exists(Compare(part, order: 1), comparison => comparison is { Verdict: Verdict.Mismatch });
    }

    private static double RoundingOf(CheckedDirection direction, double[][] sizes) =>
        Roundings * ((SlopeCheck.RoundingUnit * direction.SizeAlong(sizes)) + (double.Epsilon * Math.Max(1, direction.Length)));

    private double TermSize(double[][] derivative)
    {
        var sum = 0.0;
        for (var input = 0; input < derivative.Length; input++)
        {
            var (slopes, point) = (derivative[input], _function.Point[input]);
            for (var element = 0; element < slopes.Length; element++)
            {
                sum += Math.Abs(slopes[element] * point[element]);
            }
        }

        return double.IsFinite(sum) ? sum : 0;
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
        return again.Verdict switch
        {
            Verdict.Mismatch => judgment.Verdict == Verdict.Mismatch ? judgment : again,
            _ when judgment.Verdict != Verdict.Mismatch => judgment,
            Verdict.Inconclusive => again with { Note = "rounding hides the slope: with operations rounded otherwise it is another" },
            _ => again,
        };
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
        if (_everyOutput || judgment is not { Verdict: Verdict.Mismatch, IsAtKink: true } || _function.Output.Shape.Size == 1)
        {
            return;
        }

        var ladder = _function.Ladder(direction.Vector, order: 1, everyOutput: true);
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
    private void AllowForJumpsOfGradients(Span<Judgment> judgments)
    {
        var isKink = false;
        for (var output = 0; output < Outputs && judgments.Length > Outputs; output++)
        {
            isKink |= judgments[output].IsAtKink;
        }

        foreach (ref var judgment in judgments[Outputs..])
        {
            if (judgment is { Verdict: Verdict.Mismatch, IsAtKink: true })
            {
                judgment = judgment with { Verdict = isKink ? Verdict.Kink : Verdict.Inconclusive };
            }
        }
    }
}
