using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = sigma(x) (1 + x sigma(-x)), element by element: the derivative of <see cref="Silu"/>.</summary>
/// <remarks>y' = sigma'(x) (2 - x tanh(x / 2)). y has the shape of x.</remarks>
public sealed record SiluSlope : ElementwiseOp, IFused
{
    internal static readonly SiluSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SiluSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad * (SigmoidSlope.Instance.Apply(x) * (2 - (x * (0.5 * x).Tanh())));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return x.Sigmoid() * (1 + (x * (-x).Sigmoid()));
    }
}

/// <summary>sigma(x) (1 + x sigma(-x)).</summary>
internal readonly struct SiluSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => Of(x, x);

    /// <summary>
    /// sigma(x) (1 + y sigma(-x)) = p (1 + e + y q) / (1 + e)^2 with e = e^-|x|, where p and q are 1 and e, or e and 1 for a negative x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpFunction.Of(-V.Abs(x)));
        var isNegative = V.Less(x, V.Number(0));
        var (p, q, s) = (V.Select(isNegative, e, one), V.Select(isNegative, one, e), one + e);
        return p * V.MultiplyAdd(y, q, s) / (s * s);
    }
}
