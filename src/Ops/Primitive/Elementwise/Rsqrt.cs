using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = 1 / sqrt(x), element by element; +infinity at 0, NaN below.</summary>
/// <remarks>
/// y' = -y / (2 x): -infinity at 0, but a strong zero of the gradient stays 0 (<see cref="StrongZeros"/>). y has the shape of x.
/// </remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">Value +infinity and slope -infinity at x = 0.</kinks>
public sealed record Rsqrt : ElementwiseOp
{
    internal static readonly Rsqrt Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.ReciprocalSqrt(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (y / (-2 * x));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Rsqrt"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Rsqrt()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInRsqrt(x) ?? Autograd.Rsqrt.Instance.Apply(x);
        }
    }
}
