using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The check of one function at one point: goes through the places, and compares at each.</summary>
internal sealed class CheckRun
{
    // Elements below the first are moved in steps of their own size too, those above the second in steps of the usual size.
    private const double Small = 1e-3;
    private const double Large = 1e3;

    // Of a large function that fails along directions, so many elements are looked at to say where.
    private const int Located = 64;

    private const double RoundingUnits = 16 * 1.2e-16;

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

    /// <summary>Makes the check.</summary>
    public GradientReport Report()
    {
        var promises = BackwardPromises.Of(_function);
        var elements = _function.Point.SelectMany((values, input) => Enumerable.Range(0, values.Length).Select(element => (input, element))).ToArray();
        var byDirections = _options.Mode == GradientCheckMode.RandomDirections
            || (_options.Mode == GradientCheckMode.Automatic && elements.Length > _options.LargestEveryElement);
        var total = byDirections ? _options.Directions : elements.Length;
        var notChecked = total - Visit(byDirections ? Enumerable.Range(0, total).Select(RandomDirection) : elements.Select(Element), total);
        if (byDirections && HasMismatch)
        {
            _random.Shuffle(elements);
            Visit(elements.Take(Located).Select(Element), Math.Min(Located, elements.Length));
        }

        var failed = HasMismatch || promises.Any(promise => !promise.IsKept);
        return new GradientReport(_comparisons, promises, failed ? Diagnosis.Of(_function, _comparisons) : [], notChecked);
    }

    private bool HasMismatch => _comparisons.Exists(comparison => comparison.Verdict == Verdict.Mismatch);

    // Returns how many places there was time for.
    private int Visit(IEnumerable<CheckedPlace> places, int total)
    {
        var done = 0;
        foreach (var place in places)
        {
            if (_options.TimeBudget is { } budget && _time.Elapsed > budget)
            {
                break;
            }

            _comparisons.AddRange(Nearer(place) is { } nearer ? Better(Compared(place), nearer) : Compared(place));
            done++;
            _options.Progress?.Report(new(done, total));
        }

        return done;
    }

    // Steps of a small element's own size, or of the usual size for a large one, see what longer ones jump over, or nothing at all.
    private CheckedPlace? Nearer(CheckedPlace place) => place.Element < 0 ? null : Math.Abs(_function.Point[place.Input][place.Element]) switch
    {
        > 0 and < Small and var size => Along(place, PowerOfTwo(size)),
        > Large => Along(place, 1),
        _ => null,
    };

    private List<GradientComparison> Better(List<GradientComparison> comparisons, CheckedPlace nearer) =>
        comparisons.TrueForAll(comparison => comparison.Verdict == Verdict.Match)
            ? comparisons
            : [.. comparisons.Zip(Compared(nearer), (far, near) => far.Verdict == Verdict.Match || near.Verdict == Verdict.Inconclusive ? far : near)];

    private List<GradientComparison> Compared(CheckedPlace place)
    {
        var analytic = Array.ConvertAll(_derivatives, derivative => Dot(derivative, place.Direction));
        var rounding = Array.ConvertAll(_derivatives, derivative => RoundingUnits * derivative.Zip(place.Direction, (g, d) => g.Zip(d, (x, y) => Math.Abs(x * y)).Sum()).Sum());
        var judgments = SlopeCheck.Compare(
            step => _function.Along(place.Direction, step, _options.Order, _everyOutput), analytic, rounding, _options.Tolerance, independent: Outputs);
        AllowForKinks(judgments, analytic, place.Direction);
        var comparisons = new List<GradientComparison>(judgments.Length);
        for (var i = 0; i < judgments.Length; i++)
        {
            var (judged, length) = (judgments[i], place.Length);
            var output = _everyOutput && i < Outputs ? i : -1;
            var comparison = new GradientComparison(
                Math.Max(1, i - Outputs + 2), output < 0 ? place.Name : $"output{Position(_function.Output.Shape, output)} by {place.Name}",
                analytic[i] / length, judged.Numerical / length, judged.Tolerance / length, judged.Verdict)
            {
                ErrorBar = judged.ErrorBar / length,
                RemainderOrder = judged.RemainderOrder,
                Note = judged.Note,
                Input = place.Input,
                Element = place.Element,
                Output = output,
            };
            comparisons.Add(_inFloat is not null && i < Outputs ? InFloat(comparison, i, place) : comparison);
        }

        return comparisons;
    }

    // The weighted sum of several outputs with kinks may leave the slopes of the sum; and where a gradient jumps there is no second derivative.
    private void AllowForKinks(Judgment[] judgments, double[] analytic, double[][] direction)
    {
        if (!_everyOutput && judgments[0] is { Verdict: Verdict.Mismatch, IsAtKink: true } first && _function.Output.Shape.Size > 1)
        {
            var ladder = new StepLadder(step => _function.Along(direction, step, order: 1, everyOutput: true));
            var (low, high) = (0.0, 0.0);
            foreach (var (output, weight) in _function.Weights.Value.ToArray().Index())
            {
                var quotient = ladder.Quotient(output);
                var (left, right) = (weight * quotient.Left.Value, weight * quotient.Right.Value);
                (low, high) = (low + Math.Min(left, right), high + Math.Max(left, right));
            }

            if (analytic[0] >= low - first.Tolerance && analytic[0] <= high + first.Tolerance)
            {
                judgments[0] = first with { Verdict = Verdict.Kink, Note = string.Create(CultureInfo.InvariantCulture, $"between the slopes of the outputs, {low:G6} and {high:G6} in sum") };
            }
        }

        for (var i = Outputs; i < judgments.Length; i++)
        {
            if (judgments[i].Verdict == Verdict.Mismatch && judgments[i].IsAtKink)
            {
                judgments[i] = judgments[i] with { Verdict = judgments.Take(Outputs).Any(judged => judged.IsAtKink) ? Verdict.Kink : Verdict.Inconclusive };
            }
        }
    }

    // The rule was judged in double; what float makes of it may differ by rounding alone.
    private GradientComparison InFloat(GradientComparison comparison, int output, CheckedPlace place)
    {
        const double Digits = 2.5e-4;
        var inFloat = Dot(_inFloat![output], place.Direction) / place.Length;
        var off = Math.Abs(inFloat - comparison.Analytic);
        var size = _derivatives[output].Zip(place.Direction, (g, d) => g.Zip(d, (x, y) => Math.Abs(x) * (place.Element < 0 ? Math.Abs(y) : place.Length)).DefaultIfEmpty().Max()).Max() / place.Length;
        var judged = comparison with { Analytic = inFloat, Tolerance = comparison.Tolerance + off };
        return comparison.Verdict == Verdict.Mismatch || off <= Digits * size || inFloat.Equals(comparison.Analytic) ? judged
            : off <= 100 * Digits * size ? judged with { Verdict = Verdict.Inconclusive, Note = "right in double; float has lost most digits" }
            : comparison with { Analytic = inFloat, Verdict = Verdict.Mismatch, Note = "right in double, not in float" };
    }

    private CheckedPlace Element((int Input, int Element) at)
    {
        var place = new CheckedPlace($"input {at.Input}{Position(_function.Shapes[at.Input], at.Element)}", [], 0, at.Input, at.Element);
        return Along(place, PowerOfTwo(Math.Max(1, Math.Abs(_function.Point[at.Input][at.Element]))));
    }

    private CheckedPlace Along(CheckedPlace place, double length)
    {
        var direction = Array.ConvertAll(_function.Point, values => new double[values.Length]);
        direction[place.Input][place.Element] = length;
        return place with { Direction = direction, Length = length };
    }

    // Not normalized: each element moves as far as it would by itself.
    private CheckedPlace RandomDirection(int number) => new(
        $"direction {number}",
        Array.ConvertAll(_function.Point, values => Array.ConvertAll(values, x => (_random.Next(2) == 0 ? -1 : 1) * PowerOfTwo(Math.Max(1, Math.Abs(x))))),
        Length: 1);

    private static double PowerOfTwo(double size) => Math.ScaleB(1, Math.ILogB(size));

    private static double Dot(double[][] x, double[][] y) => x.Zip(y, (a, b) => TensorPrimitives.Dot<double>(a, b)).Sum();

    private static string Position(Shape shape, int element) => shape.Rank == 0 ? "" : $" {new IntList(shape.Position(element))}";
}

/// <summary>Where derivatives are compared: a direction, and what it is called.</summary>
/// <param name="Name">The element or the number of the direction.</param>
/// <param name="Direction">How each element of each input moves in a step of 1.</param>
/// <param name="Length">What a derivative along the direction is divided by.</param>
/// <param name="Input">The input of the element; -1 for a direction.</param>
/// <param name="Element">The element; -1 for a direction.</param>
internal sealed record CheckedPlace(string Name, double[][] Direction, double Length, int Input = -1, int Element = -1);
