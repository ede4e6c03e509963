using System.Numerics;

namespace Autograd;

/// <summary>y = ln(1 + x), element by element, with all digits near x = 0; -infinity at -1, NaN below.</summary>
/// <remarks>
/// y' = 1 / (1 + x). <c>Log(1 + x)</c> and <c>Log(1 - x)</c> become this operation, and
/// <c>Log1p(Exp(z))</c> Softplus(z), <c>Log1p(Square(z))</c> <see cref="Log1pSquare"/> (<see cref="Stabilizing"/>). y has the shape of x.
/// </remarks>
/// <kinks test="Log1p_has_infinite_slope_at_minus_1">
/// At x = -1 the value is -infinity and the slope +infinity, except for a strong zero of the gradient.
/// </kinks>
public sealed record Log1p : ElementwiseOp
{
    internal static readonly Log1p Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Log1pFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / (1 + x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Log1p"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Log1p()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInLog1p(x) ?? Autograd.Log1p.Instance.Apply(x);
        }
    }
}
