using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>What all distributions share.</summary>
internal static class Distributions
{
    /// <summary>ln 2.</summary>
    public const double LogTwo = 0.69314718055994530942;

    // A ratio from here to its reciprocal has all its digits, in float too.
    private const double Normal = 1e-37;

    /// <summary>Refuses to draw samples without a generator, and where a replay would repeat them.</summary>
    public static void RequireRandom(string operation, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Recording.AnnounceDecision(operation, Recording.RandomNumbers);
    }

    /// <summary>
    /// Refuses a value that is not one sample, or a batch of them along leading axes: a stretched
    /// value would be paired with parameters that it does not belong to.
    /// </summary>
    /// <exception cref="ShapeException">The last axes of the value are not those of a sample.</exception>
    public static void RequireSamples<T>(string operation, Node<T> value, Shape sample)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!EndsWith(value.Shape, sample))
        {
            throw new ShapeException(
                $"{operation}: the value has shape {value.Shape} and a sample of this distribution has shape {sample}; "
                + "the value must have that shape, or further axes before it. "
                + "Reshape the value, or broadcast the parameters first."
                + Origins.OfInputs(value));
        }
    }

    /// <summary>Refuses two distributions of which neither can stand for a batch of the other.</summary>
    /// <exception cref="ShapeException">Neither shape ends with the other.</exception>
    public static void RequirePair(string operation, Shape first, Shape second, string inputs)
    {
        if (!EndsWith(first, second) && !EndsWith(second, first))
        {
            throw new ShapeException(
                $"{operation}: samples of the first distribution have shape {first} and those of the second {second}; "
                + "they must be the same, but for further axes before. "
                + "Reshape or broadcast the parameters first."
                + inputs);
        }
    }

    /// <summary>Refuses a value with an element that is no probability. NaN passes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An element is below 0 or above 1.</exception>
    public static void RequireFromZeroToOne<T>(string operation, ReadOnlySpan<T> value, string usually = "")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] < T.Zero || value[i] > T.One)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value[i],
                    Invariant($"{operation}: value is {value[i]} at position {i}; each must be from 0 to 1{usually}."));
            }
        }
    }

    /// <summary>Samples, each drawn with its own two parameters, which broadcast to the shape of one.</summary>
    /// <returns>A constant of shape (batch..., shape...).</returns>
    public static Node<T> Draw<T>(
        string operation, Random random, Shape batch, Shape shape, Node<T> x, Node<T> y, Func<Random, double, double, T> draw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireRandom(operation, random);
        var (first, second) = (x.BroadcastTo(shape).Inspect(), y.BroadcastTo(shape).Inspect());
        var next = 0;
        return Node.Constant(NdArray.Generate([.. batch, .. shape], () =>
        {
            var i = next++ % shape.Size;
            return draw(random, double.CreateChecked(first.Span[i]), double.CreateChecked(second.Span[i]));
        }));
    }

    /// <summary>Weight times x, and 0 where the weight is 0, whatever x is: 0 ln 0 = 0.</summary>
    /// <remarks>
    /// The slope by a weight of 0 is 0 too, unlike that of <see cref="MultiplyNoNan"/>: the weights
    /// are softmax or sigma, whose own slope is 0 there, and 0 times the infinite x would be NaN.
    /// </remarks>
    public static Node<T> Weighted<T>(Node<T> weight, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => weight * weight.EqualTo(0).Where(0, x);

    /// <summary>x / y - 1 - ln(x / y) for positive x and y: 0 where they are the same, and never below.</summary>
    /// <remarks>
    /// Of close numbers the ratio would lose what they differ by; with l = ln(1 + (x - y) / y) it is e^l - 1 - l. Of numbers so far apart
    /// that the ratio overflows or vanishes the logarithms are subtracted.
    /// </remarks>
    public static Node<T> RatioExcess<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var difference = (x - y) / y;
        return (difference.Abs() < 0.5).Where(difference.Log1p().Expm1MinusX(), difference - LogRatio(x, y));
    }

    /// <summary>ln(x / y) for positive x and y, also where their ratio overflows or vanishes.</summary>
    public static Node<T> LogRatio<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ratio = x / y;
        return ((ratio >= Normal) & (ratio <= 1 / Normal)).Where(ratio.Log(), x.Log() - y.Log());
    }

    /// <summary>
    /// sum_k p_k (ln p_k - ln q_k) with the probabilities p = softmax(x) and q = softmax(y) on the last axis; never below 0.
    /// </summary>
    /// <remarks>
    /// The logarithms of close probabilities would lose what they differ by. With d = y - x minus its mean under p, the divergence is
    /// ln(1 + t), where t = sum_k p_k (e^d_k - 1 - d_k) adds up what is 0 or more. Where t is large, nothing cancels in the logarithms.
    /// An offset of all logits changes nothing; it is taken off first, by the likeliest class, because it would cost digits.
    /// </remarks>
    public static Node<T> OfLogits<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const double excluded = double.NegativeInfinity;
        var p = x.Softmax(-1);
        var largest = x.StopGradient().Max(-1, keepDims: true);
        largest = largest.EqualTo(excluded).Where(0, largest);
        var opposite = x.EqualTo(largest).Where(y.StopGradient(), excluded).Max(-1, keepDims: true);
        opposite = opposite.EqualTo(excluded).Where(largest, opposite);
        var distance = (x.EqualTo(excluded) * y.EqualTo(excluded)).Where(0, y - x - (opposite - largest));
        (x, y) = (x - largest, y - opposite);

        // Twice, because the first mean may be large, and be rounded.
        var mean = Weighted(p, distance).Sum(-1, keepDims: true);
        var rest = distance - mean;
        var restMean = Weighted(p, rest).Sum(-1, keepDims: true);
        rest -= restMean;

        // Where e^d is large, p may be too small for their product.
        var large = (y - (x.LogSumExp(-1, keepDims: true) + mean + restMean)).Exp() - p - Weighted(p, rest);
        var t = (rest.Abs() < 1).Where(p * rest.Expm1MinusX(), large).Sum(-1);
        return (t < 1).Where(t.Log1p(), Weighted(p, x.LogSoftmax(-1) - y.LogSoftmax(-1)).Sum(-1));
    }

    private static bool EndsWith(Shape longer, Shape shorter) =>
        longer.Rank >= shorter.Rank && longer.Lengths[(longer.Rank - shorter.Rank)..].SequenceEqual(shorter.Lengths);
}
