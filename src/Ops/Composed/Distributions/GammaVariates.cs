using System.Numerics;

namespace Autograd;

/// <summary>
/// Draws that are made of gamma variables: by their logarithms, because those of a small concentration are below all numbers.
/// </summary>
/// <remarks>
/// Of concentration 0.01, one draw in three is below what float holds, and quotients of such draws would be 0 / 0. A gamma variable of
/// concentration a is u^(1 / a) times one of a + 1, with u uniform. L. Devroye: Non-Uniform Random Variate Generation (1986), chapter IX.
/// </remarks>
internal static class GammaVariates
{
    /// <summary>The logarithm of a draw with a concentration and the rate 1; NaN of NaN, infinity of infinity.</summary>
    public static double Log(Random random, double concentration)
    {
        if (!double.IsFinite(concentration))
        {
            return concentration;
        }

        return concentration >= 1
            ? Math.Log(MathNet.Numerics.Distributions.Gamma.Sample(random, concentration, 1))
            : Math.Max(double.MinValue, Math.Log(MathNet.Numerics.Distributions.Gamma.Sample(random, concentration + 1, 1))
                + (Math.Log(1 - random.NextDouble()) / concentration));
    }

    /// <summary>A gamma variable.</summary>
    public static double Gamma(Random random, double concentration, double rate) => Math.Exp(Log(random, concentration) - Math.Log(rate));

    /// <summary>A beta variable x / (x + y), with gamma variables x and y.</summary>
    public static double Beta(Random random, double a, double b)
    {
        var log = Log(random, a);
        return 1 / (1 + Math.Exp(Log(random, b) - log));
    }

    /// <summary>Student's variable z sqrt(v / x), with a normal variable z, and a gamma variable x / 2 of concentration v / 2.</summary>
    public static double StudentT(Random random, double degreesOfFreedom)
    {
        var z = MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        var half = degreesOfFreedom / 2;
        return double.IsPositiveInfinity(half) ? z
            : z * Math.Min(double.MaxValue, Math.Exp((Math.Log(half) - Log(random, half)) / 2));
    }

    /// <summary>A row that adds up to 1, with gamma variables over their sum; NaN if a concentration is NaN or infinite.</summary>
    public static double[] Dirichlet(Random random, double[] concentrations)
    {
        var row = Array.ConvertAll(concentrations, a => Log(random, a));
        var largest = row.Max();
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = Math.Exp(row[i] - largest);
            sum += row[i];
        }

        return Array.ConvertAll(row, x => x / sum);
    }

    /// <summary>
    /// The number of the element type, from its smallest normal one, where a density may be infinite at 0, to a largest one; NaN stays NaN.
    /// </summary>
    public static T Positive<T>(double number, T largest)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Min(
            largest,
            T.Max(T.CreateChecked(typeof(T) == typeof(double) ? 2.2250738585072014e-308 : 1.17549435e-38), T.CreateChecked(number)));

    /// <summary>The number of the element type, or the largest of them, with the sign of a number beyond it; NaN stays NaN.</summary>
    public static T Bounded<T>(double number)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.BitDecrement(T.PositiveInfinity);
        return T.Max(-largest, T.Min(largest, T.CreateChecked(number)));
    }
}
