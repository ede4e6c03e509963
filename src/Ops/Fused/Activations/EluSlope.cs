using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = 1 for x above 0, else a e^x, element by element: the derivative of <see cref="Elu"/>.</summary>
/// <remarks>y' = 0 for x above 0, else y. y has the shape of x.</remarks>
/// <kinks test="Elu_and_Selu_have_the_slope_of_the_negative_side_at_0">At x = 0 value and slope are a.</kinks>
/// <param name="Alpha">The size a of the limit -a of the unit for very negative x.</param>
public sealed record EluSlope(double Alpha) : ElementwiseOp, IFused
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, EluSlopeFunction>(x, T.CreateChecked(Alpha), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        StrongZeros.Mark(grad, (x > 0).Where(0, grad * y), part => (x > 0).Where(0, part));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        var positive = x > 0;
        return positive.Where(1, Alpha * positive.Where(0, x).Exp());
    }
}

/// <summary>1 where x is above 0, else a e^x.</summary>
internal readonly struct EluSlopeFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V a)
        where V : struct, IVector<V> => V.Select(V.Less(V.Number(0), x), V.Number(1), a * ExpFunction.Of(x));
}
