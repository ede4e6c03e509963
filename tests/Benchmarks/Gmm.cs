using System.Globalization;
using Benchmarks.AdBench;

namespace Benchmarks;

/// <summary>
/// The Gaussian mixture of ADBench: agrees with the published figures, then the time of the objective, and of the objective with its
/// gradient.
/// </summary>
internal static class Gmm
{
    private const double Tolerance = 1e-10;

    public static bool Run()
    {
        Console.WriteLine($"cores: {Environment.ProcessorCount}");
        var agree = true;
        foreach (var published in PublishedMixture.All)
        {
            var model = published.Read();
            var difference = published.LargestDifference(model);
            agree &= difference <= Tolerance;
            var verdict = difference <= Tolerance ? "agree with" : "DIFFER FROM";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{published.Name}: objective and norms of the gradient {verdict} the published ones, "
                + $"largest relative difference {difference:E1}"));
            Measure(published.Name + " objective", () => model.Objective());
            Measure(published.Name + " gradient", () => model.Objective().Backward());
        }

        return agree;
    }

    private static void Measure(string name, Action step) =>
        Console.WriteLine(Measurement.Of(name, step, warm: 20, repeats: 20, count: 20));
}
