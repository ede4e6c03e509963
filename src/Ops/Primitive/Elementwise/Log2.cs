using System.Numerics;

namespace Autograd;

/// <summary>y = the logarithm of x to base 2, element by element; -infinity at 0, NaN below.</summary>
/// <remarks>
/// y' = 1 / (x ln 2). y has the shape of x. Of exponentials, probabilities and <c>1 + x</c>, the formulas that <see cref="Log"/>
/// recognizes are recognized (<see cref="Stabilizing"/>).
/// </remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">
/// At x = 0 the value is -infinity and the slope +infinity, except for a strong zero of the gradient.
/// </kinks>
public sealed record Log2 : ElementwiseOp
{
    internal static readonly Log2 Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Log2Function>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / (double.Log(2) * x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Log2"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Log2()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInLog(x, 2) ?? Autograd.Log2.Instance.Apply(x);
        }
    }
}
