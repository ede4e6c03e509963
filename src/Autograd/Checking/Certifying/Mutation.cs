namespace Autograd;

/// <summary>A way in which a rule is made wrong.</summary>
internal enum MutationKind
{
    None,
    Sign,
    Double,
    Half,
    Dropped,
    Swapped,
    Overwritten,
    NotMultiplied,
    FactorY,
    Captured,
    Transposed,
    FirstSlice,
    Shifted,
    LastLost,
}

/// <summary>A wrong rule made of a right one.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Input">The input whose gradient is wrong, for those kinds that are about one.</param>
internal sealed record Mutation(MutationKind Kind, int Input = 0)
{
    /// <summary>Every mutation of a rule with this number of inputs.</summary>
    public static IEnumerable<Mutation> All(int inputs) =>
    [
        new(MutationKind.Sign),
        new(MutationKind.Double),
        new(MutationKind.Half),
        new(MutationKind.NotMultiplied),
        new(MutationKind.FactorY),
        new(MutationKind.Captured),
        new(MutationKind.Transposed),
        new(MutationKind.Shifted),
        new(MutationKind.LastLost),
        new(MutationKind.Swapped),
        new(MutationKind.Overwritten),
        .. Enumerable.Range(0, inputs).Select(input => new Mutation(MutationKind.Dropped, input)),
        .. Enumerable.Range(0, inputs).Select(input => new Mutation(MutationKind.FirstSlice, input)),
    ];

    /// <summary>Why this mutation cannot be made of the rule of a node; null if it can.</summary>
    public string? WhyImpossible(Node<double> node) => Kind switch
    {
        MutationKind.FactorY when !node.Inputs.Any(input => input.Shape == node.Shape) => "the output has the shape of no input",
        MutationKind.Transposed when !node.Inputs.Any(input => IsSquare(input.Shape)) => "no input is square",
        MutationKind.Shifted or MutationKind.LastLost when node.Inputs.All(input => input.Shape.Size < 2) =>
            "no input has two elements",
        MutationKind.Swapped or MutationKind.Overwritten when node.InputCount < 2 => "there is one input",
        MutationKind.Swapped when FindPair(node, (a, b) => a.Shape == b.Shape) is null => "no two inputs have one shape",
        MutationKind.Overwritten when FindPair(node, ReferenceEquals) is null => "no two inputs are the same node",
        MutationKind.FirstSlice when !IsStretched(node.Inputs[Input].Shape, node.Shape) => "the input is not broadcast",
        _ => null,
    };

    /// <summary>Why a rule with this mutation may return the same gradients at every point.</summary>
    public string WhyEquivalent => Kind switch
    {
        MutationKind.Captured => "the rule does not depend on the values, so no second derivative can be lost",
        MutationKind.Swapped => "both gradients are the same",
        MutationKind.Dropped => "the input has no gradient, or 0",
        MutationKind.NotMultiplied or MutationKind.Sign or MutationKind.Double or MutationKind.Half => "the gradient is 0",
        _ => "the gradients stay the same",
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        MutationKind.Sign => "sign turned",
        MutationKind.Double => "twice as large",
        MutationKind.Half => "half as large",
        MutationKind.Dropped => $"no gradient for input {Input}",
        MutationKind.Swapped => "gradients of two inputs swapped",
        MutationKind.Overwritten => "overwritten, not added up, where an input is used twice",
        MutationKind.NotMultiplied => "not multiplied by grad",
        MutationKind.FactorY => "a factor y too much",
        MutationKind.Captured => "values captured, so that the second derivative is lost",
        MutationKind.Transposed => "transposed",
        MutationKind.FirstSlice => $"first slice instead of the sum for broadcast input {Input}",
        MutationKind.Shifted => "elements shifted by one",
        MutationKind.LastLost => "last element forgotten",
        _ => "none",
    };

    /// <summary>The first two inputs that are alike.</summary>
    public static (int First, int Second)? FindPair<T>(Node<T> node, Func<Node<T>, Node<T>, bool> alike)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (var first = 0; first < node.InputCount; first++)
        {
            for (var second = first + 1; second < node.InputCount; second++)
            {
                if (alike(node.InputAt(first), node.InputAt(second)))
                {
                    return (first, second);
                }
            }
        }

        return null;
    }

    public static bool IsSquare(Shape shape) => shape.Rank >= 2 && shape[^1] == shape[^2] && shape[^1] > 1;

    /// <summary>Whether an input of one shape was stretched to the other by broadcasting.</summary>
    public static bool IsStretched(Shape input, Shape output)
    {
        if (input == output || input.Rank > output.Rank || output.Size <= input.Size)
        {
            return false;
        }

        for (var axis = 1; axis <= input.Rank; axis++)
        {
            if (input[^axis] != 1 && input[^axis] != output[^axis])
            {
                return false;
            }
        }

        return true;
    }
}
