using System.Numerics;

namespace Autograd;

/// <summary>Says which node read a value of a parameter that was updated since, and how the graph of before got into a newer one.</summary>
internal static class StaleParameter
{
    private const int Listed = 3;

    /// <param name="parameter">What was updated.</param>
    /// <param name="reader">A node that read the value before the update.</param>
    /// <param name="output">What is differentiated; the reader went into it.</param>
    public static GradientException Explain<T>(Parameter<T> parameter, Node<T> reader, Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var carried = CarriedOver(parameter, reader, output);
        var subject = $"Backward: {parameter.Label} was updated at {parameter.UpdatedAt} (now version {parameter.Version}) after "
            + $"{reader.LabelAndOrigin} had read it, so the rule of {reader.Op!.Name} would meet the new value. ";
        if (carried.Count == 0)
        {
            return new GradientException(subject + "Compute the loss again after an update, and take all gradients before it.");
        }

        var names = string.Join(" and ", carried.Take(Listed).Select(node => node.LabelAndOrigin));
        var more = carried.Count > Listed ? $" and {carried.Count - Listed} more" : "";
        return new GradientException(
            subject + $"That was before the update, and was carried over into what was computed after it by {names}{more}: "
            + "carry a state over an update by its StopGradient(), or compute it again; to learn across the steps, update after the last.");
    }

    // What was made of the reader before the update and used after it.
    private static List<Node<T>> CarriedOver<T>(Parameter<T> parameter, Node<T> reader, Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var behind = new HashSet<long> { reader.Id };
        var carried = new List<Node<T>>();
        foreach (var node in TopologicalOrder.Of(output, oldest: reader.Id))
        {
            foreach (var input in node.Inputs.Where(input => behind.Contains(input.Id)))
            {
                behind.Add(node.Id);
                if (input.Id < parameter.LastUpdate && node.Id > parameter.LastUpdate && !carried.Contains(input))
                {
                    carried.Add(input);
                }
            }
        }

        return carried;
    }
}
