using System.Numerics;

namespace Autograd;

/// <summary>
/// z = x - y floor(x / y), element by element: what is left of x after whole steps of y, with the sign of y; NaN where y is 0.
/// </summary>
/// <remarks>
/// <para>Exact, as the whole part is never rounded. It is Python's %, <c>np.remainder</c>, <c>np.mod</c>, <c>torch.remainder</c>; the % of
/// C#, <c>np.fmod</c>, has the sign of x.</para>
/// <para>dz/dx = 1, dz/dy = -floor(x / y). Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.</para>
/// </remarks>
/// <kinks test="Remainder_has_the_sign_of_the_divisor_and_the_slope_from_the_right_at_a_jump">
/// At a jump, where x is a multiple of y, the slopes are those of the side that its value 0 belongs to.
/// </kinks>
public sealed record Remainder : BroadcastingOp
{
    internal static readonly Remainder Instance = new();

    // As many whole steps are counted without rounding, in float too.
    private const int MostSteps = 1 << 20;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
    {
        var most = T.CreateChecked(MostSteps);
        for (var i = 0; i < z.Length; i++)
        {
            var steps = T.Floor(x[i] / y[i]);
            var rest = T.Abs(steps) < most && T.IsFinite(y[i]) ? AfterSteps(x[i], y[i], steps) : AfterAll(x[i], y[i]);
            z[i] = rest == T.Zero ? T.CopySign(rest, y[i]) : rest;
        }
    }

    // A rounded quotient may be one step too many. What is left of the right number of steps needs no rounding.
    private static T AfterSteps<T>(T x, T y, T steps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rest = T.FusedMultiplyAdd(-steps, y, x);
        return rest == T.Zero || T.IsNegative(rest) == T.IsNegative(y) ? rest : T.FusedMultiplyAdd(T.One - steps, y, x);
    }

    private static T AfterAll<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rest = x % y;
        return rest == T.Zero || T.IsNegative(rest) == T.IsNegative(y) ? rest : rest + y;
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        // The whole part is an integer, so rounding it takes away what the division has lost.
        grad * ((z - x) / y).Round();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Remainder"/>
        /// <param name="y">The divisor.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Remainder(Node<T> y) => Autograd.Remainder.Instance.Apply(x, y);
    }
}
