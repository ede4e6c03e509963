using System.Numerics;

namespace Autograd;

/// <summary>y = polygamma(n, x), the derivative of order n of digamma(x), element by element; of order 1 it is trigamma.</summary>
/// <remarks>
/// y' = polygamma(n + 1, x), so that the family is closed under differentiation; order int.MaxValue has no derivative. Above order 64 y is
/// right to some n units in the last place. y has the shape of x.
/// </remarks>
/// <kinks test="LogGamma_and_its_derivatives_at_poles">
/// At the negative integers +infinity for an odd order, NaN for an even one, because the sides
/// differ; at 0 +infinity for an odd order, -infinity (at -0 +infinity) for an even one.
/// </kinks>
/// <param name="Order">How many times digamma is differentiated, from 1.</param>
public sealed record Polygamma(int Order) : ElementwiseOp
{
    internal static readonly Polygamma Trigamma = new(1);

    /// <summary>How many times digamma is differentiated, from 1.</summary>
    public int Order { get; } = Order >= 1
        ? Order
        : throw new ArgumentOutOfRangeException(
            nameof(Order), Order, "Polygamma: the order must not be negative; of order 0 it is Digamma.");

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating(GammaFunctions.Polygamma(Order, double.CreateTruncating(x[i])));
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Order < int.MaxValue
        ? grad * x.Polygamma(Order + 1)
        : throw new NotSupportedException($"{Name}: the derivative of order {Order} has none: there is no larger order.");
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Polygamma"/>
        /// <param name="order">How many times digamma is differentiated; not at all is <see cref="Autograd.Digamma"/> itself.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
        public Node<T> Polygamma(int order) => order == 0 ? x.Digamma() : new Polygamma(order).Apply(x);

        /// <summary>
        /// y = trigamma(x), the second derivative of ln gamma(x), element by element; see <see cref="Autograd.Polygamma"/>.
        /// </summary>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Trigamma() => Autograd.Polygamma.Trigamma.Apply(x);
    }
}
