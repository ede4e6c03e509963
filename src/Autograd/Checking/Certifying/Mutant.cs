using System.Numerics;

namespace Autograd;

/// <summary>
/// An operation with the shape rule and the Forward of another, and its rule made wrong: a checker that lets it pass is blind.
/// </summary>
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
            case MutationKind.Swapped when Mutation.FindPair(output, (a, b) => a.Shape == b.Shape) is var (first, second):
                (gradients[first], gradients[second]) = (gradients[second], gradients[first]);
                break;
            case MutationKind.Overwritten when Mutation.FindPair(output, ReferenceEquals) is var (first, _):
                gradients[first] = null;
                break;
            case MutationKind.FirstSlice when Mutation.IsStretched(inputs[Mutation.Input].Shape, output.Shape):
                var (stretched, whole) = (inputs[Mutation.Input].Shape, output.Shape);
                var firstSlice = LinearMap.Scale(grad, i => IsInFirstSlice(i, whole, stretched) ? 1 : 0);
                gradients[Mutation.Input] = True.Rule(firstSlice, output, inputs)[Mutation.Input];
                break;
            default:
                var values = output.Value;
                return Array.ConvertAll(gradients, gradient => gradient is null ? null : Alter(gradient, values));
        }

        return gradients;
    }

    private Node<T> Alter<T>(Node<T> gradient, NdArray<T> values)
        where T : unmanaged, IFloatingPointIeee754<T> => Mutation.Kind switch
        {
            MutationKind.Sign => LinearMap.Scale(gradient, _ => -1),
            MutationKind.Double => LinearMap.Scale(gradient, _ => 2),
            MutationKind.Half => LinearMap.Scale(gradient, _ => 0.5),
            MutationKind.Shifted => LinearMap.Permute(gradient, i => (i + 1) % gradient.Shape.Size),
            MutationKind.FactorY when gradient.Shape == values.Shape =>
                LinearMap.Scale(gradient, i => double.CreateChecked(values.Span[i])),
            MutationKind.LastLost when gradient.Shape.Size > 1 =>
                LinearMap.Scale(gradient, i => i == gradient.Shape.Size - 1 ? 0 : 1),
            MutationKind.Transposed when Mutation.IsSquare(gradient.Shape) =>
                LinearMap.Permute(gradient, i => Transpose(i, gradient.Shape[^1])),
            _ => gradient,
        };

    // The index, in square matrices one after the other, of the element that a transposition moves here.
    private static int Transpose(int element, int length)
    {
        var (matrix, rest) = Math.DivRem(element, length * length);
        return (matrix * length * length) + (rest % length * length) + (rest / length);
    }

    // Whether an element of the output belongs to the first copy of an input that was broadcast.
    private static bool IsInFirstSlice(int element, Shape output, Shape stretched)
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
