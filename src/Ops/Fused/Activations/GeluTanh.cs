using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, element by element: the approximation of <see cref="Gelu"/> by a tanh.
/// </summary>
/// <remarks>
/// Computed as x sigma(sqrt(8 / pi) (x + 0.044715 x^3)), in which nothing cancels. Where |x| is above 100, sigma is 0 or 1 to the last
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
        where V : struct, IVector<V> => x * SigmoidFunction.Of(Argument(x).U);

    /// <summary>n, and the argument u of sigma.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V N, V U) Argument<V>(V x)
        where V : struct, IVector<V>
    {
        var n = V.AtLeast(V.Number(-GeluTanh.Farthest), V.AtMost(V.Number(GeluTanh.Farthest), x));
        return (n, n * V.MultiplyAdd(n * n, V.Number(GeluTanh.Cubic), V.Number(GeluTanh.Linear)));
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
