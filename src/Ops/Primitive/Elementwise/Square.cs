using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = x^2, element by element.</summary>
/// <remarks>
/// y' = 2 x. y has the shape of x. The squares of Norm(z), Abs(z), Hypot(y, z) and Sqrt(z) become SumOfSquares(z), Square(z),
/// Square(y) + Square(z) and z, which have all derivatives at 0 (<see cref="Stabilizing"/>), also where these are multiplied or divided by
/// a number, as in the square of a standard deviation. A product of a node with itself becomes Square.
/// </remarks>
public sealed record Square : ElementwiseOp
{
    internal static readonly Square Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Multiply(x, x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => 2 * (grad * x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Square"/>
        public Node<T> Square()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInSquare(x) ?? Autograd.Square.Instance.Apply(x);
        }
    }
}
