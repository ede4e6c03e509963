using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>What losses by integer labels share: rows that are left out, weights by class, and the mean over what is left.</summary>
internal static class LabeledRows
{
    // Their numbers are exact in every element type.
    private const int MostClassesOfColumns = 1 << 24;

    /// <summary>Refuses labels that are not one class for each row of x.</summary>
    /// <param name="operation">The loss, for the message.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="x">The shape of the predictions.</param>
    /// <param name="axis">The axis of the classes.</param>
    /// <param name="inputs">The end of the message, where the inputs were made.</param>
    /// <exception cref="ShapeException">x is a scalar, or there is not one label for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or a label is not a class.</exception>
    public static void RequireLabels(string operation, IntList labels, Shape x, int axis, string inputs = "")
    {
        Require.Classes(operation, x);
        x.RequireAxes([axis], operation);
        var rows = x.Without([axis]).Size;
        var (isLast, classes) = (axis == x.Rank - 1, x[axis]);
        if (labels.Count != rows)
        {
            throw new ShapeException(isLast
                ? $"{operation}: {labels.Count} labels for x of shape {x}; "
                    + $"the last axis holds the {classes} classes, so give one label for each of the {rows} rows.{inputs}"
                : $"{operation}: {labels.Count} labels for x of shape {x}; axis {axis} holds the {classes} classes, "
                    + $"so give one label for each of the {rows} rows, in row-major order of the other axes.{inputs}");
        }

        if (!Slices.AreInside(labels, classes))
        {
            var where = isLast ? "the last axis" : $"axis {axis}";
            throw Slices.Outside(
                $"{operation}, labels", labels, classes, $"the {classes} classes on {where} of shape {x}", nameof(labels), inputs);
        }
    }

    /// <summary>Computes the results of all rows of x along an axis, each with its label and, if they are given, its number.</summary>
    public static void Run<T, TKernel>(
        NdArray<T> x, int axis, IntList labels, ReadOnlySpan<T> numbers, Span<T> results, int resultsOfRow)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ILabeledRowKernel, IColumnKernel
    {
        if (results.IsEmpty)
        {
            return;
        }

        Rows.TrySplit(x.Shape, [axis], out var outer, out var length, out var inner);
        if (inner == 1)
        {
            ParallelLoop.Run(labels.Count, x.Size, new RowLoop<T, TKernel>(labels, length, x.Span, numbers, results, resultsOfRow));
        }
        else if (inner < ColumnLoop<T, TKernel>.LeastInner || length > MostClassesOfColumns)
        {
            RunCopied<T, TKernel>(x, axis, labels, numbers, results, resultsOfRow);
        }
        else
        {
            // The labels of an outer block, and then its numbers.
            var each = numbers.IsEmpty ? 1 : 2;
            var borrowed = ArrayPool<T>.Shared.Rent(each * labels.Count);
            for (var row = 0; row < labels.Count; row++)
            {
                borrowed[(row / inner * each * inner) + (row % inner)] = T.CreateTruncating(labels[row]);
            }

            for (var block = 0; block < outer && each == 2; block++)
            {
                numbers.Slice(block * inner, inner).CopyTo(borrowed.AsSpan(((2 * block) + 1) * inner));
            }

            var loop = new ColumnLoop<T, TKernel>(
                default, length, resultsOfRow, inner, x.Span, x.Span, results, borrowed.AsSpan(0, each * labels.Count));
            ParallelLoop.Run(loop.Count, x.Size, loop);
            ArrayPool<T>.Shared.Return(borrowed);
        }
    }

    /// <summary>The label of a row that is seen as a column, which is the first number beside it.</summary>
    public static int LabelOf<T>(in ColumnBlock<T> rows, nint row)
        where T : unmanaged, IFloatingPointIeee754<T> => int.CreateTruncating(rows.BesideOf(0, row));

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

    /// <summary>Rows along an axis, the last if none is given, that are 1 at the label and 0 elsewhere.</summary>
    public static NdArray<T> OneHot<T>(IntList labels, Shape shape, int axis = -1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var elements = new T[shape.Size];
        Rows.TrySplit(shape, [shape.Axis(axis)], out _, out var length, out var inner);
        for (var row = 0; row < labels.Count; row++)
        {
            elements[(((row / inner * length) + labels[row]) * inner) + (row % inner)] = T.One;
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
        RequireLabels(operation, counted, x.Shape, x.Shape.Rank - 1, Origins.OfInputs(x));
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

    // Where few rows lie side by side, through a copy in which they are contiguous.
    private static void RunCopied<T, TKernel>(
        NdArray<T> x, int axis, IntList labels, ReadOnlySpan<T> numbers, Span<T> results, int resultsOfRow)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ILabeledRowKernel, IColumnKernel
    {
        using var rows = new PermutedRows<T>(x, [axis]);
        var isMap = results.Length == x.Size;
        var output = isMap ? rows.Elements : results;
        ParallelLoop.Run(
            labels.Count, x.Size, new RowLoop<T, TKernel>(labels, x.Shape[axis], rows.Elements, numbers, output, resultsOfRow));
        if (isMap)
        {
            rows.CopyTo(results);
        }
    }

    private readonly ref struct RowLoop<T, TKernel>(
        IntList labels, int length, ReadOnlySpan<T> x, ReadOnlySpan<T> numbers, Span<T> y, int results) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, ILabeledRowKernel, IColumnKernel
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _numbers = numbers;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            var rows = _x.Slice(first * length, count * length);
            var output = _y.Slice(first * results, count * results);
            var own = _numbers.IsEmpty ? _numbers : _numbers.Slice(first, count);
            if (ShortRows.TryRun<T, TKernel>(length, rows, labels.Span.Slice(first, count), own, output))
            {
                return;
            }

            for (var row = 0; row < count; row++)
            {
                var number = own.IsEmpty ? T.One : own[row];
                default(TKernel).Row(rows.Slice(row * length, length), labels[first + row], number, output.Slice(row * results, results));
            }
        }
    }
}

/// <summary>A computation on a row with a label, and with a number where there is one.</summary>
internal interface ILabeledRowKernel
{
    /// <summary>Computes the results of a row; they may replace it.</summary>
    void Row<T>(ReadOnlySpan<T> x, int label, T number, Span<T> results)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
