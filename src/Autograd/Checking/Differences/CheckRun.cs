using System.Diagnostics;

namespace Autograd;

/// <summary>The check of one function at one point: goes through the directions, and collects what comes of each.</summary>
internal sealed class CheckRun
{
    // A large function that fails along random directions is then checked by this many of its elements, to say where it is wrong.
    private const int LocatedElements = 64;

    // Beside a kink, this many elements of a large function are tried by themselves.
    private const int KinkElements = 16;

    private readonly CheckedFunction _function;
    private readonly GradientCheckOptions _options;
    private readonly Random _random;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly ComparisonList _comparisons;
    private readonly DirectionCheck _check;

    /// <summary>A check.</summary>
    /// <param name="function">The function at its point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="random">Draws the directions.</param>
    /// <param name="inFloat">The gradients in float at a point for a seed; null for a function of doubles.</param>
    public CheckRun(
        CheckedFunction function, GradientCheckOptions options, Random random, Func<double[][], Node<double>, double[][]>? inFloat)
    {
        (_function, _options, _random) = (function, options, random);
        _check = new DirectionCheck(function, options, inFloat);
        _comparisons = new ComparisonList(_check.Still);
    }

    private bool IsOutOfTime => _options.TimeBudget is { } budget && _time.Elapsed > budget;

    /// <summary>Makes the check.</summary>
    public GradientReport Report()
    {
        var invariants = BackwardInvariants.Check(_function);
        int[] inputs = [.. Enumerable.Range(0, _function.Point.Length).Except(_options.MeantToDiffer)];
        var size = inputs.Sum(input => _function.Point[input].Length);
        var isRandom = _options.Mode == GradientCheckMode.RandomDirections
            || (_options.Mode == GradientCheckMode.Automatic && size > _options.LargestEveryElement);
        var total = isRandom ? _options.Directions : size;
        CheckedDirection[] randomDirections =
            isRandom ? [.. Enumerable.Range(0, total).Select(number => CheckedDirection.Random(_function, inputs, number, _random))] : [];
        var notChecked = total - Visit(isRandom ? randomDirections : Elements(inputs).Select(Direction), total);
        var kinks = new KinkCheck(_function, _check, _comparisons);
        if (isRandom && (_comparisons.HasMismatch || kinks.HasKink))
        {
            var elements = Elements(inputs).ToArray();
            _random.Shuffle(elements);
            var located = Math.Min(_comparisons.HasMismatch ? LocatedElements : KinkElements, elements.Length);
            Visit(elements.Take(located).Select(Direction), located);
            kinks.Confirm(randomDirections);
            VisitRareMistake(randomDirections);
            VisitBorders();
        }

        if (kinks.HasKink)
        {
            kinks.VisitTies(isComplete: !isRandom, () => IsOutOfTime);
        }

        var isWrong = _comparisons.HasMismatch || invariants.Any(invariant => !invariant.Holds);
        var diagnoses = isWrong ? Diagnosis.Of(_function, _comparisons.Distinct, _options.IsOfOneNode) : [];
        return new GradientReport(_comparisons, invariants, diagnoses, notChecked)
        {
            Evaluations = _function.Evaluations,
            Ladder = _check.Ladder,
        };
    }

    // A mistake that shows along directions and at none of the elements tried is searched for by halves.
    private void VisitRareMistake(CheckedDirection[] directions)
    {
        var names = _comparisons.Distinct.Where(comparison => comparison is { Order: 1, Verdict: Verdict.Mismatch })
            .Select(comparison => comparison.Along).ToHashSet();
        if (!names.Any(along => along.Element >= 0)
            && Array.Find(directions, names.Contains) is { } wrong
            && _check.WrongElement(wrong) is { } element)
        {
            Visit([Direction(element)], total: 1);
        }
    }

    // Where all elements from one on are wrong, which is the first is searched for by halves.
    private void VisitBorders()
    {
        for (var input = 0; input < _function.Point.Length; input++)
        {
            var known = _comparisons.Distinct
                .Where(comparison => comparison.Order == 1 && comparison.Input == input && comparison.Output < 0)
                .ToLookup(comparison => comparison.Verdict == Verdict.Mismatch, comparison => comparison.Element);
            if (!known[true].Any() || !known[false].Any())
            {
                continue;
            }

            var isFrom = known[true].Min() > known[false].Max();
            var (low, high) = isFrom ? (known[false].Max(), known[true].Min()) : (known[true].Max(), known[false].Min());
            while (low + 1 < high)
            {
                var middle = (low + high) / 2;
                Visit([Direction((input, middle))], total: 1);
                var isWrong = _comparisons.Distinct.Any(comparison => comparison is { Order: 1, Verdict: Verdict.Mismatch }
                    && comparison.Input == input && comparison.Element == middle);
                (low, high) = isWrong == isFrom ? (low, middle) : (middle, high);
            }
        }
    }

    private IEnumerable<(int Input, int Element)> Elements(int[] inputs) => inputs.SelectMany(input =>
        Enumerable.Range(0, _function.Point[input].Length).Select(element => (input, element)));

    private CheckedDirection Direction((int Input, int Element) at) => CheckedDirection.By(_function, at);

    // Returns how many directions there was time for.
    private int Visit(IEnumerable<CheckedDirection> directions, int total)
    {
        var done = 0;
        foreach (var direction in directions)
        {
            if (IsOutOfTime)
            {
                break;
            }

            _comparisons.Add(direction, StepChoice.Compare(_function, _check, direction, _options.Order));
            done++;
            _options.Progress?.Report(new(done, total));
        }

        return done;
    }
}
