using System.Numerics;

namespace Autograd;

/// <summary>y_i = (x_i - mean) / sqrt(variance + eps) over some axes: y has mean 0, and variance 1 but for eps.</summary>
/// <remarks>
/// <para>The variance is the biased one, the mean of (x - mean)^2. The gradient of x is (grad - mean(grad) - y mean(grad y)) /
/// sqrt(variance + eps) (<see cref="StandardizeGradient"/>).</para>
/// <para>A row is read from memory once. The rounding of the mean is taken away: equal numbers become 0. Where the squares would
/// overflow, the row is scaled first, so that y is right for every finite x. LayerNorm and BatchNorm are made of it.</para>
/// <para>Mean and variance of n elements are off by at most max(128, 2 sqrt(n) + 2) roundings.</para>
/// </remarks>
/// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">Of equal elements: 0, with finite gradients.</kinks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record Standardize(IntList Axes, double Eps) : UnaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Map(x, Axes.Span, y, new StandardizeRow(Eps));

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new StandardizeGradient(Axes, Eps).Apply(grad, x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var centered = Center(inputs[0]);
        return centered * InverseDeviation(centered);
    }

    /// <summary>x - mean, where the rounding of the mean is a constant to the gradient.</summary>
    internal Node<T> Center<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var centered = x - Mean(x);
        return centered - Mean(centered).StopGradient();
    }

    /// <summary>1 / sqrt(variance + eps).</summary>
    internal Node<T> InverseDeviation<T>(Node<T> centered)
        where T : unmanaged, IFloatingPointIeee754<T> => (Mean(centered.Square()) + Eps).Rsqrt();

    /// <summary>The mean over the axes, which stay.</summary>
    internal Node<T> Mean<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Sum(Axes, keepDims: true) / Rows.Length(x.Shape, Axes.Span);
}
