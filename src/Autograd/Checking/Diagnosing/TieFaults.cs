using System.Globalization;

namespace Autograd;

/// <summary>Faults where elements tie: each has a share that could be right, but their sum is not.</summary>
internal static class TieFaults
{
    private const double NearWhole = 1e-3;

    /// <summary>The diagnosis; null unless all that differs are elements moved together.</summary>
    public static GradientDiagnosis? Find(IReadOnlyList<GradientComparison> mismatches)
    {
        if (mismatches.Count == 0 || mismatches.Any(mismatch => mismatch.Order > 1 || !mismatch.Along.IsOfTie))
        {
            return null;
        }

        // The fewest elements tell most.
        var worst = mismatches.MinBy(mismatch => mismatch.Along.Moved.Count())!;
        var (given, due) = (worst.Analytic, worst.Numerical);
        var how = (given / due) switch
        {
            0 => "none of them gets any of it",
            var times when times > 1.5 && Math.Abs(times - Math.Round(times)) < NearWhole * times =>
                $"they get {Math.Round(times):F0} times what there is: each gets the whole, or several do",
            var times when Math.Abs(times + 1) < NearWhole => "the sum has the wrong sign",
            _ => "the shares do not add up to what there is",
        };
        return new(
            GradientFault.SomeElements,
            string.Create(CultureInfo.InvariantCulture,
                $"where elements tie, their gradients do not add up ({worst.Along.Name}: {given:G4} by the rules, {due:G4} by differences)")
            + ": " + how + ". Give the gradient to one of the tied elements, or share it.");
    }
}
