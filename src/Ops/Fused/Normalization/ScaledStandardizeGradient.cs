using System.Numerics;

namespace Autograd;

/// <summary>
/// y = (g - mean(g) - s mean(g s)) / sqrt(variance + eps) over some axes with g = grad gain, where s is x standardized: the gradient of the
/// input x of <see cref="ScaledStandardize"/>, from the gradient of its output.
/// </summary>
/// <remarks>
/// The inputs are that gradient, x and the gain. It is <see cref="StandardizeGradient"/> of g and x, without writing g.
/// </remarks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Along">The axes that gain and bias lie along, ascending: they have a number for each element there.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record ScaledStandardizeGradient(IntList Axes, IntList Along, double Eps) : Op, IFused
{
    /// <inheritdoc/>
    public override Arity Arity => 3;

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Require.Alike(Name, "grad", inputs[0], "x", inputs[1]);
        Scales.Require(Name, inputs[1], Axes, Along, "gain", inputs[2]);
        return inputs[0];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var (grad, x, gain) = (inputs[0], inputs[1], inputs[2]);
        if (Scales.PiecesOf(x.Shape, Axes, Along) is { } pieces)
        {
            StandardizeGradientRow.Run(Eps, pieces, grad.Span, x.Span, gain.Span, output);
        }
        else
        {
            Rows.MapFirst(grad, x, Axes, [gain], output, new StandardizeGradientRow(Eps, isScaled: true));
        }
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var (first, x) = (inputs[0], inputs[1]);
        var gain = inputs[2].Reshape(Scales.Across(x.Shape, Along));
        var op = new StandardizeGradient(Axes, Eps);
        var back = op.Apply(grad, x);
        var ofGain = (back * first).SumTo(gain.Shape).Reshape(inputs[2].Shape);
        return [back * gain, op.GradientOfY(grad, output, first * gain, x), ofGain];
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new StandardizeGradient(Axes, Eps).Apply(inputs[0] * inputs[2].Reshape(Scales.Across(inputs[1].Shape, Along)), inputs[1]);
}
