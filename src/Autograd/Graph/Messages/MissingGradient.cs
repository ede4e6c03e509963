using System.Numerics;

namespace Autograd;

/// <summary>Says why there is no gradient of an output by a node, and where the path between them was cut.</summary>
internal static class MissingGradient
{
    private const int Listed = 3;
    private const int LongestList = 600;

    /// <summary>Why there is no gradient of an output by a node.</summary>
    /// <param name="output">The output; null for gradients that were made by hand.</param>
    /// <param name="node">The node.</param>
    /// <param name="present">The nodes that there is a gradient of.</param>
    public static GradientException Explain<T>(Node<T>? output, Node<T> node, IEnumerable<Node<T>> present)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (output is null)
        {
            return new GradientException(
                $"There is no gradient by {node.Label} among these; there is one by: {Few(present.Select(key => key.Label))}.");
        }

        var subject = $"There is no gradient of {output.Label} by {node.Label}: ";
        if (!node.RequiresGrad)
        {
            return new GradientException(subject + $"the second is a constant: {WhyConstant(node)}");
        }

        var graph = TopologicalOrder.Of(output);
        if (graph.FirstOrDefault(stable => stable.Replaced?.Replaces(node) == true) is { } replacing)
        {
            return new GradientException(
                subject + $"it was replaced when {replacing.Replaced!.Formula} became the stable {replacing.Op!.Name}. "
                + "Call Watch() on it before it is used, or write the formula inside Stabilizing.Off().");
        }

        if (graph.Contains(node))
        {
            return new GradientException(
                subject + "the output depends on it, but its gradient was not asked for. "
                + "Ask with Backward(wrt: [node]), or with Watch() on the node before the pass.");
        }

        if (graph.FirstOrDefault(cut => CutFrom(cut) is { } source && TopologicalOrder.Of(source).Contains(node)) is { } stopped)
        {
            return new GradientException(
                subject + $"the path was cut by {stopped.LabelAndOrigin}. Remove that StopGradient to let the gradient through.");
        }

        if (graph.FirstOrDefault(constant => IsCopy(constant, node)) is { } copy)
        {
            return new GradientException(
                subject + $"the output does not depend on it, but on {copy.LabelAndOrigin}, which has the same elements and is a constant: "
                + "made of its Value, it is a picture of it. Use the node itself. If they are equal by chance, the node was not used.");
        }

        // What was given is the last to be suspected: there is data in every graph.
        var cuts = graph.OrderBy(IsGiven).Select(Cut).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (cuts.Count == 0)
        {
            return new GradientException(
                subject + "the output does not depend on it. Nothing cuts a path in the output's graph, so the node was not used for it: "
                + "check that the loss is computed from this very node.");
        }

        var remedy = graph.Any(cut => cut is { RequiresGrad: false, Op: not null, Origin: null })
            ? " Compute it inside Origins.Capture() to see the lines, and what the constants lie behind."
            : graph.All(cut => IsGiven(cut) || Cut(cut) is null)
                ? " If none of these was made of it, the node was not used: check that the loss is computed from this very node."
                : "";
        return new GradientException(
            subject + $"the output does not depend on it. Gradients are cut in the output's graph by: {Few(cuts)}.{remedy}");
    }

    /// <summary>A gradient of another shape than its node.</summary>
    public static ShapeException WrongShape<T>(Node<T> node, Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new($"Gradients: the gradient by {node.Label} has shape {gradient.Shape}; it must have the shape of its node, {node.Shape}.");

    /// <summary>Why a node that does not require a gradient does not.</summary>
    public static string WhyConstant<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node switch
        {
            _ when CutFrom(node) is { } source => $"it is {source.Label} behind StopGradient. Use that node itself.",
            LiveNode<T> => "it is the result of a replay, which records nothing. Ask what the function that it was recorded from returns.",
            { Op: null } => "it was given as a value. Make it a Parameter to differentiate by it.",
            { Op: { } op } when op.Traits.HasFlag(OpTraits.NoDerivative) => $"{op.Name} has no derivative.",
            { DetailsIfAny.LiesBehind: { } cuts } => $"it lies behind {cuts}.",
            { IsUnrecorded: true } => "to differentiate a gradient again, compute it with differentiable: true. Recording was off when it, "
                + "or what it is computed from, was made: in a backward pass without differentiable: true, or inside Recording.Off().",
            _ => "no Parameter went into it (the gradient of a linear function, for instance, is a constant), or only behind a "
                + "StopGradient, or recording was off when it was made. "
                + "Make what it is computed from a Parameter, and compute it outside Recording.Off().",
        };

    /// <summary>The first of several things, and how many there are beside them.</summary>
    public static string Few(IEnumerable<string> things)
    {
        string[] all = [.. things];
        var more = all.Length > Listed ? $"; and {all.Length - Listed} more" : "";
        return all.Length == 0 ? "nothing" : string.Join("; ", all.Take(Listed)) + more;
    }

    /// <summary>Which cuts a constant lies behind, in words: its own, and those of its inputs. Null if there are none.</summary>
    public static string? CutsBehind<T>(Node<T> constant, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var cuts = new List<string>();
        foreach (var input in inputs)
        {
            if (CutFrom(input) is { } source)
            {
                cuts.Add($"{input.LabelAndOrigin} of {source.LabelAndOrigin}");
            }
            else if (input.DetailsIfAny?.LiesBehind is { } further)
            {
                cuts.Add(further);
            }
            else if (input.RequiresGrad && constant.Op is { } op)
            {
                cuts.Add(op.Traits.HasFlag(OpTraits.NoDerivative)
                    ? $"{constant.LabelAndOrigin}, which has no derivative"
                    : $"{constant.LabelAndOrigin}, made of {input.LabelAndOrigin} while recording was off");
            }
        }

        // Of many constants in a row, each behind several cuts, only some are told.
        var all = Few(cuts.Distinct(StringComparer.Ordinal));
        return cuts.Count == 0 ? null : all.Length > LongestList ? cuts[0] : all;
    }

    private static Node<T>? CutFrom<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node.DetailsIfAny?.CutFrom is { } reference && reference.TryGetTarget(out var source) ? source : null;

    private static bool IsGiven<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false } && CutFrom(node) is null;

    // Equal by chance is not likely, but of a single element.
    private static bool IsCopy<T>(Node<T> constant, Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        IsGiven(constant) && node.Shape.Size > 1 && constant.Shape == node.Shape
            && constant.Elements == node.Elements && node.Elements.Span.ContainsAnyExcept(T.Zero, T.One);

    private static string? Cut<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node switch
        {
            { Op: IReadsIndices op } => $"the {op.IndexArgument} of {node.LabelAndOrigin}",
            { Op: { } op } when op.Traits.HasFlag(OpTraits.NoDerivative) => $"{node.LabelAndOrigin}, which has no derivative",
            { RequiresGrad: true } => null,
            { DetailsIfAny.LiesBehind: { } cuts } => $"{node.LabelAndOrigin}, a constant behind {cuts}",
            { Op: not null, IsUnrecorded: true } => $"{node.LabelAndOrigin}, which a parameter went into while recording was off",
            { Op: not null } =>
                $"{node.LabelAndOrigin}, a constant computed without parameters, behind a StopGradient or while recording was off",
            _ => node.DetailsIfAny?.CutFrom is null ? $"the given constant {node.LabelAndOrigin}" : node.LabelAndOrigin,
        };
}
