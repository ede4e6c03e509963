using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x tanh(softplus(x)), element by element.</summary>
/// <remarks>
/// y' = tanh(s) + x sech^2(s) sigma(x) with s = softplus(x) (<see cref="MishSlope"/>). Computed as x n / (n + 2) with n = e^x (e^x + 2).
/// D. Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2020). y has the shape of x. Its digits hold while e^x is a normal
/// number (x above -87 in float, -708 in double).
/// </remarks>
/// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
/// Value and slopes keep their digits for very negative x.
/// </kinks>
/// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">
/// At x = -infinity NaN, as 0 times infinity is.
/// </kinks>
/// <kinks test="Values_and_slopes_at_infinity_and_at_the_largest_numbers">
/// At x = +infinity the slope is 1, at -infinity 0, its limits.
/// </kinks>
public sealed record Mish : ElementwiseOp, IFused
{
    internal static readonly Mish Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, MishFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * MishSlope.Instance.Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        inputs[0] * inputs[0].Clamp(double.NegativeInfinity, MishSlope.Farthest).Softplus().Tanh();
}

/// <summary>x n / (n + 2) with n = e^x (e^x + 2).</summary>
internal readonly struct MishFunction : IVectorFunction
{
    // Beyond it n / (n + 2) is 1 to the last digit, and (n + 2)^2 a float still.
    private const double Largest = 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (near, e, scaled) = Parts(x);
        var n = e * (e + V.Number(2));
        var isNegative = V.Less(x, V.Number(0));
        var quotient = V.Select(isNegative, scaled * (e + V.Number(2)), n) / (n + V.Number(2));

        // Of -infinity the product with 0 is NaN.
        var negative = V.MultiplyAdd(x, V.Number(0), SmallExp.Unscaled(near * quotient));
        return V.Select(isNegative, negative, x * quotient);
    }

    /// <summary>
    /// x, kept where all but itself no longer changes, e^x, and for a negative x e^x as <see cref="SmallExp.Scaled"/> has it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Near, V Exp, V ScaledExp) Parts<V>(V x)
        where V : struct, IVector<V>
    {
        var near = V.AtLeast(V.Number(-MishSlope.Farthest), V.AtMost(V.Number(Largest), x));
        var (e, scaled) = SmallExp.Both(near);
        return (near, e, scaled);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Mish"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Mish() => Autograd.Mish.Instance.Apply(x);
    }
}
