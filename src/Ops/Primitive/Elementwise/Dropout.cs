using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>y_i = 0 with probability <c>Rate</c>, else x_i / (1 - Rate), so that the expected value of y_i is x_i: for training.</summary>
/// <remarks>
/// The gradient is dropped and scaled in the same way. What is dropped is decided by the seed alone, so that it is the same
/// whenever the operation is run: in the backward pass, in derivatives of any order, in difference quotients; and nothing has
/// to be kept. Dropped elements are 0 whatever x is there, and their gradient is a strong zero (<see cref="StrongZeros"/>). y
/// has the shape of x. N. Srivastava et al.: Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014).
/// </remarks>
/// <kinks test="A_dropped_element_gets_a_strong_zero">
/// A dropped element is 0 whatever x is there, with a strong zero; rate 0 is the identity, rate 1 drops everything.
/// </kinks>
/// <param name="Rate">The probability with which an element is dropped, from 0 to 1.</param>
/// <param name="Seed">Decides which elements are dropped.</param>
public sealed record Dropout(double Rate, int Seed) : UnaryOp, IRunsOnce
{
    string IRunsOnce.WhyOnce =>
        "it would drop the same elements in every run; multiply by a mask that is a constant (0, or 1 / (1 - rate)), "
        + "and set the mask before each run";

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        RequireRate(Rate);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var random = new Random(Seed);
        var elements = x.Span;
        var scale = T.CreateChecked(1 / (1 - Rate));
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = random.NextDouble() < Rate ? T.Zero : elements[i] * scale;
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => StrongZeros.Select(grad, Apply);

    internal static void RequireRate(double rate)
    {
        if (!(rate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate,
                Invariant($"Dropout: rate {rate} must be from 0 to 1; it is the probability with which an element is dropped."));
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Dropout"/>
        /// <param name="rate">The probability with which an element is dropped, from 0 to 1.</param>
        /// <param name="random">Gives the seed; a generator that is seeded itself makes a training repeatable.</param>
        /// <returns>A node of the shape of x; x itself for rate 0.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The rate is not from 0 to 1.</exception>
        public Node<T> Dropout(double rate, Random random)
        {
            ArgumentNullException.ThrowIfNull(random);
            Autograd.Dropout.RequireRate(rate);
            return rate == 0 ? x : new Dropout(rate, random.Next()).Apply(x);
        }
    }
}
