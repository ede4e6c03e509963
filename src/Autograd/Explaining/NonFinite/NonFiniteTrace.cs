using System.Numerics;

namespace Autograd;

/// <summary>Where an element that is not finite comes from.</summary>
/// <param name="Producer">Where it arose: what went in was finite, or an infinity that was given.</param>
/// <param name="BecameNaN">Where an infinity became NaN, if that is not where it arose.</param>
/// <param name="Given">The infinity in the data that the producer met; null if it met none.</param>
/// <param name="PassedOn">The nodes that passed it on, from the producer to where the trace began.</param>
internal sealed record NonFiniteOrigin<T>(
    NonFinitePlace<T> Producer, NonFinitePlace<T>? BecameNaN, Node<T>? Given, IReadOnlyList<Node<T>> PassedOn)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>Follows an element that is not finite back, element by element, to where it arose.</summary>
internal static class NonFiniteTrace
{
    // What stands for what is not finite, to see whether an element would be finite without it: one of them is in the domain of most.
    private static readonly double[] s_substitutes = [1, 0.5, 0, -1, 2];

    /// <summary>The origin of an element that is not finite.</summary>
    public static NonFiniteOrigin<T> Of<T>(NonFinitePlace<T> place, ComputationRecord<T> record)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var passed = new List<NonFinitePlace<T>>();
        (NonFinitePlace<T> Place, int Steps)? becameNaN = null;
        while ((Culprit(place, record.InputsOf(place.Node)) ?? Inside(place, record)) is { } culprit)
        {
            if (place.IsNaN && !culprit.IsNaN)
            {
                becameNaN = (place, passed.Count);
            }

            passed.Add(place);
            place = culprit;
        }

        if (IsGiven(place) && (becameNaN ?? Masked(passed)) is { } blamed)
        {
            // An infinity in the data is meant: a mask, a bound. What made NaN of it is to blame, or what did not take the mask.
            return new(blamed.Place, null, place.Node, [.. passed.Take(blamed.Steps).Select(step => step.Node).Reverse()]);
        }

        return new(place, becameNaN?.Place, null, [.. passed.Select(step => step.Node).Reverse()]);
    }

    private static (NonFinitePlace<T> Place, int Steps)? Masked<T>(List<NonFinitePlace<T>> passed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var last = passed.FindLastIndex(step => step.Node.Op is { } op && ExplanationsAttribute.For(op)?.TakesMasks(op) == true);
        return last < 0 ? null : (passed[last], last);
    }

    private static bool IsGiven<T>(NonFinitePlace<T> place)
        where T : unmanaged, IFloatingPointIeee754<T> => place is { IsNaN: false, Node: { RequiresGrad: false, Op: var op } }
            && (op is null || ExplanationsAttribute.For(op)?.OfValue(OpOccurrence.Of(op, [], place.Node, place.Element)) is null);

    // The same element in what an operation computes by other operations: a part of a model that is computed again.
    private static NonFinitePlace<T>? Inside<T>(NonFinitePlace<T> place, ComputationRecord<T> record)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        record.LastInside(place.Node) is { } last && !T.IsFinite(last.Elements.Span[place.Element]) ? new(last, place.Element) : null;

    // The element of an input that this one is not finite because of; null if it would not be finite whatever the inputs were.
    private static NonFinitePlace<T>? Culprit<T>(NonFinitePlace<T> place, Node<T>[] inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (node, element) = place;
        if (node.Op is not { } op)
        {
            return inputs is [var source] && !T.IsFinite(source.Elements.Span[element]) ? new(source, element) : null;
        }

        if (op is IElementwise)
        {
            NonFinitePlace<T>[] read = [.. inputs.Select(input => At(input, Broadcast.Element(input.Shape, node.Shape, element)))];
            return Search(
                op,
                Array.ConvertAll(read, one => new NdArray<T>([1], one.Value)),
                [.. read.Select((one, i) => (One: one, Input: i)).Where(entry => !T.IsFinite(entry.One.Value))
                    .Select(entry => (entry.Input, Element: 0))],
                new Shape(1),
                0) is { } found ? read[found.Input] : null;
        }

        List<(int Input, int Element)> candidates = [];
        for (var i = 0; i < inputs.Length; i++)
        {
            var elements = inputs[i].Elements.Span;
            for (var j = 0; j < elements.Length; j++)
            {
                if (!T.IsFinite(elements[j]))
                {
                    candidates.Add((i, j));
                }
            }
        }

        return Search(op, Array.ConvertAll(inputs, input => input.Elements), candidates, node.Shape, element) is { } culprit
            ? At(inputs[culprit.Input], culprit.Element) : null;

        static NonFinitePlace<T> At(Node<T> input, int element) => new(input, element);
    }

    // The one among the candidates with which the element is not finite, and without which it is.
    private static (int Input, int Element)? Search<T>(
        Op op, NdArray<T>[] inputs, List<(int Input, int Element)> candidates, Shape shape, int element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (candidates.Count == 0)
        {
            return null;
        }

        // Those that are NaN come first: nothing makes infinity of NaN, so an infinite element has another cause.
        var wanted = Evaluate(op, inputs, shape, element);
        (int Input, int Element)[] ordered =
            [.. candidates.OrderBy(place => T.IsNaN(inputs[place.Input].Span[place.Element]) == T.IsNaN(wanted) ? 0 : 1)];
        foreach (var substitute in s_substitutes)
        {
            if (T.IsFinite(With(0, substitute)))
            {
                // The smallest number of them that makes the element what it is.
                var (least, most) = (1, ordered.Length);
                while (least < most)
                {
                    var middle = (least + most) / 2;
                    (least, most) = T.IsFinite(With(middle, substitute)) ? (middle + 1, most) : (least, middle);
                }

                return ordered[least - 1];
            }
        }

        return null;

        T With(int kept, double substitute)
        {
            var changed = Array.ConvertAll(inputs, input => input.Copy());
            foreach (var (input, place) in ordered.AsSpan(kept))
            {
                changed[input].Writable[place] = T.CreateChecked(substitute);
            }

            return Evaluate(op, changed, shape, element);
        }
    }

    // Forward may refuse what it is given here; what it would have made is as good as not finite.
    private static T Evaluate<T>(Op op, NdArray<T>[] inputs, Shape shape, int element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = NdArray<T>.Unwritten(shape);
        try
        {
            op.Evaluate(inputs, output.Writable);
        }
        catch (Exception)
        {
            return T.NaN;
        }

        return output.Span[element];
    }
}
