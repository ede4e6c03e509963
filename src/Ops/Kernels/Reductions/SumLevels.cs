using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Keeps sums that are added to very often small: after each 256 additions they are added to sums of a second level, and after 256 times
/// 256 these to sums of a third. So the rounding errors of no more than some hundreds of additions add up.
/// </summary>
internal static class SumLevels
{
    /// <summary>The additions to a level.</summary>
    public const int Length = 256;

    /// <summary>Carries to the higher levels, if it is time.</summary>
    /// <param name="additions">The number of additions until now.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="second">Those of the second level.</param>
    /// <param name="third">Those of the third.</param>
    public static void Carry<T>(long additions, Span<T> sums, Span<T> second, Span<T> third)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (additions % Length != 0)
        {
            return;
        }

        Move(sums, second);
        if (additions / Length % Length == 0)
        {
            Move(second, third);
        }
    }

    /// <summary>Adds up the levels in the lowest.</summary>
    public static void Join<T>(Span<T> sums, ReadOnlySpan<T> second, ReadOnlySpan<T> third)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Add(sums, second, sums);
        TensorPrimitives.Add(sums, third, sums);
    }

    private static void Move<T>(Span<T> from, Span<T> to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Add(to, from, to);
        from.Clear();
    }
}
