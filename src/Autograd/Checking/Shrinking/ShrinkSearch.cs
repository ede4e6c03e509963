namespace Autograd;

/// <summary>The search for the smallest inputs at which a check still fails.</summary>
internal sealed class ShrinkSearch(Func<IReadOnlyList<Node<double>>, Node<double>> function, GradientCheckOptions? options)
{
    private const int MostChecks = 2000;

    // The numbers that a test reads best with, the simplest first.
    private static readonly double[] s_simple = [0, 1, 2, -1, 0.5, 3, -2, -0.5];

    private int _order;
    private int _checks;

    public ShrunkCheck Run(NdArray<double>[] inputs, string code, ShrunkInputs form)
    {
        var report = GradientCheck.Of(function, inputs, options);
        if (!report.HasMistake)
        {
            throw new ArgumentException(
                "Shrink: nothing is wrong at these inputs, so there is nothing to shrink. Give inputs at which the check fails. " + report,
                nameof(inputs));
        }

        _order = report.LowestWrongOrder;
        var smallest = inputs;
        NdArray<double>[] before;
        do
        {
            before = smallest;
            smallest = SimplifyElements(ShrinkShapes(smallest));
        }
        while (!before.SequenceEqual(smallest) && _checks < MostChecks);

        return new ShrunkCheck(smallest, GradientCheck.Of(function, smallest, options), code, form);
    }

    private NdArray<double>[] ShrinkShapes(NdArray<double>[] inputs)
    {
        while (SmallerInputs(inputs).FirstOrDefault(smaller => !smaller.SequenceEqual(inputs) && Fails(smaller)) is { } found)
        {
            inputs = found;
        }

        return inputs;
    }

    /// <summary>
    /// All axes of one length cut together, then each alone, then each two of them, the longest first. Then axes of length 1 left out.
    /// </summary>
    private static IEnumerable<NdArray<double>[]> SmallerInputs(NdArray<double>[] inputs)
    {
        (int Input, int Axis, int Length)[] axes =
            [.. inputs.SelectMany((input, i) => input.Shape.Select((length, axis) => (i, axis, length)))];
        foreach (var length in axes.Select(axis => axis.Length).Distinct().Where(length => length > 1).OrderDescending())
        {
            var alike = axes.Where(axis => axis.Length == length).ToArray();
            var together = new[] { alike }
                .Concat(alike.Select(axis => new[] { axis }))
                .Concat(alike.SelectMany((one, i) => alike.Skip(i + 1).Select(other => new[] { one, other })));
            foreach (var cut in together)
            {
                foreach (var shorter in ShorterLengths(length))
                {
                    yield return [.. inputs.Select((input, i) => cut
                        .Where(axis => axis.Input == i)
                        .Aggregate(input, (left, axis) => left.TakeFirst(axis.Axis, shorter)))];
                }
            }
        }

        yield return [.. inputs.Select(input => WithoutAxis(input, 0))];
        foreach (var (input, axis, _) in axes)
        {
            yield return [.. inputs.Select((other, i) => i == input ? WithoutAxis(other, axis) : other)];
        }
    }

    private static IEnumerable<int> ShorterLengths(int length) =>
        new[] { 1, 2, length / 2, length - 1 }.Distinct().Where(shorter => shorter > 0 && shorter < length);

    private static NdArray<double> WithoutAxis(NdArray<double> array, int axis) => axis < array.Shape.Rank && array.Shape[axis] == 1
        ? array.WithShape(array.Shape.Without([axis]))
        : array;

    private NdArray<double>[] SimplifyElements(NdArray<double>[] inputs)
    {
        for (var input = 0; input < inputs.Length; input++)
        {
            for (var element = 0; element < inputs[input].Size; element++)
            {
                inputs = SimplerNumbers(inputs[input].Span[element])
                    .Select(value => With(inputs, input, element, value))
                    .FirstOrDefault(Fails) ?? inputs;
            }
        }

        return inputs;
    }

    /// <summary>Simpler numbers than this, the simplest first: small ones, else this one with fewer digits.</summary>
    private static IEnumerable<double> SimplerNumbers(double value)
    {
        var rank = Array.IndexOf(s_simple, value);
        foreach (var simple in rank < 0 ? s_simple : s_simple[..rank])
        {
            yield return simple;
        }

        for (var digits = 0; rank < 0 && digits <= 2; digits++)
        {
            var rounded = Math.Round(value, digits);
            if (rounded != value)
            {
                yield return rounded;
            }
            else
            {
                yield break;
            }
        }
    }

    private static NdArray<double>[] With(NdArray<double>[] inputs, int input, int element, double value)
    {
        var elements = inputs[input].ToArray();
        elements[element] = value;
        NdArray<double>[] changed = [.. inputs];
        changed[input] = new NdArray<double>(inputs[input].Shape, elements);
        return changed;
    }

    private bool Fails(NdArray<double>[] inputs)
    {
        if (_checks++ >= MostChecks)
        {
            return false;
        }

        try
        {
            var report = GradientCheck.Of(function, inputs, options);
            return report.HasMistake && report.LowestWrongOrder == _order;
        }
        catch (Exception)
        {
            // The function does not take these inputs, in whatever way it says so.
            return false;
        }
    }
}
