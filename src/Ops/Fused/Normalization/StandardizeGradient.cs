using System.Numerics;

namespace Autograd;

/// <summary>
/// z_i = (x_i - mean(x) - s_i mean(x s)) / sqrt(variance + eps) over some axes: the gradient of the input y of
/// <see cref="Standardize"/>, from the gradient x of its output s.
/// </summary>
/// <remarks>
/// Each row is read from memory once; mean and variance of y are found again there. With r = 1 / sqrt(variance + eps), the
/// gradient of x is the same operation on grad and y, that of y is -r (s mean(grad z) + z mean(grad s) + w mean(x s)), where w is the
/// gradient of x.
/// Both have the same shape; nothing broadcasts. Each mean of n elements is off by at most max(128, 2 sqrt(n) + 2) roundings of that of the
/// sizes.
/// </remarks>
/// <param name="Axes">The axes along which the elements are standardized, ascending, counted from the outermost.</param>
/// <param name="Eps">Added to the variance; positive.</param>
public sealed record StandardizeGradient(IntList Axes, double Eps) : BinaryOp, IFused
{
    private Standardize Standardized => new(Axes, Eps);

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        x.RequireAxes(Axes, Name);
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        Rows.Map(x, y, Axes.Span, z, new StandardizeGradientRow(Eps));

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Apply(grad, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => GradientOfY(grad, z, x, y);

    /// <summary>The gradient of y from that of z.</summary>
    internal Node<T> GradientOfY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var op = Standardized;
        var s = op.Apply(y);
        var sum = (s * op.Mean(grad * z)) + (z * op.Mean(grad * s)) + (Apply(grad, y) * op.Mean(x * s));
        return -op.InverseDeviation(op.Center(y)) * sum;
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (op, x) = (Standardized, inputs[0]);
        var centered = op.Center(inputs[1]);
        var factor = op.InverseDeviation(centered);
        var s = centered * factor;
        return factor * (x - op.Mean(x) - (s * op.Mean(x * s)));
    }
}
