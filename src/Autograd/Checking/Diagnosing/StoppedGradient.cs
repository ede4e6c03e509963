namespace Autograd;

/// <summary>Finds out whether a gradient differs only by what a <see cref="Node{T}.StopGradient"/> cuts off.</summary>
internal static class StoppedGradient
{
    private const int Named = 2;
    private const int Directions = 4;

    /// <summary>
    /// The diagnosis; null if there is no such node, or if the rules differ from differences also where what it cuts off is held fixed.
    /// </summary>
    public static GradientDiagnosis? Find(CheckedFunction function)
    {
        var cuts = TopologicalOrder.Of(function.Output).Where(node => node.DetailsIfAny?.CutFrom is not null).ToList();
        if (cuts.Count == 0 || !AgreesWithCutsHeld(function))
        {
            return null;
        }

        var names = string.Join(" and ", cuts.Take(Named).Select(cut => cut.LabelAndOrigin)) + (cuts.Count > Named ? " and others" : "");
        return new(
            GradientFault.StoppedGradient,
            $"the rules are right, but {names} on the path cuts off a part of the derivative: with that held fixed, rules and differences "
            + "agree. If the gradient is meant to differ, name the input in GradientCheckOptions.MeantToDiffer; "
            + "else remove the StopGradient.");
    }

    // In the graph that was recorded, what is cut off is a constant.
    private static bool AgreesWithCutsHeld(CheckedFunction function)
    {
        var inputs = function.Inputs;
        var points = Array.ConvertAll(inputs, input => input.Value);
        var options = new GradientCheckOptions { Order = 1, Directions = Directions, LargestEveryElement = Directions };
        return !GradientCheck.Of(Held, points, options).HasMistake;

        Node<double> Held(IReadOnlyList<Node<double>> moved) => Retrace.Of<double, double>(
            function.Output, leaf => Array.IndexOf(inputs, leaf) is >= 0 and var i ? moved[i] : null);
    }
}
