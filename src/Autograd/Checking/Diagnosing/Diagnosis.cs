namespace Autograd;

/// <summary>
/// Says in words what is probably wrong with a gradient: tries which fault turns the gradient by differences into the one by the rules.
/// </summary>
internal static class Diagnosis
{
    private const int MostDiagnoses = 3;
    private const int MostOfOneInput = 2;

    // The more a fault says, the earlier it stands.
    private static readonly Func<GradientEvidence, int, GradientDiagnosis?>[] s_faults =
    [
        ElementFaults.NotANumber,
        ElementFaults.IncomingGradientIgnored,
        ElementFaults.Zero,
        IndexFaults.Swapped,
        ElementFaults.Sign,
        ElementFaults.Factor,
        IndexFaults.Transposed,
        OutputFaults.WrittenByColumns,
        OutputFaults.Exchanged,
        IndexFaults.MissingSum,
        IndexFaults.Overwritten,
        IndexFaults.Misplaced,
        OutputFaults.SomeOutputs,
        IndexFaults.SomeElements,
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
            return [CapturedValue(mismatches)];
        }

        if (mismatches.Count > 0 && StoppedGradient.Find(function) is { } stopped)
        {
            return [stopped];
        }

        var evidence = new GradientEvidence(function, comparisons);
        var found = Enumerable.Range(0, function.Inputs.Length)
            .Where(input => !evidence.IsRight(input) || mismatches.Exists(mismatch => mismatch.Input == input))
            .SelectMany(input => FaultsOf(evidence, input))
            .OrderBy(fault => fault.Rank)
            .Select(fault => fault.Diagnosis)
            .Distinct()
            .Take(MostDiagnoses)
            .ToList();
        return found.Count > 0 || mismatches.Count == 0
            ? found
            : [new(GradientFault.Unknown, "no fault that is known here explains these numbers.")];
    }

    private static IEnumerable<(int Rank, GradientDiagnosis Diagnosis)> FaultsOf(GradientEvidence evidence, int input)
    {
        // What is not a number explains nothing further.
        var most = Array.TrueForAll(evidence.Rules[input], double.IsFinite) ? MostOfOneInput : 1;
        return s_faults.Index()
            .Select(fault => (Rank: fault.Index, Diagnosis: fault.Item(evidence, input)!))
            .Where(fault => fault.Diagnosis is not null)
            .Take(most);
    }

    private static GradientDiagnosis CapturedValue(List<GradientComparison> mismatches)
    {
        var how = mismatches.TrueForAll(mismatch => mismatch.Analytic == 0) ? "is lost" : "is not";
        return new(
            GradientFault.CapturedValue,
            $"the gradient is right, but its own derivative {how}: a rule captured a raw value (StopGradient, or a number computed outside "
            + "nodes); write it in operations on nodes.");
    }
}
