using System.Numerics;

namespace Autograd;

/// <summary>Counts the decimal digits that two computations agree in.</summary>
internal static class RightDigits
{
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
        Compare(computed, new NdArray<double>(exact.Shape, Array.ConvertAll(exact.ToArray(), AsSmall<T>)), exact);
        foreach (var one in moved)
        {
            Compare(exact, one, one);
        }

        return worst;

        void Compare(NdArray<double> left, NdArray<double> right, NdArray<double> better)
        {
            for (var i = 0; i < left.Size; i++)
            {
                var digits = Common(left.Span[i], right.Span[i]);
                if (digits < worst.Digits)
                {
                    worst = (digits, i, better.Span[i]);
                }
            }
        }
    }

    // What is too small for the type is rightly 0, or has rightly fewer digits; what is too large for it is lost.
    private static double AsSmall<T>(double exact)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Math.Abs(exact) < 1 ? double.CreateChecked(T.CreateChecked(exact)) : exact;

    private static double Common(double x, double y)
    {
        if (x.Equals(y) || x == y)
        {
            return double.PositiveInfinity;
        }

        var error = Math.Abs(x - y) / Math.Max(Math.Abs(x), Math.Abs(y));
        return double.IsFinite(error) ? Math.Max(0, -Math.Log10(error)) : 0;
    }
}
