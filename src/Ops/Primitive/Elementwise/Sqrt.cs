using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = the square root of x, element by element; NaN for x below 0.</summary>
/// <remarks>
/// y' = 1 / (2 y): +infinity at 0, but a strong zero of the gradient stays 0 (<see cref="StrongZeros"/>). y has the shape of x.
/// <c>Sqrt(Sum(Square(z)))</c>, or <c>Sqrt(SumOfSquares(z))</c>, becomes Norm(z), <c>Sqrt(Mean(Square(z)))</c> a part of it,
/// <c>Sqrt(Square(y) + Square(z))</c>, where one may be a positive number, Hypot(y, z), and <c>Sqrt(Square(z))</c> Abs(z), all of them also
/// times or divided by a positive number (<see cref="Stabilizing"/>).
/// </remarks>
/// <kinks test="Sqrt_has_infinite_slope_at_0">Slope +infinity at x = 0, except for a strong zero of the gradient.</kinks>
public sealed record Sqrt : ElementwiseOp
{
    internal static readonly Sqrt Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Sqrt(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / (2 * y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sqrt"/>
        public Node<T> Sqrt()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInSqrt(x) ?? Autograd.Sqrt.Instance.Apply(x);
        }
    }
}
