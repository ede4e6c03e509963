using System.Numerics;

namespace Autograd;

/// <summary>y = the logarithm of x to base 10, element by element, exact of 10, 100...; -infinity at 0, NaN below.</summary>
/// <remarks>
/// y' = 1 / (x ln 10). y has the shape of x. Of exponentials, probabilities and <c>1 + x</c>, the formulas that <see cref="Log"/>
/// recognizes are recognized (<see cref="Stabilizing"/>). Elsewhere <c>np.log10</c>, <c>torch.log10</c>.
/// </remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">
/// At x = 0 the value is -infinity and the slope +infinity, except for a strong zero of the gradient.
/// </kinks>
public sealed record Log10 : ElementwiseOp
{
    internal static readonly Log10 Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Log10Function>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / (double.Log(10) * x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Log10"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Log10()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInLog(x, 10) ?? Autograd.Log10.Instance.Apply(x);
        }
    }
}
