using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Tells where an element that is not finite comes from.</summary>
internal static class NonFiniteStory
{
    /// <summary>The story of a place.</summary>
    /// <param name="subject">What it is about, and what it is.</param>
    /// <param name="place">Where it was seen.</param>
    /// <param name="record">What was computed from what.</param>
    /// <param name="graph">The graph of the forward computation.</param>
    public static NonFiniteReport<T> Of<T>(
        string subject, NonFinitePlace<T> place, ComputationRecord<T> record, IReadOnlyCollection<Node<T>> graph)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var origin = NonFiniteTrace.Of(place, record);
        var (node, element) = origin.Producer;
        var rule = record.RuleOf(node);
        var inputs = record.InputsOf(node);
        var explanation = Explain(origin.Producer, inputs, rule);
        List<string> notes = [];
        if (rule is null && node.Op is not null && inputs.Length > 0)
        {
            notes.Add($"It read {string.Join(" and ", inputs.Select(input => input.LabelAndOrigin))}.");
        }

        if (node.Op is not null && inputs.Length == 0)
        {
            notes.Add("Compute its constants inside NonFinite.Throw(), which looks at each step, to see where it began.");
        }

        if (Count(node) is > 1 and var count)
        {
            notes.Add(Invariant($"It has {count} elements of {node.Shape.Size} that are not finite."));
        }

        if (origin.Given is { } given)
        {
            notes.Add($"The infinity was given by {given.LabelAndOrigin}.");
        }

        if (origin.BecameNaN is { } birth && birth.Node.Op is { } op)
        {
            var where = Sum(record, birth.Node) is { } summed ? $"the gradient of {summed.LabelAndOrigin}"
                : record.RuleOf(birth.Node) is { } later ? $"the rule of {later.LabelAndOrigin}"
                : birth.Node.LabelAndOrigin;
            notes.Add(
                $"It became NaN in {where}: {Causes.OfValue(Occurrence(op, record.InputsOf(birth.Node), birth)).Cause}{At(birth)}.");
        }

        foreach (var parameter in inputs.OfType<Parameter<T>>().Where(parameter => parameter.LastUpdate > node.Id))
        {
            notes.Add($"{parameter.Label} was updated at {parameter.UpdatedAt} after it was read: the old value is gone.");
        }

        if (Causes.Growth(graph) is { } growth)
        {
            notes.Add(growth);
        }

        return new NonFiniteReport<T>(subject)
        {
            IsInBackward = rule is not null,
            Producer = rule is null ? node : Sum(record, node) ?? rule,
            Position = origin.Producer.Position,
            Result = origin.Producer.Value,
            Inputs = node.Op is { } producer ? Occurrence(producer, inputs, origin.Producer).At ?? [] : [],
            Cause = explanation.Cause,
            Remedy = explanation.Remedy,
            Notes = notes,
            PassedOn =
            [
                .. origin.PassedOn.Select(passed => Sum(record, passed) ?? record.RuleOf(passed) ?? passed)
                    .Where(passed => passed != rule && passed is not Parameter<T>)
                    .Distinct(),
            ],
        };
    }

    private static Explanation Explain<T>(NonFinitePlace<T> place, Node<T>[] inputs, Node<T>? rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (node, what) = (place.Node, NonFiniteReport<T>.Text(place.Value));
        return node switch
        {
            Parameter<T> parameter => new(
                $"{parameter.LabelAndUpdate} is {what} already{At(place)}"
                    + (parameter.Version == 0 ? "" : Invariant($", in version {parameter.Version}")),
                "Look at what it was set to: a file, a starting value, or a step with a gradient that was not finite."),
            LiveNode<T> { IsComputed: true } => new(
                $"{what} in the result of a replay{At(place)}",
                "A replay records nothing. Run it inside NonFinite.Throw(), which then looks at each step, or call FindNonFinite() on "
                    + "what the function that it was recorded from returns."),
            { Op: null } => new(
                $"{what} in the data{At(place)}",
                "Repair the data, or choose what to use in its place before anything is computed from it: Where(isKnown, x, 0)."),
            { Op: { } op } when rule is not null => Placed(
                Causes.OfRule(Occurrence(op, inputs, place), Forward(rule, place), $"{rule.Op!.Name}{At(place)}"), ""),
            { Op: { } op } when inputs.Length == 0 => Placed(
                Causes.OfValue(Occurrence(op, inputs, place)),
                $"{At(place)}, in a constant that has recorded nothing; or what it was computed from was not finite already"),
            { Op: { } op } => Placed(Causes.OfValue(Occurrence(op, inputs, place)), At(place)),
        };

        static Explanation Placed(Explanation explanation, string place) => explanation with { Cause = explanation.Cause + place };
    }

    // What Forward of the operation met where its rule went wrong, if the two have the same shape.
    private static OpOccurrence? Forward<T>(Node<T> node, NonFinitePlace<T> place)
        where T : unmanaged, IFloatingPointIeee754<T> => node.Shape == place.Node.Shape
            ? OpOccurrence.Of(node.Op!, [.. node.Inputs], node, place.Element)
            : node.Inputs.FirstOrDefault(input => input.Shape == place.Node.Shape && node.Shape.Size == 1) is null ? null
            : OpOccurrence.Of(node.Op!, [.. node.Inputs], node, 0);

    private static OpOccurrence Occurrence<T>(Op op, Node<T>[] inputs, NonFinitePlace<T> place)
        where T : unmanaged, IFloatingPointIeee754<T> => OpOccurrence.Of(op, inputs, place.Node, place.Element);

    // The node whose gradients were added up here; null where something else was done.
    private static Node<T>? Sum<T>(ComputationRecord<T> record, Node<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (sum.Op is not Accumulate || record.RuleOf(sum) is null)
        {
            return null;
        }

        var terms = record.InputsOf(sum);
        return record.Passed.FirstOrDefault(passed => passed.Value.Intersect(terms).Any()).Key.Input;
    }

    private static int Count<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = 0;
        foreach (var element in node.Elements.Span)
        {
            count += T.IsFinite(element) ? 0 : 1;
        }

        return count;
    }

    private static string At<T>(NonFinitePlace<T> place)
        where T : unmanaged, IFloatingPointIeee754<T> => place.Node.Shape.Rank == 0 ? "" : $" at {place.Position}";
}
