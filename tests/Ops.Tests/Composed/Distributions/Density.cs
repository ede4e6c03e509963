namespace Ops.Tests;

/// <summary>The densities of Math.NET.</summary>
internal static class Density
{
    public static double Normal(double mean, double standardDeviation, double x) =>
        MathNet.Numerics.Distributions.Normal.PDF(mean, standardDeviation, x);

    public static double Laplace(double location, double scale, double x) =>
        MathNet.Numerics.Distributions.Laplace.PDF(location, scale, x);
}
