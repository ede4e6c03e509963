using System.Globalization;

namespace Autograd;

/// <summary>Says in words what is probably wrong with a gradient: tries which fault turns the gradient by differences into the one by the rules.</summary>
internal static class Diagnosis
{
    private const int Named = 3;
    private const int ForEachInput = 2;

    // The more a fault says, the earlier it stands.
    private static readonly Func<GradientEvidence, int, GradientDiagnosis?>[] s_faults =
    [
        PlainFaults.NotANumber,
        PlainFaults.IncomingGradientIgnored,
        PlainFaults.Zero,
        PlaceFaults.Swapped,
        PlainFaults.Sign,
        PlainFaults.Factor,
        PlaceFaults.Transposed,
        PlaceFaults.MissingSum,
        PlaceFaults.Overwritten,
        PlaceFaults.Misplaced,
        PlaceFaults.SomeElements,
        FormulaFaults.MissingFactor,
        FormulaFaults.MissingTerm,
        FormulaFaults.Constant,
    ];

    /// <summary>What is probably wrong, the most telling fault first.</summary>
    public static IReadOnlyList<GradientDiagnosis> Of(CheckedFunction function, IReadOnlyList<GradientComparison> comparisons)
    {
        var mismatches = comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).ToList();
        if (mismatches.Count > 0 && mismatches.TrueForAll(mismatch => mismatch.Order > 1))
        {
            return [Captured(mismatches)];
        }

        var evidence = new GradientEvidence(function, comparisons);
        var found = new List<(int Rank, GradientDiagnosis Diagnosis)>();
        for (var input = 0; input < function.Inputs.Length; input++)
        {
            if (evidence.IsRight(input))
            {
                continue;
            }

            // What is not a number explains nothing further.
            var isNumber = Array.TrueForAll(evidence.Rules[input], double.IsFinite);
            found.AddRange(s_faults.Select((fault, rank) => (rank, fault(evidence, input)!)).Where(fault => fault.Item2 is not null).Take(isNumber ? ForEachInput : 1));
        }

        GradientDiagnosis[] known = [.. found.OrderBy(fault => fault.Rank).Select(fault => fault.Diagnosis).Distinct().Take(Named)];
        return known.Length > 0 || mismatches.Count == 0 ? known : [new(GradientFault.Unknown, "no fault that is known here explains these numbers.")];
    }

    private static GradientDiagnosis Captured(List<GradientComparison> mismatches) => new(GradientFault.CapturedValue, string.Create(CultureInfo.InvariantCulture,
        $"the gradient is right, but {(mismatches.TrueForAll(mismatch => mismatch.Analytic == 0) ? "its own derivative is lost" : "its own derivative is not")}: "
        + $"a rule captured a raw value (StopGradient, or a number computed outside nodes); write it in operations on nodes."));
}
