namespace Autograd;

/// <summary>
/// How numbers that depend on a step t change from t = 0 to a ladder of steps up and down, each evaluated when it is first asked for.
/// </summary>
/// <remarks>
/// Each step is a quarter of the one before. The longest has twenty binary digits, drawn once at random: few enough that adding any of
/// them to an element rounds hardly anything away, and too many for the steps to be whole periods of a function that somebody writes.
/// </remarks>
internal sealed class StepLadder
{
    /// <summary>The number of steps: from 0.118 down to 1.8e-9.</summary>
    public const int Rungs = 14;

    // 989,741 is odd.
    private static readonly double[] s_steps = [.. Enumerable.Range(0, Rungs).Select(rung => Math.ScaleB(989741, -23 - (2 * rung)))];

    private readonly Func<double, double[][]?> _along;
    private readonly double[][] _here;
    private readonly ChangingElements[] _changes;
    private readonly double[][]?[] _above = new double[][]?[Rungs];
    private readonly double[][]?[] _below = new double[][]?[Rungs];
    private readonly bool[] _isKnown = new bool[Rungs];
    private readonly double[] _magnitudes = new double[Rungs];
    private bool _exists = true;

    /// <summary>A ladder along a line.</summary>
    /// <param name="along">The arrays at a step; null where the function has no value.</param>
    /// <param name="here">The arrays at the point.</param>
    /// <param name="numbers">The numbers made of them that are differentiated.</param>
    public StepLadder(Func<double, double[][]?> along, double[][] here, CheckedNumber[] numbers)
    {
        (_along, _here, Numbers) = (along, here, numbers);
        _changes = Array.ConvertAll(here, part => new ChangingElements(part));
        Array.Fill(_magnitudes, double.NaN);
    }

    public CheckedNumber[] Numbers { get; }

    public static double Step(int rung) => s_steps[rung];

    /// <summary>How one of the numbers changes a step up and a step down; NaN where it has no value.</summary>
    public (double Above, double Below) At(int rung, int number)
    {
        Evaluate(rung);
        return (Change(_above[rung], number), Change(_below[rung], number));
    }

    /// <summary>Whether one of the numbers is at some steps up and down exactly what it is at the point.</summary>
    public bool IsStill(int number, ReadOnlySpan<int> rungs)
    {
        var element = Numbers[number].Element;
        foreach (var rung in rungs)
        {
            Evaluate(rung);
            if (element >= 0 ? !_exists || _changes[Numbers[number].Part].Contains(element) : At(rung, number) is not (0, 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The elements of the first array that change at some steps, up or down; null if there is a step at which there is no value.
    /// </summary>
    public IReadOnlyList<int>? Changing(ReadOnlySpan<int> rungs)
    {
        foreach (var rung in rungs)
        {
            Evaluate(rung);
        }

        return _exists ? _changes[0].ToList() : null;
    }

    /// <summary>The size of what one of the numbers is rounded with at a step, as far as the steps evaluated show.</summary>
    public double Size(int rung, int number)
    {
        Evaluate(rung);
        return Math.Max(Size(_here, number), Math.Max(Size(_above[rung], number), Size(_below[rung], number)));
    }

    /// <summary>The largest size of all numbers at a step, once every step is evaluated.</summary>
    public double Magnitude(int rung)
    {
        if (double.IsNaN(_magnitudes[rung]))
        {
            EvaluateAll();
            _magnitudes[rung] = Enumerable.Range(0, Numbers.Length).Max(number => Size(rung, number));
        }

        return _magnitudes[rung];
    }

    /// <summary>
    /// How one of the numbers changes to other arrays; a sum as far as those elements go that change on the ladder, if any does.
    /// </summary>
    public double ChangeTo(double[][] values, int number)
    {
        EvaluateAll();
        var (part, element, _) = Numbers[number];
        var changes = _changes[part];
        if (element >= 0 || !changes.HasAny)
        {
            return Change(values, number);
        }

        double[][] changing = [.. _here];
        changing[part] = [.. _here[part].Select((start, i) => changes.Contains(i) ? values[part][i] : start)];
        return Change(changing, number);
    }

    /// <summary>
    /// The elements of a weighted sum that stand still on the whole ladder, if others do not, and how much each changes the sum when the
    /// arrays change to others.
    /// </summary>
    public IEnumerable<(int Element, double Change)> StillTerms(int number, double[][] values)
    {
        EvaluateAll();
        var (part, element, weights) = Numbers[number];
        var (changes, start) = (_changes[part], _here[part]);
        return element >= 0 || !changes.HasAny
            ? []
            : Enumerable.Range(0, start.Length)
                .Where(i => !changes.Contains(i))
                .Select(i => (i, weights[i] * (values[part][i] - start[i])));
    }

    /// <summary>One of the numbers on the whole ladder.</summary>
    /// <param name="number">Which of them.</param>
    /// <param name="leastNoise">A noise known beforehand.</param>
    public DifferenceQuotient Quotient(int number, double leastNoise = 0)
    {
        EvaluateAll();
        var (above, below, sizes) = (new double[Rungs], new double[Rungs], new double[Rungs]);
        for (var rung = 0; rung < Rungs; rung++)
        {
            (above[rung], below[rung]) = At(rung, number);
            sizes[rung] = Size(rung, number);
        }

        return new DifferenceQuotient(above, below, sizes, leastNoise);
    }

    private void EvaluateAll()
    {
        for (var rung = 0; rung < Rungs; rung++)
        {
            Evaluate(rung);
        }
    }

    private void Evaluate(int rung)
    {
        if (_isKnown[rung])
        {
            return;
        }

        _isKnown[rung] = true;
        _above[rung] = _along(s_steps[rung]);
        _below[rung] = _along(-s_steps[rung]);
        _exists &= _above[rung] is not null && _below[rung] is not null;
        Mark(_above[rung]);
        Mark(_below[rung]);
    }

    private void Mark(double[][]? values)
    {
        for (var part = 0; part < values?.Length; part++)
        {
            _changes[part].Add(values[part]);
        }
    }

    private double Change(double[][]? values, int number) =>
        values is not null && Numbers[number].Change(values, _here) is var change && double.IsFinite(change) ? change : double.NaN;

    private double Size(double[][]? values, int number) =>
        values is null ? 0 : Numbers[number].Size(values, _changes[Numbers[number].Part].Counts);
}
