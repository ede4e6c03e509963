using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x / (1 + |x|), element by element: like tanh, with tails that fall off slowly.</summary>
/// <remarks>
/// y' = 1 / (1 + |x|)^2. Its composition adds two slopes that cancel in the tails; this rule keeps their digits. y has the shape of x.
/// </remarks>
/// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
/// The slopes keep their digits in the tails; y'' jumps at 0, and is 0 there.
/// </kinks>
/// <kinks test="Softsign_at_an_infinity_has_its_limits">At x = +-infinity its limits, +-1 with slope 0.</kinks>
public sealed record Softsign : ElementwiseOp, IFused
{
    internal static readonly Softsign Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SoftsignFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        // Divided twice, because the square overflows where the slopes are still normal numbers.
        var divisor = 1 + x.Abs();
        return grad / divisor / divisor;
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return x / (1 + x.Abs());
    }
}

/// <summary>x / (1 + |x|), where an infinite x counts as the largest number.</summary>
internal readonly struct SoftsignFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var largest = VectorMath.Number<V>(double.MaxValue, float.MaxValue);
        var bounded = V.AtLeast(-largest, V.AtMost(largest, x));
        return bounded / (V.Number(1) + V.Abs(bounded));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Softsign"/>
        public Node<T> Softsign() => Autograd.Softsign.Instance.Apply(x);
    }
}
