using Autograd;

namespace Benchmarks.AdBench;

/// <summary>What was published for a data file: the objective, and the norms of its gradients.</summary>
/// <param name="Name">The name of the file without its ending.</param>
/// <param name="Objective">The objective, to 12 digits.</param>
/// <param name="Alpha">The norm of the gradient with respect to alpha.</param>
/// <param name="Mu">The norm of the gradient with respect to mu.</param>
/// <param name="Icf">The norm of the gradient with respect to icf.</param>
internal sealed record PublishedMixture(string Name, double Objective, double Alpha, double Mu, double Icf)
{
    public static IReadOnlyList<PublishedMixture> All { get; } =
    [
        new("gmm_test", 8.07380408005, 0.9805512413590408, 1.671361725758904, 6.4028472116828),
        new("gmm_d2_K5", -5240.59056255, 587.5386271064226, 697.3012676193175, 894.3045901120726),
        new("gmm_d10_K25", -25649.6526212, 298.76020868767085, 1799.5917080598454, 1939.221063792749),
    ];

    /// <summary>The mixture of the file.</summary>
    public GaussianMixture Read() => GaussianMixture.Read(Path.Combine(AppContext.BaseDirectory, "adbench", Name + ".txt"));

    /// <summary>The largest relative difference of a mixture's objective and norms from the published ones.</summary>
    public double LargestDifference(GaussianMixture mixture)
    {
        var objective = mixture.Objective();
        var gradients = objective.Backward();
        return new[]
        {
            Difference(Objective, objective.Scalar),
            Difference(Alpha, gradients[mixture.Alpha].Norm().Scalar),
            Difference(Mu, gradients[mixture.Mu].Norm().Scalar),
            Difference(Icf, gradients[mixture.Icf].Norm().Scalar),
        }.Max();
    }

    private static double Difference(double expected, double actual) => Math.Abs(actual - expected) / Math.Abs(expected);
}
