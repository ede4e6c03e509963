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
        SeedFaults.Ignored,
        SeedFaults.NotLinear,
        ElementFaults.Zero,
        SmallErrors.Find,
        IndexFaults.Swapped,
        ElementFaults.Sign,
        ElementFaults.Factor,
        ElementFaults.FactorOfOutput,
        IndexFaults.Transposed,
        OutputFaults.WrittenByColumns,
        OutputFaults.Exchanged,
        IndexFaults.MissingSum,
        IndexFaults.Overwritten,
        IndexFaults.Misplaced,
        AxisFaults.WrongAxis,
        OutputFaults.SomeOutputs,
        PlaceFaults.SomeElements,
        FormulaFaults.Formula,
        FormulaFaults.MissingSum,
        ElementFaults.OneFactor,
        FormulaFaults.Constant,
        FormulaFaults.Fixed,
    ];

    /// <summary>What is probably wrong, the most telling fault first.</summary>
    /// <param name="function">The function.</param>
    /// <param name="comparisons">What was compared.</param>
    /// <param name="isOfOneNode">Whether it is one operation, inside of which there is none to look for.</param>
    public static IReadOnlyList<GradientDiagnosis> Of(
        CheckedFunction function, IEnumerable<GradientComparison> comparisons, bool isOfOneNode)
    {
        var known = comparisons.ToList();
        var mismatches = known.FindAll(comparison => comparison.Verdict == Verdict.Mismatch);
        if (mismatches.Count > 0 && mismatches.TrueForAll(mismatch => mismatch.Order > 1))
        {
            return [DepthFaults.Above(function, mismatches, isOfOneNode)];
        }

        if (mismatches.Count > 0 && (StoppedGradient.Find(function) ?? (isOfOneNode ? null : DepthFaults.Inside(function))) is { } inside)
        {
            return [inside];
        }

        if (TieFaults.Find(mismatches) is { } tied)
        {
            return [tied];
        }

        var evidence = new GradientEvidence(function, known);
        var others = evidence.AtOtherPoints();
        var found = Enumerable.Range(0, function.Inputs.Length)
            .Where(input => !evidence.IsRight(input) || mismatches.Exists(mismatch => mismatch.Input == input))
            .SelectMany(input => FaultsOf(evidence, others, input))
            .OrderBy(fault => fault.Rank)
            .Select(fault => fault.Diagnosis)
            .DistinctBy(diagnosis => diagnosis.Text, StringComparer.Ordinal)
            .Take(MostDiagnoses)
            .ToList();
        return found.Count > 0 || mismatches.Count == 0
            ? found
            : [new(GradientFault.Unknown, "no fault that is known here explains these numbers.")];
    }

    private static IEnumerable<(int Rank, GradientDiagnosis Diagnosis)> FaultsOf(
        GradientEvidence evidence, IReadOnlyList<GradientEvidence> others, int input)
    {
        // What is not a number explains nothing further.
        var most = Array.TrueForAll(evidence.Rules[input], double.IsFinite) ? MostOfOneInput : 1;
        return s_faults.Index()
            .Select(fault => (Rank: fault.Index, Diagnosis: Confirmed(fault.Item, fault.Item(evidence, input))!))
            .Where(fault => fault.Diagnosis is not null)
            .Take(most);

        // What is true of a rule is true at other points and for other incoming gradients too; a coincidence is not.
        GradientDiagnosis? Confirmed(Func<GradientEvidence, int, GradientDiagnosis?> fault, GradientDiagnosis? here) =>
            here?.ConfirmedBy([.. others.Where(other => !other.IsRight(input)).Select(other => fault(other, input))]) is { } diagnosis
                ? others.Count > 0
                    ? diagnosis
                    : diagnosis with { Text = diagnosis.Text + " (Seen at this point alone.)" }
                : null;
    }
}
