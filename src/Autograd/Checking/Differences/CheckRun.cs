using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The check of one function at one point: goes through the directions, and compares the derivatives along each.</summary>
internal sealed class CheckRun
{
    // The ladder of steps is scaled by the size of the element, but at least by 1. Where that does not end in a match, an element below
    // Small that is not 0 is tried with the ladder scaled by its size, and one above Large with the ladder as it is.
    private const double Small = 1e-3;
    private const double Large = 1e3;

    // A large function that fails along random directions is then checked by this many of its elements, to say where it is wrong.
    private const int LocatedElements = 64;

    // Roundings that a term of a derivative by the rules has been through: those of the operations of an ordinary rule.
    private const double Roundings = 16;

    // Beside a kink, this many elements of a large function are tried by themselves.
    private const int KinkElements = 16;

    // An error, relative to the slope, that still makes other steps worth something.
    private const double TellingError = 1e-3;

    // What structure the usual steps jump over is looked for with steps so much shorter.
    private const double Fine = 1.0 / (1 << 14);

    // The changes that rounding makes are a few samples.
    private const double RoundingMargin = 4;

    // Of two elements at one kink, one moved the other way makes twice the bend of each alone.
    private const double TieShare = 0.5;

    private readonly CheckedFunction _function;
    private readonly GradientCheckOptions _options;
    private readonly Random _random;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly List<GradientComparison> _comparisons = [];
    private readonly bool _everyOutput;

    // One gradient for each number that is differentiated: the outputs, or their weighted sum, then the contracted gradients.
    private readonly double[][][] _derivatives;

    // The largest derivative of any output by each element: a rule that adds up such terms rounds them all alike.
    private readonly double[][] _sizes;
    private readonly double _termSize;
    private readonly MeasuredRounding _rounding;
    private readonly FloatRules? _inFloat;

    /// <summary>A check.</summary>
    /// <param name="function">The function at its point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="random">Draws the directions.</param>
    /// <param name="inFloat">The gradients in float at a point for a seed; null for a function of doubles.</param>
    public CheckRun(
        CheckedFunction function, GradientCheckOptions options, Random random, Func<double[][], Node<double>, double[][]>? inFloat)
    {
        (_function, _options, _random) = (function, options, random);
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

        var outputs = function.Output.Value.ToArray()
            .Zip(function.Weights.Value.ToArray(), (value, weight) => Math.Abs(value * weight)).Sum();
        _termSize = Math.Max(outputs, _sizes.Max(part => part.DefaultIfEmpty().Max()));
        _rounding = new MeasuredRounding(function, _everyOutput ? Outputs : 0);
        _inFloat = inFloat is null ? null : new FloatRules(function, seeds, inFloat);
    }

    private int Outputs => _everyOutput ? _function.Output.Shape.Size : 1;

    private bool HasMismatch => _comparisons.Exists(comparison => comparison.Verdict == Verdict.Mismatch);

    private bool HasKink => _comparisons.Exists(comparison => comparison is { Order: 1, Verdict: Verdict.Kink });

    /// <summary>Makes the check.</summary>
    public GradientReport Report()
    {
        var invariants = BackwardInvariants.Check(_function);
        var elements = Elements().ToArray();
        var isRandom = _options.Mode == GradientCheckMode.RandomDirections
            || (_options.Mode == GradientCheckMode.Automatic && elements.Length > _options.LargestEveryElement);
        var total = isRandom ? _options.Directions : elements.Length;
        CheckedDirection[] randomDirections = isRandom ? [.. Enumerable.Range(0, total).Select(RandomDirection)] : [];
        var notChecked = total - Visit(isRandom ? randomDirections : elements.Select(ElementDirection), total);
        if (isRandom && (HasMismatch || HasKink))
        {
            _random.Shuffle(elements);
            var located = Math.Min(HasMismatch ? LocatedElements : KinkElements, elements.Length);
            Visit(elements.Take(located).Select(ElementDirection), located);
            Confirm(randomDirections);
        }

        if (HasKink)
        {
            VisitTies(isComplete: !isRandom);
        }

        var isWrong = HasMismatch || invariants.Any(invariant => !invariant.Holds);
        return new GradientReport(_comparisons, invariants, isWrong ? Diagnosis.Of(_function, _comparisons) : [], notChecked);
    }

    private IEnumerable<(int Input, int Element)> Elements() => _function.Point.SelectMany((values, input) =>
        _options.MeantToDiffer.Contains(input) ? [] : Enumerable.Range(0, values.Length).Select(element => (input, element)));

    // Returns how many directions there was time for.
    private int Visit(IEnumerable<CheckedDirection> directions, int total)
    {
        var done = 0;
        foreach (var direction in directions)
        {
            if (_options.TimeBudget is { } budget && _time.Elapsed > budget)
            {
                break;
            }

            _comparisons.AddRange(CompareWithAllSteps(direction));
            done++;
            _options.Progress?.Report(new(done, total));
        }

        return done;
    }

    private List<GradientComparison> CompareWithAllSteps(CheckedDirection direction)
    {
        var comparisons = Compare(direction, _options.Order);
        if (WithOtherSteps(direction) is { } other && comparisons.Exists(comparison => comparison.Verdict != Verdict.Match))
        {
            comparisons = [.. comparisons.Zip(Compare(other, _options.Order), Better)];
        }

        return comparisons.Exists(comparison => comparison.Verdict == Verdict.Mismatch || IsUnresolved(comparison))
            ? [.. comparisons.Zip(Compare(direction.Shortened(Fine), _options.Order), BetterOfFine)]
            : comparisons;
    }

    // Where many elements are at a kink, the rules choose a slope of each, and the sum of those need not lie between the two slopes of the
    // sum. A rule that is wrong is wrong for a part of the direction too, in the end for an element.
    private void Confirm(CheckedDirection[] directions)
    {
        var hasKink = HasKink || _comparisons.Exists(comparison => comparison is { Order: 1, IsAtKink: true });
        foreach (var direction in directions)
        {
            if (hasKink && IsMismatch(direction.Name) && !IsWrongForAnElement(direction))
            {
                for (var i = 0; i < _comparisons.Count; i++)
                {
                    if (IsAlong(_comparisons[i], direction.Name) && _comparisons[i].Verdict == Verdict.Mismatch)
                    {
                        const string Several = "several elements are at a kink; of no part of them alone do the rules differ";
                        _comparisons[i] = _comparisons[i] with { Verdict = Verdict.Kink, Note = Several };
                    }
                }
            }
        }
    }

    private bool IsMismatch(string direction) => _comparisons.Exists(comparison =>
        comparison is { Verdict: Verdict.Mismatch, Order: 1 } && IsAlong(comparison, direction));

    private static bool IsAlong(GradientComparison comparison, string direction) =>
        string.Equals(comparison.Direction, direction, StringComparison.Ordinal);

    private bool IsWrongForAnElement(CheckedDirection direction)
    {
        var moved = direction.Moved.ToArray();
        while (moved.Length > 1)
        {
            var (first, second) = (moved[..(moved.Length / 2)], moved[(moved.Length / 2)..]);
            if (new[] { first, second }.FirstOrDefault(half => IsWrong(direction.Of(half, direction.Name))) is not { } wrong)
            {
                return false;
            }

            moved = wrong;
        }

        return true;
    }

    private bool IsWrong(CheckedDirection direction) =>
        Compare(direction, order: 1).Exists(comparison => comparison.Verdict == Verdict.Mismatch);

    // What is smooth along a tie is compared. A mistake counts where one element moved the other way makes a kink: else there are two kinks
    // that cancel, such as those of relu(x) - relu(-x), and not a tie.
    private void VisitTies(bool isComplete)
    {
        var kinks = _comparisons
            .Where(comparison => comparison is { Order: 1, Verdict: Verdict.Kink, Input: >= 0 })
            .GroupBy(comparison => (comparison.Input, comparison.Element), comparison => Math.Abs(comparison.Bend))
            .Select(element => (element.Key, element.Max()))
            .ToList();
        foreach (var direction in TieDirections.Of(_function.Point, kinks, isComplete))
        {
            if (_options.TimeBudget is { } budget && _time.Elapsed > budget)
            {
                break;
            }

            var comparisons = Compare(direction, order: 1);
            var smooth = comparisons.FindAll(comparison =>
                comparison is { Verdict: Verdict.Match } or { Verdict: Verdict.Mismatch, IsAtKink: false });
            var turned = kinks.Find(kink => direction.Vector[kink.Key.Input][kink.Key.Element] != 0);
            var bend = TieShare * turned.Item2 * Math.Abs(direction.Vector[turned.Key.Input][turned.Key.Element]);
            var isTie = !smooth.Exists(comparison => comparison.Verdict == Verdict.Mismatch)
                || Compare(direction.Flipped(turned.Key), order: 1).Exists(comparison => Math.Abs(comparison.Bend) > bend);
            _comparisons.AddRange(isTie ? smooth : []);
        }
    }

    // Near 0 a function such as a root or a logarithm changes on the scale of the element, which steps of the usual length jump over. Far
    // from 0 a function such as a sine changes many times within steps as long as the element.
    private CheckedDirection? WithOtherSteps(CheckedDirection direction) =>
        direction.Element < 0 ? null : Math.Abs(_function.Point[direction.Input][direction.Element]) switch
        {
            > 0 and < Small and var size => WithLength(direction, PowerOfTwo(size)),
            > Large => WithLength(direction, 1),
            _ => null,
        };

    private static GradientComparison Better(GradientComparison usual, GradientComparison other) =>
        usual.Verdict == Verdict.Match
        || (other.Verdict == Verdict.Inconclusive && double.IsFinite(other.Numerical))
        || (usual.Verdict == Verdict.Mismatch && !KnowsBetter(other, usual))
            ? usual
            : other;

    // A mismatch stands unless shorter steps see what the usual ones jumped over.
    private static GradientComparison BetterOfFine(GradientComparison usual, GradientComparison fine) =>
        (usual.Verdict, fine.Verdict) switch
        {
            (Verdict.Mismatch, not (Verdict.Mismatch or Verdict.Inconclusive)) when KnowsBetter(fine, usual) => fine,
            (Verdict.Mismatch, Verdict.Inconclusive) when fine.IsSupported || !double.IsFinite(usual.Bend) => fine,
            (Verdict.Inconclusive, not Verdict.Inconclusive) when IsUnresolved(usual) && !fine.IsAtKink => fine,
            _ => usual,
        };

    // Whether other steps know the slope better than what is in dispute. Steps too short see no change, and agree with a slope of 0.
    private static bool KnowsBetter(GradientComparison other, GradientComparison usual) =>
        !(other.ErrorBar > Math.Max(Math.Abs(usual.Analytic - usual.Numerical), TellingError * Math.Abs(other.Analytic)));

    private static bool IsUnresolved(GradientComparison comparison) => comparison is { Verdict: Verdict.Inconclusive, IsRough: true };

    private List<GradientComparison> Compare(CheckedDirection direction, int order)
    {
        var numbers = Outputs + order - 1;
        var (analytic, rounding) = (new double[numbers], new double[numbers]);
        for (var number = 0; number < numbers; number++)
        {
            analytic[number] = direction.Along(_derivatives[number]);
            rounding[number] = Roundings
                * ((SlopeCheck.RoundingUnit * direction.SizeAlong(number < Outputs ? _sizes : _derivatives[number]))
                    + (double.Epsilon * Math.Max(1, direction.Length)));
        }

        var ladder = _function.Ladder(direction.Vector, order, _everyOutput);
        var tolerance = _options.Tolerance with { Length = direction.Length };
        var judgments = SlopeCheck.Compare(ladder, analytic, rounding, tolerance, Outputs);
        for (var number = 0; number < numbers; number++)
        {
            if (judgments[number].Verdict == Verdict.Mismatch && double.IsFinite(analytic[number]))
            {
                judgments[number] = WithMeasuredRounding(
                    judgments[number], ladder, number, analytic[number], rounding[number], tolerance, direction);
            }
        }

        AllowForKinksOfOutputs(ref judgments[0], analytic[0], direction);
        AllowForJumpsOfGradients(judgments);
        return [.. judgments.Select((judgment, i) => Comparison(direction, i, analytic[i], judgment))];
    }

    // A mistake is one beyond the rounding of the values and of the rules, as it is measured.
    private Judgment WithMeasuredRounding(
        Judgment judgment, StepLadder ladder, int number, double analytic, double rounding, SlopeTolerance tolerance,
        CheckedDirection direction)
    {
        var ofValue = RoundingMargin * _rounding.OfValue(ladder, number);
        var ofSlope = RoundingMargin * _rounding.OfSlope(number, _derivatives[number], direction);
        var again = SlopeJudge.Judge(ladder.Quotient(number, ofValue), analytic, tolerance, rounding + ofSlope);
        return again.Verdict switch
        {
            Verdict.Mismatch => judgment,
            Verdict.Inconclusive => again with { Note = "rounding hides the slope: with operations rounded otherwise it is another" },
            _ => again,
        };
    }

    private GradientComparison Comparison(CheckedDirection direction, int number, double analytic, Judgment judgment)
    {
        var (length, output) = (direction.Length, _everyOutput && number < Outputs ? number : -1);
        var comparison = new GradientComparison(
            order: Math.Max(1, number - Outputs + 2),
            direction.Name,
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
            Input = direction.Input,
            Element = direction.Element,
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
    private void AllowForJumpsOfGradients(Judgment[] judgments)
    {
        var isKink = judgments.Take(Outputs).Any(judgment => judgment.IsAtKink);
        foreach (ref var judgment in judgments.AsSpan(Outputs))
        {
            if (judgment is { Verdict: Verdict.Mismatch, IsAtKink: true })
            {
                judgment = judgment with { Verdict = isKink ? Verdict.Kink : Verdict.Inconclusive };
            }
        }
    }

    private CheckedDirection ElementDirection((int Input, int Element) at)
    {
        var name = $"input {at.Input}{GradientComparison.Position(_function.Shapes[at.Input], at.Element)}";
        var size = Math.Abs(_function.Point[at.Input][at.Element]);
        return WithLength(new CheckedDirection(name, [], Length: 0, at.Input, at.Element), PowerOfTwo(Math.Max(1, size)));
    }

    private CheckedDirection WithLength(CheckedDirection direction, double length)
    {
        var vector = Array.ConvertAll(_function.Point, values => new double[values.Length]);
        vector[direction.Input][direction.Element] = length;
        return direction with { Vector = vector, Length = length };
    }

    // Not normalized: each element moves as far as it would by itself.
    private CheckedDirection RandomDirection(int number) => new(
        $"direction {number}",
        [.. _function.Point.Select((values, input) => _options.MeantToDiffer.Contains(input)
            ? new double[values.Length]
            : Array.ConvertAll(values, RandomStep))],
        Length: 1);

    private double RandomStep(double element) => (_random.Next(2) == 0 ? -1 : 1) * PowerOfTwo(Math.Max(1, Math.Abs(element)));

    private static double PowerOfTwo(double size) => Math.ScaleB(1, Math.ILogB(size));
}
