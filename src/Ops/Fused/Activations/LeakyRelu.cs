using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x for x above 0, else a x with a small fixed slope a, element by element.</summary>
/// <remarks>
/// y' = 1 for x above 0, else a (<see cref="LeakyReluSlope"/>). A slope of -1 makes it |x|, and 0 the rectifier. See
/// <see cref="Operations.PRelu"/> for a slope that is learned. y has the shape of x.
/// </remarks>
/// <kinks test="LeakyRelu_and_PRelu_have_the_slope_of_the_negative_side_at_0">At x = 0 the slope is a.</kinks>
public sealed record LeakyRelu : ElementwiseOp, IFused
{
    /// <summary>A rectifier that leaks.</summary>
    /// <param name="slope">The slope a for x at or below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is infinite or NaN.</exception>
    public LeakyRelu(double slope)
    {
        Require.Finite(Name, nameof(slope), slope);
        Slope = slope;
    }

    /// <summary>The slope a for x at or below 0.</summary>
    public double Slope { get; }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Run<T, LeakyReluFunction>(x, T.CreateChecked(Slope), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * new LeakyReluSlope(Slope).Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (inputs[0] > 0).Where(inputs[0], Slope * inputs[0]);
}

/// <summary>x above 0, else a x.</summary>
internal readonly struct LeakyReluFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V a)
        where V : struct, IVector<V> => V.Select(V.Less(V.Number(0), x), x, a * x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LeakyRelu"/>
        /// <param name="slope">The slope a for x at or below 0.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The slope is infinite or NaN.</exception>
        public Node<T> LeakyRelu(double slope = 0.01) => new LeakyRelu(slope).Apply(x);
    }
}
