using System.Numerics;

namespace Autograd;

/// <summary>y_n = softmax(x_n) - onehot(label_n) for each row: the derivative of <see cref="SoftmaxCrossEntropy"/> by its logits.</summary>
/// <remarks>
/// The entry of the label is minus the sum of the others, which keeps its digits when the model is confident and right. The gradient of x is that of softmax.
/// </remarks>
/// <param name="Labels">The true class of each row, from 0.</param>
public sealed record SoftmaxMinusOneHot(IntList Labels) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override string DiscreteArgument => "integer labels";

    /// <inheritdoc/>
    public override IntList DiscreteItems => Labels;

    /// <summary>Refuses labels that are not one class for each row of x.</summary>
    /// <exception cref="ShapeException">x is a scalar, or there is not one label for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    internal static void RequireLabels(string operation, IntList labels, Shape x)
    {
        Losses.RequireClasses(operation, x);
        var rows = new Shape(x.Lengths[..^1]).Size;
        if (labels.Count != rows)
        {
            throw new ShapeException(
                $"{operation}: {labels.Count} labels for x of shape {x}; the last axis holds the {x[^1]} classes, so give one label for each of the {rows} rows.");
        }

        Slices.RequireInside($"{operation}, labels", labels, x[^1], $"the {x[^1]} classes on the last axis of shape {x}", nameof(labels));
    }

    /// <summary>Rows that are 1 at the label and 0 elsewhere.</summary>
    internal static NdArray<T> OneHot<T>(IntList labels, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var elements = new T[shape.Size];
        for (var row = 0; row < labels.Count; row++)
        {
            elements[(row * shape[^1]) + labels[row]] = T.One;
        }

        return NdArray.Wrap(shape, elements);
    }

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        RequireLabels(Name, Labels, x);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var classes = x.Shape[^1];
        if (Cores.Pay(x.Size))
        {
            Cores.Share(Labels.Count, x.Span, y, (Operation: this, Classes: classes), static (state, firstRow, from, to) => state.Operation.Forward(firstRow, state.Classes, from, to));
        }
        else
        {
            Forward(0, classes, x.Span, y);
        }
    }

    private void Forward<T>(int firstRow, int classes, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var start = 0; start < y.Length; start += classes)
        {
            var label = Labels[firstRow + (start / classes)];
            var output = y.Slice(start, classes);
            SoftmaxRow.Row(x.Slice(start, classes), output);
            output[label] = -SumFold.Without<T>(output, label);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var p = x.Softmax();
        return p * (grad - (grad * p).Sum(-1, keepDims: true));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Softmax() - Node.Constant(OneHot<T>(Labels, inputs[0].Shape));
}
