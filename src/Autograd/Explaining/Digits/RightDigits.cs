using System.Numerics;

namespace Autograd;

/// <summary>Counts the decimal digits that two computations agree in.</summary>
internal static class RightDigits
{
    // The smallest normal numbers of the types.
    private const double SmallestFloat = 1.17549435e-38;
    private const double SmallestDouble = 2.2250738585072014e-308;

    /// <summary>As many as a number of the type holds.</summary>
    public static double Most<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => -Math.Log10(double.CreateChecked(T.BitIncrement(T.One) - T.One) / 2);

    /// <summary>The element with the fewest right digits, and what it should be.</summary>
    /// <param name="computed">What the graph holds.</param>
    /// <param name="exact">The same computed in double.</param>
    /// <param name="moved">The same in double, with inputs moved; it is compared with <paramref name="exact"/>.</param>
    public static (double Digits, int Element, double Better) Worst<T>(
        NdArray<double> computed, NdArray<double> exact, IEnumerable<NdArray<double>> moved)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var worst = (Digits: Most<T>(), Element: 0, Better: exact.Size == 0 ? 0 : exact.Span[0]);
        Compare(computed, exact, typeof(T) == typeof(float) ? SmallestFloat : SmallestDouble);
        foreach (var one in moved)
        {
            Compare(exact, one, SmallestDouble);
        }

        return worst;

        void Compare(NdArray<double> left, NdArray<double> right, double smallest)
        {
            for (var i = 0; i < left.Size; i++)
            {
                var digits = Common(left.Span[i], right.Span[i], smallest);
                if (digits < worst.Digits)
                {
                    worst = (digits, i, right.Span[i]);
                }
            }
        }
    }

    // Below the smallest normal number there are fewer digits, down to 0, and that is right; what is too large for the type is lost.
    private static double Common(double x, double y, double smallest)
    {
        if (x.Equals(y) || x == y)
        {
            return double.PositiveInfinity;
        }

        var error = Math.Abs(x - y) / Math.Max(smallest, Math.Max(Math.Abs(x), Math.Abs(y)));
        return double.IsFinite(error) ? Math.Max(0, -Math.Log10(error)) : 0;
    }
}
