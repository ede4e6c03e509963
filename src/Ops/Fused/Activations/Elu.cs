using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x for x above 0, else a (e^x - 1), element by element: the exponential linear unit.</summary>
/// <remarks>
/// y' = 1 for x above 0, else a e^x (<see cref="EluSlope"/>). D. Clevert et al., Fast and Accurate Deep Network Learning by
/// Exponential Linear Units (2016). y has the shape of x.
/// </remarks>
/// <kinks test="Elu_and_Selu_have_the_slope_of_the_negative_side_at_0">
/// At x = 0 the slope is a, and the second derivative a.
/// </kinks>
public sealed record Elu : ElementwiseOp, IFused
{
    /// <summary>An exponential linear unit.</summary>
    /// <param name="alpha">The size a of the limit -a for very negative x.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is infinite or NaN.</exception>
    public Elu(double alpha)
    {
        Require.Finite(Name, nameof(alpha), alpha);
        Alpha = alpha;
    }

    /// <summary>The size a of the limit -a for very negative x.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, EluFunction>(x, T.CreateChecked(Alpha), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * new EluSlope(Alpha).Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The exponential never sees the positive x, for which it could overflow.
        var x = inputs[0];
        var positive = x > 0;
        return positive.Where(x, Alpha * positive.Where(0, x).Expm1());
    }
}

/// <summary>x above 0, else a (e^x - 1).</summary>
internal readonly struct EluFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V a)
        where V : struct, IVector<V> => V.Select(V.Less(V.Number(0), x), x, a * Expm1Function.Of(x));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Elu"/>
        /// <param name="alpha">The size a of the limit -a for very negative x.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">Alpha is infinite or NaN.</exception>
        public Node<T> Elu(double alpha = 1) => new Elu(alpha).Apply(x);
    }
}
