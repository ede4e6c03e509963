using System.Numerics;

namespace Autograd;

/// <summary>y = gain s + bias, where s is x standardized over some axes (<see cref="Standardize"/>).</summary>
/// <remarks>
/// <para>The axes are the last ones of x, and gain and bias have a number for each element along them, as in layer normalization; or they
/// are the first ones, and gain and bias have a number for each element along the others, as in batch normalization. Both have the shape of
/// the last axes of x. The gradient of x is <see cref="ScaledStandardizeGradient"/>, those of gain and bias are the two parts of
/// <see cref="ScaleGradients"/>.</para>
/// <para>x is read from memory once, and nothing but y is written.</para>
/// </remarks>
/// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">Of equal elements: the bias, with finite gradients.</kinks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record ScaledStandardize(IntList Axes, double Eps) : Op, IFused
{
    /// <inheritdoc/>
    public override Arity Arity => 3;

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Scales.Require(Name, inputs[0], Axes, "gain", inputs[1]);
        Scales.Require(Name, inputs[0], Axes, "bias", inputs[2]);
        return inputs[0];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var (x, gain, bias) = (inputs[0], inputs[1], inputs[2]);
        if (Scales.AreAlong(x.Shape, Axes))
        {
            StandardizeRow.Run(Eps, x.Span, gain.Span, bias.Span, output);
        }
        else
        {
            Rows.MapFirst(x, x, Axes, [gain, bias], output, new StandardizeRow(Eps, isScaled: true));
        }
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var (x, gain, bias) = (inputs[0], inputs[1], inputs[2]);
        var scales = gain.RequiresGrad || bias.RequiresGrad ? new ScaleGradients(Axes, Eps).Apply(grad, x) : null;
        return
        [
            x.RequiresGrad ? new ScaledStandardizeGradient(Axes, Eps).Apply(grad, x, gain) : null,
            gain.RequiresGrad ? scales![0] : null,
            bias.RequiresGrad ? scales![1] : null,
        ];
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (new Standardize(Axes, Eps).Apply(inputs[0]) * inputs[1]) + inputs[2];
}
