using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// y = sigma(u) (1 + x u' sigma(-u)) with u = sqrt(8 / pi) (x + 0.044715 x^3), element by element: the derivative of
/// <see cref="GeluTanh"/>.
/// </summary>
/// <remarks>
/// y' = sigma'(u) (2 u' + x (u'' - u'^2 tanh(u / 2))). In both, x is kept between -100 and 100, beyond which y is 0 or 1 to the last digit.
/// y has the shape of x.
/// </remarks>
public sealed record GeluTanhSlope : ElementwiseOp, IFused
{
    internal static readonly GeluTanhSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GeluTanhSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var (near, u, slope) = Argument(x);
        var curvature = (6 * GeluTanh.Cubic) * near;
        return grad * (SigmoidSlope.Instance.Apply(u) * ((2 * slope) + (near * (curvature - (slope.Square() * (0.5 * u).Tanh())))));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (near, u, slope) = Argument(inputs[0]);
        return u.Sigmoid() * (1 + (near * slope * (-u).Sigmoid()));
    }

    private static (Node<T> Near, Node<T> U, Node<T> Slope) Argument<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var near = x.Clamp(-GeluTanh.Farthest, GeluTanh.Farthest);
        var square = GeluTanh.Cubic * near.Square();
        return (near, near * (GeluTanh.Linear + square), GeluTanh.Linear + (3 * square));
    }
}

/// <summary>sigma(u) (1 + n u' sigma(-u)).</summary>
internal readonly struct GeluTanhSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (n, u) = GeluTanhFunction.Argument(x);
        var slope = V.MultiplyAdd(n * n, V.Number(3 * GeluTanh.Cubic), V.Number(GeluTanh.Linear));
        return SlopeOf(u, n * slope);
    }

    // sigma(x) (1 + y sigma(-x)) = p (1 + e + y q) / (1 + e)^2 with e = e^-|x|, where p and q are 1 and e, or e and 1 for a negative x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SlopeOf<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpOfNegativeFunction.Of(-V.Abs(x)));
        var isNegative = V.Less(x, V.Number(0));
        var (p, q, s) = (V.Select(isNegative, e, one), V.Select(isNegative, one, e), one + e);
        return p * V.MultiplyAdd(y, q, s) / (s * s);
    }
}
