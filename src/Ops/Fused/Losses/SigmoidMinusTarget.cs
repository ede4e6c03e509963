using System.Numerics;

namespace Autograd;

/// <summary>z = sigma(x) - y, element by element: the derivative of <see cref="SigmoidCrossEntropy"/> by its logit.</summary>
/// <remarks>
/// Computed as (1 - y) sigma(x) - y sigma(-x), which keeps its digits when a confident logit agrees
/// with its target. dz/dx = sigma(x) sigma(-x) (<see cref="SigmoidSlope"/>), dz/dy = -1.
/// </remarks>
public sealed record SigmoidMinusTarget : BinaryOp, IFused
{
    internal static readonly SigmoidMinusTarget Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.SameShape(Name, "x", x, y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        VectorMap.RunOnCores<T, SigmoidMinusTargetFunction>(x.Span, y.Span, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * SigmoidSlope.Instance.Apply(x);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -grad;

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Sigmoid() - inputs[1];
}
