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
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record ScaledStandardizeGradient(IntList Axes, double Eps) : Op, IFused
{
    /// <inheritdoc/>
    public override Arity Arity => 3;

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Require.Alike(Name, "grad", inputs[0], "x", inputs[1]);
        Scales.Require(Name, inputs[1], Axes, "gain", inputs[2]);
        return inputs[0];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var (grad, x, gain) = (inputs[0], inputs[1], inputs[2]);
        if (Scales.AreAlong(x.Shape, Axes))
        {
            StandardizeGradientRow.Run(Eps, grad.Span, x.Span, gain.Span, output);
        }
        else
        {
            Rows.MapFirst(grad, x, Axes, [gain], output, new StandardizeGradientRow(Eps, isScaled: true));
        }
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var (first, x, gain) = (inputs[0], inputs[1], inputs[2]);
        var op = new StandardizeGradient(Axes, Eps);
        var back = op.Apply(grad, x);

        // A gain of a whole row is a factor of its results.
        var products = Scales.AreAlong(x.Shape, Axes) ? back * first : grad * op.Apply(first, x);
        return [back * gain, op.GradientOfY(grad, output, first * gain, x), products.SumTo(gain.Shape)];
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => new StandardizeGradient(Axes, Eps).Apply(inputs[0] * inputs[2], inputs[1]);
}
