using System.Numerics;

namespace Autograd;

/// <summary>
/// The sums of x s and of x, where s is y standardized over some axes: the gradients of gain and bias of <see cref="ScaledStandardize"/>,
/// stacked along a new first axis, from the gradient x of its output and its input y.
/// </summary>
/// <remarks>
/// The result has shape (2, ...), behind the 2 that of the gain. The gradient of x is <see cref="ScaledStandardize"/> of y, with the two
/// parts of grad for gain and bias; that of y is <see cref="ScaledStandardizeGradient"/>. Both inputs have the same shape; nothing
/// broadcasts. A sum of n terms is off by at most max(128, 2 sqrt(n) + 2) + 32 roundings of that of the sizes.
/// </remarks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Along">The axes that gain and bias lie along, ascending: they have a number for each element there.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record ScaleGradients(IntList Axes, IntList Along, double Eps) : BinaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        return new([2, .. Scales.ShapeFor(Name, y, Axes, Along).Lengths]);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        if (Scales.PiecesOf(x.Shape, Axes, Along) is not { } pieces)
        {
            Rows.ReduceFirst(x, y, Axes, z, new ScaleGradientRow(Eps));
        }
        else if (pieces.GainStep == 0)
        {
            ScaleGradientRow.Run(Eps, pieces, x.Span, y.Span, z);
        }
        else
        {
            ScaleGradientRow.Run(Eps, z.Length / 2, x.Span, y.Span, z);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new ScaledStandardize(Axes, Along, Eps).Apply(y, grad[0], grad[1]);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new ScaledStandardizeGradient(Axes, Along, Eps).Apply(x, y, grad[0]);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (across, products) = (Scales.Across(inputs[1].Shape, Along), inputs[0] * new Standardize(Axes, Eps).Apply(inputs[1]));
        Shape part = new([1, .. Scales.ShapeFor(Name, inputs[1].Shape, Axes, Along).Lengths]);
        return Node.Concat([products.SumTo(across).Reshape(part), inputs[0].SumTo(across).Reshape(part)]);
    }
}
