using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// y = tanh(s) + x sech^2(s) sigma(x) with s = softplus(x), element by element: the derivative of <see cref="Mish"/>.
/// </summary>
/// <remarks>
/// y' = sech^2(s) sigma(x) (2 + x (sigma(-x) - 2 tanh(s) sigma(x))). In both, x is kept between -1000 and 1000, beyond which y is 0 or 1 to
/// the last digit. y has the shape of x.
/// </remarks>
public sealed record MishSlope : ElementwiseOp, IFused
{
    /// <summary>Where |x| is above it, the slope is 0 or 1 to the last digit.</summary>
    internal const double Farthest = 1000;

    internal static readonly MishSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, MishSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var near = x.Clamp(-Farthest, Farthest);
        var (s, sigma) = (near.Softplus(), near.Sigmoid());
        return grad * (SechSquared.Instance.Apply(s) * sigma * (2 + (near * ((-near).Sigmoid() - (2 * s.Tanh() * sigma)))));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var near = inputs[0].Clamp(-Farthest, Farthest);
        var s = near.Softplus();
        return s.Tanh() + (near * SechSquared.Instance.Apply(s) * near.Sigmoid());
    }
}

/// <summary>n / (n + 2) + 4 x e^x (1 + e^x) / (n + 2)^2 with n = e^x (e^x + 2).</summary>
internal readonly struct MishSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // For a negative x its small factor e is taken out.
        var (near, e, scaled) = MishFunction.Parts(x);
        var (two, isNegative) = (V.Number(2), V.Less(x, V.Number(0)));
        var divisor = (e * (e + two)) + two;
        var (factor, four) = (V.Select(isNegative, V.Number(1), e), V.Number(4) * near);
        var slope = V.MultiplyAdd(four, factor * (V.Number(1) + e) / divisor, factor * (e + two)) / divisor;
        return V.Select(isNegative, SmallExp.Unscaled(scaled * slope), slope);
    }
}
