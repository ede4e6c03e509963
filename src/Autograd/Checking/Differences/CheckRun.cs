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

    // What a gradient in float may be off by, relative to its largest term: some 4,000 roundings of 2^-24.
    private const double FloatRounding = 2.5e-4;

    // When it is off by more than this, float has lost more than digits.
    private const double FloatNoise = 100 * FloatRounding;

    private readonly CheckedFunction _function;
    private readonly GradientCheckOptions _options;
    private readonly Random _random;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly List<GradientComparison> _comparisons = [];
    private readonly bool _everyOutput;

    // One gradient for each number that is differentiated: the outputs, or their weighted sum, then the contracted gradients.
    private readonly double[][][] _derivatives;
    private readonly double[][][]? _inFloat;

    /// <summary>A check.</summary>
    /// <param name="function">The function at its point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="random">Draws the directions.</param>
    /// <param name="inFloat">The gradients in float for a seed; null for a function of doubles.</param>
    public CheckRun(CheckedFunction function, GradientCheckOptions options, Random random, Func<Node<double>, double[][]>? inFloat)
    {
        (_function, _options, _random) = (function, options, random);
        _everyOutput = options.Mode == GradientCheckMode.FullJacobian;
        var derivatives = function.Derivatives(options.Order);
        Node<double>[] seeds = _everyOutput ? [.. Enumerable.Range(0, Outputs).Select(function.Pick)] : [function.Weights];
        _derivatives = _everyOutput ? [.. seeds.Select(function.Gradient), .. derivatives[1..]] : derivatives;
        _inFloat = inFloat is null ? null : Array.ConvertAll(seeds, seed => inFloat(seed));
    }

    private int Outputs => _everyOutput ? _function.Output.Shape.Size : 1;

    private bool HasMismatch => _comparisons.Exists(comparison => comparison.Verdict == Verdict.Mismatch);

    /// <summary>Makes the check.</summary>
    public GradientReport Report()
    {
        var invariants = BackwardInvariants.Check(_function);
        (int Input, int Element)[] elements =
            [.. _function.Point.SelectMany((values, input) => Enumerable.Range(0, values.Length).Select(element => (input, element)))];
        var isRandom = _options.Mode == GradientCheckMode.RandomDirections
            || (_options.Mode == GradientCheckMode.Automatic && elements.Length > _options.LargestEveryElement);
        var total = isRandom ? _options.Directions : elements.Length;
        var directions = isRandom ? Enumerable.Range(0, total).Select(RandomDirection) : elements.Select(ElementDirection);
        var notChecked = total - Visit(directions, total);
        if (isRandom && HasMismatch)
        {
            _random.Shuffle(elements);
            Visit(elements.Take(LocatedElements).Select(ElementDirection), Math.Min(LocatedElements, elements.Length));
        }

        var isWrong = HasMismatch || invariants.Any(invariant => !invariant.Holds);
        return new GradientReport(_comparisons, invariants, isWrong ? Diagnosis.Of(_function, _comparisons) : [], notChecked);
    }

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

            var comparisons = Compare(direction);
            if (WithOtherSteps(direction) is { } other && comparisons.Exists(comparison => comparison.Verdict != Verdict.Match))
            {
                comparisons = [.. comparisons.Zip(Compare(other), Better)];
            }

            _comparisons.AddRange(comparisons);
            done++;
            _options.Progress?.Report(new(done, total));
        }

        return done;
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
        usual.Verdict == Verdict.Match || other.Verdict == Verdict.Inconclusive ? usual : other;

    private List<GradientComparison> Compare(CheckedDirection direction)
    {
        var analytic = Array.ConvertAll(_derivatives, derivative => Dot(derivative, direction.Vector));
        var rounding = Array.ConvertAll(_derivatives, derivative =>
            Roundings * SlopeCheck.RoundingUnit * Products(derivative, direction.Vector).Sum(terms => terms.Sum()));
        var judgments = SlopeCheck.Compare(
            step => _function.Along(direction.Vector, step, _options.Order, _everyOutput), analytic, rounding, _options.Tolerance, Outputs);
        AllowForKinksOfOutputs(ref judgments[0], analytic[0], direction);
        AllowForJumpsOfGradients(judgments);
        return [.. judgments.Select((judgment, i) => Comparison(direction, i, analytic[i], judgment))];
    }

    private GradientComparison Comparison(CheckedDirection direction, int number, double analytic, Judgment judgment)
    {
        var (length, output) = (direction.Length, _everyOutput && number < Outputs ? number : -1);
        var comparison = new GradientComparison(
            order: Math.Max(1, number - Outputs + 2),
            output < 0 ? direction.Name : $"output{Position(_function.Output.Shape, output)} by {direction.Name}",
            analytic / length,
            judgment.Numerical / length,
            judgment.Tolerance / length,
            judgment.Verdict)
        {
            ErrorBar = judgment.ErrorBar / length,
            RemainderOrder = judgment.RemainderOrder,
            Note = judgment.Note,
            Input = direction.Input,
            Element = direction.Element,
            Output = output,
        };
        return _inFloat is not null && number < Outputs ? JudgeInFloat(comparison, number, direction) : comparison;
    }

    // Of a weighted sum of outputs that each have a kink, the rules may choose the left slope of one and the right slope of another. That
    // lies outside the two slopes of the sum, but between the sums of the outputs' lesser and larger slopes.
    private void AllowForKinksOfOutputs(ref Judgment judgment, double analytic, CheckedDirection direction)
    {
        if (_everyOutput || judgment is not { Verdict: Verdict.Mismatch, IsAtKink: true } || _function.Output.Shape.Size == 1)
        {
            return;
        }

        var ladder = new StepLadder(step => _function.Along(direction.Vector, step, order: 1, everyOutput: true));
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

    // The rule was judged in double; what float makes of it may differ by rounding alone.
    private GradientComparison JudgeInFloat(GradientComparison comparison, int output, CheckedDirection direction)
    {
        var inFloat = Dot(_inFloat![output], direction.Vector) / direction.Length;
        var off = Math.Abs(inFloat - comparison.Analytic);
        var size = LargestTerm(_derivatives[output], direction);
        var judged = comparison with { Analytic = inFloat, Tolerance = comparison.Tolerance + off };
        return comparison.Verdict switch
        {
            Verdict.Mismatch => judged,
            _ when off <= FloatRounding * size || inFloat.Equals(comparison.Analytic) => judged,
            _ when off <= FloatNoise * size =>
                judged with { Verdict = Verdict.Inconclusive, Note = "right in double; float has lost most digits" },
            _ => comparison with { Analytic = inFloat, Verdict = Verdict.Mismatch, Note = "right in double, not in float" },
        };
    }

    // Of one element, the largest element of the gradient stands for the terms: its own may have canceled.
    private static double LargestTerm(double[][] derivative, CheckedDirection direction)
    {
        var terms = direction.Element < 0 ? Products(derivative, direction.Vector) : derivative.Select(part => part.Select(Math.Abs));
        return terms.Max(part => part.DefaultIfEmpty().Max());
    }

    private CheckedDirection ElementDirection((int Input, int Element) at)
    {
        var name = $"input {at.Input}{Position(_function.Shapes[at.Input], at.Element)}";
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
        Array.ConvertAll(_function.Point, values => Array.ConvertAll(values, RandomStep)),
        Length: 1);

    private double RandomStep(double element) => (_random.Next(2) == 0 ? -1 : 1) * PowerOfTwo(Math.Max(1, Math.Abs(element)));

    private static double PowerOfTwo(double size) => Math.ScaleB(1, Math.ILogB(size));

    private static double Dot(double[][] x, double[][] y) => x.Zip(y, (a, b) => TensorPrimitives.Dot<double>(a, b)).Sum();

    // |x y|, element by element.
    private static IEnumerable<IEnumerable<double>> Products(double[][] x, double[][] y) =>
        x.Zip(y, (a, b) => a.Zip(b, (value, factor) => Math.Abs(value * factor)));

    private static string Position(Shape shape, int element) => shape.Rank == 0 ? "" : $" {new IntList(shape.Position(element))}";
}

/// <summary>A direction along which derivatives are compared: that of one element, or a random one.</summary>
/// <param name="Name">The element, or the number of the random direction.</param>
/// <param name="Vector">How far each element of each input moves in a step of 1.</param>
/// <param name="Length">What a derivative along the vector is divided by.</param>
/// <param name="Input">The input of the element; -1 for a random direction.</param>
/// <param name="Element">The element; -1 for a random direction.</param>
internal sealed record CheckedDirection(string Name, double[][] Vector, double Length, int Input = -1, int Element = -1);
