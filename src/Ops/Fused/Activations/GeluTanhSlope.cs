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
        var (n, scaled) = GeluTanhFunction.Argument(x);
        var slope = V.MultiplyAdd(n * n, V.Number(3 * GeluTanh.Cubic), V.Number(GeluTanh.Linear));
        return SlopeOf(x, scaled, n * slope);
    }

    // sigma(u) (1 + y sigma(-u)) = (1 + e + y e) / (1 + e)^2 with e = e^-|u|, or e (1 + e + y) / (1 + e)^2 for a negative u.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SlopeOf<V>(V x, V scaled, V y)
        where V : struct, IVector<V>
    {
        var e = SmallExp.Unscaled(scaled);
        var s = V.Number(1) + e;
        var square = s * s;
        var negative = SmallExp.Unscaled(scaled * (y + s) / square);
        return V.Select(V.Less(x, V.Number(0)), negative, V.MultiplyAdd(y, e, s) / square);
    }
}
