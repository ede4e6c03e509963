using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// y = x^p, element by element, for one given number p; x^0 = 1 for every x, and NaN for finite negative x unless p is an integer.
/// </summary>
/// <remarks>
/// y' = p x^(p - 1), and 0 for every x if p is 0. p is a double in float too; p - 1 is rounded
/// to one, which the slope in double shows as some |ln x| / 2 units in the last place where that is not exact. y has the shape of x.
/// No gradient goes to p; see <see cref="Pow"/> for that.
/// </remarks>
/// <kinks test="Pow_at_0">x^0 = 1 with slope 0, at x = 0 too; at x = 0 the slope is infinite if p is below 1.</kinks>
/// <param name="Exponent">The exponent p.</param>
public sealed record PowConstant(double Exponent) : ElementwiseOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        switch (Exponent)
        {
            case 0:
                y.Fill(T.One);
                break;
            case 1:
                x.CopyTo(y);
                break;
            case 2:
                TensorPrimitives.Multiply(x, x, y);
                break;
            case 3:
                VectorMap.Run<T, CubeFunction>(x, y);
                break;
            case -1:
                TensorPrimitives.Reciprocal(x, y);
                break;
            default:
                Powers.Run(x, Exponent, y);
                break;
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Exponent == 0
        ? NoSlope.Gradient(grad)
        : grad * (Exponent * new PowConstant(Exponent - 1).Apply(x));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="PowConstant"/>
        /// <param name="exponent">The exponent p.</param>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Pow(double exponent)
        {
            ArgumentNullException.ThrowIfNull(x);
            var stable = exponent switch
            {
                2 => Formulas.EndingInSquare(x),
                0.5 => Formulas.EndingInSqrt(x),
                -0.5 => Formulas.EndingInRsqrt(x),
                -1 => Formulas.EndingInReciprocal(x),
                > 0 and < 1 => Formulas.EndingInRoot(x, exponent),
                _ => null,
            };
            return stable ?? new PowConstant(exponent).Apply(x);
        }
    }
}
