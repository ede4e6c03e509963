using System.Numerics;

namespace Autograd;

/// <summary>y = gain s + bias, where s is x standardized over some axes (<see cref="Standardize"/>).</summary>
/// <remarks>
/// <para>Gain and bias lie along the last axes, over all of which x is standardized, as in layer normalization; or along all but the first
/// axes, over which it is, as in batch normalization; or along neighboring axes with at least 16 elements behind them, over which it is:
/// with all axes before, as in batch normalization of images, or with some of their own, the last, as in group normalization. The gradient
/// of x is <see cref="ScaledStandardizeGradient"/>, those of gain and bias are the two parts of
/// <see cref="ScaleGradients"/>.</para>
/// <para>x is read from memory once, and nothing but y is written.</para>
/// </remarks>
/// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">Of equal elements: the bias, with finite gradients.</kinks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Along">The axes that gain and bias lie along, ascending: they have a number for each element there.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record ScaledStandardize(IntList Axes, IntList Along, double Eps) : Op, IFused
{
    /// <inheritdoc/>
    public override Arity Arity => 3;

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        Scales.Require(Name, inputs[0], Axes, Along, "gain", inputs[1]);
        Scales.Require(Name, inputs[0], Axes, Along, "bias", inputs[2]);
        return inputs[0];
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var (x, gain, bias) = (inputs[0], inputs[1], inputs[2]);
        if (Scales.PiecesOf(x.Shape, Axes, Along) is { } pieces)
        {
            StandardizeRow.Run(Eps, pieces, x.Span, gain.Span, bias.Span, output);
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
        var scales = gain.RequiresGrad || bias.RequiresGrad ? new ScaleGradients(Axes, Along, Eps).Apply(grad, x) : null;
        return
        [
            x.RequiresGrad ? new ScaledStandardizeGradient(Axes, Along, Eps).Apply(grad, x, gain) : null,
            gain.RequiresGrad ? scales![0] : null,
            bias.RequiresGrad ? scales![1] : null,
        ];
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var across = Scales.Across(inputs[0].Shape, Along);
        return (new Standardize(Axes, Eps).Apply(inputs[0]) * inputs[1].Reshape(across)) + inputs[2].Reshape(across);
    }
}
