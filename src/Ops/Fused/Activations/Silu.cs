using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x sigma(x), element by element: the sigmoid linear unit, also called swish.</summary>
/// <remarks>
/// y' = sigma(x) + x sigma(x) sigma(-x) (<see cref="SiluSlope"/>). S. Elfwing et al., Sigmoid-Weighted Linear Units (2018). y has the
/// shape of x.
/// </remarks>
/// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
/// Value and slopes keep their digits for very negative x.
/// </kinks>
/// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">At x = -infinity NaN, as 0 times infinity is.</kinks>
public sealed record Silu : ElementwiseOp, IFused
{
    internal static readonly Silu Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SiluFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * SiluSlope.Instance.Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0] * inputs[0].Sigmoid();
}

/// <summary>x sigma(x).</summary>
internal readonly struct SiluFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => x * SigmoidFunction.Of(x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Silu"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Silu() => Autograd.Silu.Instance.Apply(x);
    }
}
