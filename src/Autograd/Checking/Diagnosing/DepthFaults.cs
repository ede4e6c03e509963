namespace Autograd;

/// <summary>Faults one level below: the rule of an operation inside of the function, or of one that a rule uses.</summary>
internal static class DepthFaults
{
    /// <summary>The operation inside of a function of several whose own rule is wrong.</summary>
    public static GradientDiagnosis? Inside(CheckedFunction function)
    {
        if (TopologicalOrder.Of(function.Output).Count(node => node.InputCount > 0) < 2)
        {
            return null;
        }

        var report = Check(function.Output, order: 1, oldest: 0);
        return report?.Suspects is [var suspect, ..]
            ? new(
                GradientFault.AnotherRule,
                $"the rule of {suspect.Operation} inside of the function is wrong"
                + $"{(suspect.Origin is { } origin ? $", made at {origin}" : "")}: {First(suspect)}")
            : null;
    }

    /// <summary>Why a gradient is right and its own derivative is not.</summary>
    public static GradientDiagnosis Above(CheckedFunction function, IReadOnlyList<GradientComparison> mismatches, bool isOfOneNode)
    {
        var how = mismatches.All(mismatch => mismatch.Analytic == 0) ? "is lost" : "is not";
        var start = $"the gradient is right, but its own derivative {how}: ";
        if (isOfOneNode)
        {
            return new(
                GradientFault.CapturedValue,
                $"{start}a rule captured a raw value (StopGradient, or a number computed outside nodes); write it in operations on nodes.");
        }

        var gradients = function.Backward(function.Output, function.Weights, function.Inputs, differentiable: true)
            .Where(gradient => gradient is { RequiresGrad: true }).ToList();
        foreach (var gradient in gradients)
        {
            if (Check(gradient!, order: 1, oldest: function.Output.Id + 1)?.Suspects is [var suspect, ..])
            {
                return new(
                    GradientFault.AnotherRule,
                    $"{start}a rule uses {suspect.Operation}, whose own rule is wrong: {First(suspect)}");
            }
        }

        var who = Check(function.Output, order: 2, oldest: 0)?.Suspects is [{ Operation: var operation }, ..]
            ? $"the rule of {operation}" : "a rule";
        var cut = gradients.SelectMany(gradient => TopologicalOrder.Of(gradient!, function.Output.Id + 1))
            .FirstOrDefault(node => node.DetailsIfAny?.CutFrom is not null);
        var what = cut is null ? "a raw value (StopGradient, or a number computed outside nodes)" : "a value behind StopGradient";
        return new(GradientFault.CapturedValue, $"{start}{who} captured {what}; write it in operations on nodes.");
    }

    private static string First(NodeSuspect suspect) => suspect.Report?.Diagnoses is [var first, ..] ? first.Text : suspect.Finding;

    private static NodeCheckReport? Check(Node<double> output, int order, long oldest)
    {
        try
        {
            return NodeCheck.Run(output, new GradientCheckOptions { Order = order, Directions = 4, LargestEveryElement = 64 }, oldest);
        }
        catch (Exception exception) when (exception is GradientException or ArgumentException)
        {
            return null;
        }
    }
}
