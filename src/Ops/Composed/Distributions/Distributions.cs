using System.Numerics;

namespace Autograd;

/// <summary>What all distributions share.</summary>
internal static class Distributions
{
    /// <summary>ln 2.</summary>
    public const double LogTwo = 0.69314718055994530942;

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
    public static void RequireSamples(string operation, Shape value, Shape sample)
    {
        if (!EndsWith(value, sample))
        {
            throw new ShapeException(
                $"{operation}: the value has shape {value} and a sample of this distribution has shape {sample}; "
                + "the value must have that shape, or further axes before it. "
                + "Reshape the value, or broadcast the parameters first.");
        }
    }

    /// <summary>Refuses two distributions of which neither can stand for a batch of the other.</summary>
    /// <exception cref="ShapeException">Neither shape ends with the other.</exception>
    public static void RequirePair(string operation, Shape first, Shape second)
    {
        if (!EndsWith(first, second) && !EndsWith(second, first))
        {
            throw new ShapeException(
                $"{operation}: samples of the first distribution have shape {first} and those of the second {second}; "
                + "they must be the same, but for further axes before. "
                + "Reshape or broadcast the parameters first.");
        }
    }

    /// <summary>Weight times x, and 0 where the weight is 0, whatever x is: 0 ln 0 = 0.</summary>
    /// <remarks>
    /// The slope by a weight of 0 is 0 too, unlike that of <see cref="MultiplyNoNan"/>: the weights
    /// are softmax or sigma, whose own slope is 0 there, and 0 times the infinite x would be NaN.
    /// </remarks>
    public static Node<T> Weighted<T>(Node<T> weight, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => weight * weight.EqualTo(0).Where(0, x);

    private static bool EndsWith(Shape longer, Shape shorter) =>
        longer.Rank >= shorter.Rank && longer.Lengths[(longer.Rank - shorter.Rank)..].SequenceEqual(shorter.Lengths);
}
