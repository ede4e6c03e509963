using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x / 6 + 1/2 kept between 0 and 1, element by element: straight lines in the place of sigma.</summary>
/// <remarks>
/// y' = 1/6 for x between -3 and 3, else 0 (<see cref="HardSigmoidSlope"/>), a strong zero (<see cref="StrongZeros"/>). PyTorch's slope;
/// other libraries have 1/5. y has the shape of x.
/// </remarks>
/// <kinks test="HardTanh_and_HardSigmoid_have_slope_0_at_a_corner">Slope 0 at a corner, x = -3 and 3, and outside.</kinks>
public sealed record HardSigmoid : ElementwiseOp, IFused
{
    internal static readonly HardSigmoid Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, HardSigmoidFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => StrongZeros.Mark(
        grad, grad.MultiplyNoNan(HardSigmoidSlope.Instance.Apply(x)), part => Mask.Of(HardSigmoidSlope.Instance.Apply(x), part));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (inputs[0] + 3).Clamp(0, 6) / 6;
}

/// <summary>(x + 3) / 6, kept between 0 and 1.</summary>
internal readonly struct HardSigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (zero, six) = (V.Number(0), V.Number(6));
        return V.AtMost(six, V.AtLeast(zero, x + V.Number(3))) / six;
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.HardSigmoid"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> HardSigmoid() => Autograd.HardSigmoid.Instance.Apply(x);
    }
}
