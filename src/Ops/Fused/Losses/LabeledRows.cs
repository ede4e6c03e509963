using System.Numerics;

namespace Autograd;

/// <summary>What losses by integer labels share: rows that are left out, weights by class, and the mean over what is left.</summary>
internal static class LabeledRows
{
    /// <summary>Refuses labels that are not one class for each row of x.</summary>
    /// <param name="operation">The loss, for the message.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="x">The shape of the predictions.</param>
    /// <param name="inputs">The end of the message, where the inputs were made.</param>
    /// <exception cref="ShapeException">x is a scalar, or there is not one label for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static void RequireLabels(string operation, IntList labels, Shape x, string inputs = "")
    {
        Require.Classes(operation, x);
        var rows = 1;
        foreach (var length in x.Lengths[..^1])
        {
            rows *= length;
        }

        if (labels.Count != rows)
        {
            throw new ShapeException(
                $"{operation}: {labels.Count} labels for x of shape {x}; "
                + $"the last axis holds the {x[^1]} classes, so give one label for each of the {rows} rows.{inputs}");
        }

        if (!Slices.AreInside(labels, x[^1]))
        {
            throw Slices.Outside(
                $"{operation}, labels", labels, x[^1], $"the {x[^1]} classes on the last axis of shape {x}", nameof(labels), inputs);
        }
    }

    /// <summary>x with the axis of the classes last, so that the others, in their order, are the rows.</summary>
    /// <exception cref="ShapeException">x is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
    public static Node<T> ClassesLast<T>(string operation, Node<T> x, int axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Classes(operation, x.Shape);
        var classes = x.Shape.Axis(axis, operation);
        return classes == x.Shape.Rank - 1
            ? x
            : x.Transpose([.. Enumerable.Range(0, x.Shape.Rank).Where(other => other != classes), classes]);
    }

    /// <summary>The same; refuses labels that are not one for each row, while x has the shape that it was given.</summary>
    /// <exception cref="ShapeException">x is a scalar, or there is not one label for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
    public static Node<T> ClassesLast<T>(string operation, Node<T> x, int axis, IntList labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var last = ClassesLast(operation, x, axis);
        var rows = new Shape(last.Shape.Lengths[..^1]).Size;
        return ReferenceEquals(last, x) || labels.Count == rows
            ? last
            : throw new ShapeException(
                $"{operation}: {labels.Count} labels for x of shape {x.Shape}; axis {x.Shape.Axis(axis)} holds the "
                + $"{last.Shape[^1]} classes, so give one label for each of the {rows} rows, in row-major order of the other axes.");
    }

    /// <summary>Rows that are 1 at the label and 0 elsewhere.</summary>
    public static NdArray<T> OneHot<T>(IntList labels, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var elements = new T[shape.Size];
        for (var row = 0; row < labels.Count; row++)
        {
            elements[(row * shape[^1]) + labels[row]] = T.One;
        }

        return NdArray.Wrap(shape, elements);
    }

    /// <summary>
    /// The losses of the rows of x whose label is not the ignored one, reduced; those that are ignored are not even looked at.
    /// </summary>
    /// <param name="operation">The loss, for messages.</param>
    /// <param name="x">Rows along the last axis.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="losses">The losses (n) of rows (n, classes) and labels, weighted by class if there are weights.</param>
    /// <param name="reduction">
    /// The mean divides by the sum of the weights of the labels, or without weights by the number
    /// of rows that are left; if that is 0, the loss is 0.
    /// </param>
    /// <param name="classWeights">One for each class, or null.</param>
    /// <param name="ignoreIndex">The label that is ignored, or null.</param>
    public static Node<T> Reduce<T>(
        string operation,
        Node<T> x,
        IntList labels,
        Func<Node<T>, IntList, Node<T>?, Node<T>> losses,
        Reduction reduction,
        Node<T>? classWeights,
        int? ignoreIndex)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.Classes(operation, x.Shape);
        Recording.AnnounceUse(labels, operation);
        var kept = Enumerable.Range(0, labels.Count).Where(row => labels[row] != ignoreIndex).ToArray();
        IntList counted = Array.ConvertAll(labels.Span.ToArray(), label => label == ignoreIndex ? 0 : label);
        RequireLabels(operation, counted, x.Shape, Origins.OfInputs(x));
        if (classWeights is not null)
        {
            Require.ClassWeights(operation, classWeights, x.Shape);
        }

        var rows = x.Reshape([labels.Count, x.Shape[^1]]);
        var all = kept.Length == labels.Count;
        IntList classes = all ? labels : Array.ConvertAll(kept, row => labels[row]);
        var isMean = reduction == Reduction.Mean && labels.Count > 0;

        // Weights that add up to 1: a sum of weighted losses might overflow where their mean does not.
        var weights = isMean && classWeights is not null ? classWeights / OrOne(classWeights.Gather(classes).Sum()) : classWeights;
        var each = losses(all ? rows : rows.Gather(kept), classes, weights);
        switch (reduction)
        {
            case Reduction.None:
                return (all ? each : each.ScatterAdd(kept, labels.Count)).Reshape(new Shape(x.Shape.Lengths[..^1]));
            case Reduction.Mean when isMean:
                // Of nothing, the sum is 0.
                return classWeights is null && kept.Length > 0 ? each.Mean() : each.Sum();
            default:
                return Losses.Reduce(operation, each, reduction);
        }

        static Node<T> OrOne(Node<T> weight) => weight.EqualTo(0).Where(1, weight);
    }
}
