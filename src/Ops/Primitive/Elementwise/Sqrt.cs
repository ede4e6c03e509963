using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = the square root of x, element by element; NaN for x below 0.</summary>
/// <remarks>
/// y' = 1 / (2 y): +infinity at 0, but a strong zero of the gradient stays 0 (<see cref="StrongZeros"/>). y has the shape of x.
/// <c>Sqrt(Sum(Square(z)))</c>, or <c>Sqrt(SumOfSquares(z))</c>, becomes Norm(z) (<see cref="Stabilizing"/>).
/// </remarks>
/// <kinks test="Sqrt_has_infinite_slope_at_0">Slope +infinity at x = 0, except for a strong zero of the gradient.</kinks>
public sealed record Sqrt : ElementwiseOp
{
    internal static readonly Sqrt Instance = new();

    /// <summary>The stable operation for the formula that ends in the square root of x, or null.</summary>
    internal static Node<T>? Stable<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Op is SumOfSquares squares && Stabilizing.TryReplace(x, out var z))
        {
            return Stabilizing.Replace(new Norm(squares.Axes, squares.KeepDims).Apply(z), "Sqrt(SumOfSquares(z))", x);
        }

        return x.Op is Sum sum && Stabilizing.TryReplace(x, out var square) && square.Op is Square && Stabilizing.TryReplace(square, out z)
            ? Stabilizing.Replace(new Norm(sum.Axes, sum.KeepDims).Apply(z), "Sqrt(Sum(Square(z)))", x, square)
            : null;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Sqrt(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / (T.CreateChecked(2) * y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sqrt"/>
        public Node<T> Sqrt() => Autograd.Sqrt.Stable(x) ?? Autograd.Sqrt.Instance.Apply(x);
    }
}
