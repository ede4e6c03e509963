using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, element by element: the approximation of <see cref="Gelu"/> by a tanh.
/// </summary>
/// <remarks>
/// Computed as x sigma(sqrt(8 / pi) (x + 0.044715 x^3)), in which nothing cancels, with an argument of more digits than the element
/// type has. Where |x| is above 100, sigma is 0 or 1 to the last
/// digit, and the cube is not needed; so it never overflows. Its derivative is <see cref="GeluTanhSlope"/>. Differs from
/// <see cref="Gelu"/> by less than 0.0005. y has the shape of x.
/// </remarks>
/// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
/// Value and slopes keep their digits for very negative x.
/// </kinks>
/// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">At x = -infinity NaN, as 0 times infinity is.</kinks>
public sealed record GeluTanh : ElementwiseOp, IFused
{
    /// <summary>sqrt(8 / pi).</summary>
    internal const double Linear = 1.5957691216057308;

    /// <summary>sqrt(8 / pi) 0.044715.</summary>
    internal const double Cubic = 0.071354816272600248;

    /// <summary>Where |x| is above it, sigma is 0 or 1 to the last digit.</summary>
    internal const double Farthest = 100;

    internal static readonly GeluTanh Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GeluTanhFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * GeluTanhSlope.Instance.Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        var near = x.Clamp(-Farthest, Farthest);
        return x * (near * (Linear + (Cubic * near.Square()))).Sigmoid();
    }
}

/// <summary>x sigma(u) with u = n (c + d n^2), where n is x kept between -100 and 100.</summary>
internal readonly struct GeluTanhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (n, scaled) = Argument(x);
        var sum = V.Number(1) + SmallExp.Unscaled(scaled);

        // Of -infinity the product with 0 is NaN, as that of x and sigma(u) is.
        var negative = V.MultiplyAdd(x, V.Number(0), SmallExp.Unscaled(n * scaled / sum));
        return V.Select(V.Less(x, V.Number(0)), negative, x / sum);
    }

    /// <summary>n, and e^-|u| as <see cref="SmallExp.Scaled"/> has it.</summary>
    /// <remarks>
    /// The exponent has hundreds of units, so that its own rounding would be the most of the error: what c, d, the powers of n and their
    /// sum lose is added up, and taken as a factor.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V N, V ScaledExp) Argument<V>(V x)
        where V : struct, IVector<V>
    {
        var a = V.AtMost(V.Number(GeluTanh.Farthest), V.Abs(x));
        var (c, d) = (V.Number(GeluTanh.Linear), V.Number(GeluTanh.Cubic));
        var square = a * a;
        var cube = square * a;
        var lostOfCube = V.MultiplyAdd(square, a, -cube) + (V.MultiplyAdd(a, a, -square) * a);
        var (linear, cubic) = (c * a, d * cube);
        var u = linear + cubic;

        // Of a sum of two positive numbers, however they compare.
        var back = u - linear;
        var lost = linear - (u - back) + (cubic - back) + V.MultiplyAdd(c, a, -linear) + V.MultiplyAdd(d, cube, -cubic);
        lost = V.MultiplyAdd(d, lostOfCube, lost);
        lost = V.MultiplyAdd(VectorMath.Number<V>(-9.96930880911092e-17, -4.534068042105272e-08), a, lost);
        lost = V.MultiplyAdd(VectorMath.Number<V>(-6.175149918155315e-19, 2.3988323959931355e-09), cube, lost);
        var scaled = SmallExp.Scaled(-u);
        return (V.CopySign(a, x), scaled - (scaled * lost));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.GeluTanh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> GeluTanh() => Autograd.GeluTanh.Instance.Apply(x);
    }
}
