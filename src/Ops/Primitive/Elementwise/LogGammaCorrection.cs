namespace Autograd;

/// <summary>
/// y = d^n/dx^n (ln gamma(x) - (x - 1/2) ln x + x - ln(2 pi) / 2), element by element: what Stirling's formula lacks of ln gamma(x), from
/// x = 0 on; of order 0 it is near 1 / (12 x).
/// </summary>
/// <remarks>
/// Sums of ln gamma, of which the large parts cancel, as in densities of large concentrations, are written with it, and keep their digits.
/// C. Loader: Fast and Accurate Computation of Binomial Probabilities (2000). y' is that of order n + 1; order int.MaxValue has no
/// derivative. y has the shape of x.
/// </remarks>
/// <kinks test="What_Stirlings_formula_lacks_at_the_ends">At 0 +infinity (of an odd order -infinity), at infinity 0, below 0 NaN.</kinks>
/// <param name="Order">How many times it is differentiated, from 0.</param>
public sealed record LogGammaCorrection(int Order = 0) : ElementwiseOp
{
    /// <summary>How many times it is differentiated, from 0.</summary>
    public int Order { get; } = Order >= 0
        ? Order
        : throw new ArgumentOutOfRangeException(nameof(Order), Order, "LogGammaCorrection: the order must not be negative.");

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        if (Order == 0)
        {
            VectorMap.RunInDouble<T, LogGammaCorrectionFunction>(x, y);
            return;
        }

        if (Order == 1)
        {
            VectorMap.RunInDouble<T, LogGammaCorrectionSlopeFunction>(x, y);
            return;
        }

        for (var i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating(GammaFunctions.LogGammaCorrection(Order, double.CreateTruncating(x[i])));
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Order < int.MaxValue
        ? grad * new LogGammaCorrection(Order + 1).Apply(x)
        : throw new NotSupportedException($"{Name}: the derivative of order {Order} has none: there is no larger order.");
}
