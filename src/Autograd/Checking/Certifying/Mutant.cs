using System.Numerics;

namespace Autograd;

/// <summary>An operation with the shape rule and the Forward of another, and its rule made wrong: a checker that lets it pass is blind.</summary>
/// <param name="True">The operation.</param>
/// <param name="Mutation">What is wrong with the rule.</param>
internal sealed record Mutant(Op True, Mutation Mutation) : Op
{
    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => True.ShapeFor(inputs);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => True.Evaluate(inputs, output);

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = Mutation.Kind switch
        {
            MutationKind.NotMultiplied => True.Rule(Node.Constant(NdArray.Ones<T>(grad.Shape)), output, inputs),
            MutationKind.Captured => True.Rule(grad, output.Detach(), Array.ConvertAll(inputs.ToArray(), input => input.Detach())),
            _ => True.Rule(grad, output, inputs),
        };
        switch (Mutation.Kind)
        {
            case MutationKind.Dropped:
                gradients[Mutation.Input] = null;
                break;
            case MutationKind.Swapped when Mutation.SamePair(output, (a, b) => a.Shape == b.Shape) is var (first, second):
                (gradients[first], gradients[second]) = (gradients[second], gradients[first]);
                break;
            case MutationKind.Overwritten when Mutation.SamePair(output, ReferenceEquals) is var (first, _):
                gradients[first] = null;
                break;
            case MutationKind.FirstSlice when Mutation.IsStretched(inputs[Mutation.Input].Shape, output.Shape):
                var stretched = inputs[Mutation.Input].Shape;
                gradients[Mutation.Input] = True.Rule(LinearMap.Scaled(grad, i => InFirstSlice(i, output.Shape, stretched) ? 1 : 0), output, inputs)[Mutation.Input];
                break;
            case MutationKind.FactorY:
                var values = output.Detach();
                return Array.ConvertAll(gradients, gradient => gradient?.Shape == output.Shape ? LinearMap.Scaled(gradient, i => double.CreateChecked(values.Span[i])) : gradient);
            default:
                return Array.ConvertAll(gradients, gradient => gradient is null ? null : Altered(gradient));
        }

        return gradients;
    }

    private Node<T> Altered<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> => Mutation.Kind switch
        {
            MutationKind.Sign => LinearMap.Scaled(gradient, _ => -1),
            MutationKind.Double => LinearMap.Scaled(gradient, _ => 2),
            MutationKind.Half => LinearMap.Scaled(gradient, _ => 0.5),
            MutationKind.Shifted => LinearMap.Moved(gradient, i => (i + 1) % gradient.Shape.Size),
            MutationKind.LastLost when gradient.Shape.Size > 1 => LinearMap.Scaled(gradient, i => i == gradient.Shape.Size - 1 ? 0 : 1),
            MutationKind.Transposed when Mutation.IsSquare(gradient.Shape) => LinearMap.Moved(gradient, i => Transposed(i, gradient.Shape[^1])),
            _ => gradient,
        };

    private static int Transposed(int element, int length)
    {
        var (matrix, rest) = Math.DivRem(element, length * length);
        return (matrix * length * length) + (rest % length * length) + (rest / length);
    }

    private static bool InFirstSlice(int element, Shape output, Shape stretched)
    {
        for (var axis = 1; axis <= output.Rank; axis++)
        {
            (element, var position) = Math.DivRem(element, output[^axis]);
            if (position > 0 && (axis > stretched.Rank || stretched[^axis] == 1))
            {
                return false;
            }
        }

        return true;
    }
}
