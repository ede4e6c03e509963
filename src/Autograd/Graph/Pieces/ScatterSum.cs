using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// y = the sum of pieces, each put into zeros by an operation of its own, and of a whole array if there is one: what adds up the
/// gradients of everything that was picked from one array.
/// </summary>
/// <remarks>
/// Time and memory are those of y and of the pieces, however many there are. Pieces are added in order, more than 256 of float by way of
/// double: the error is at most 256 units in the last place of the sum of the sizes of what is added to an element. The gradient of a piece
/// is what its operation says, that of the whole array is the gradient of y.
/// </remarks>
/// <param name="Scatters">For each of the first inputs the operation (<see cref="IScatter"/>) that puts it there.</param>
/// <param name="Target">The shape of y, and of the input after the pieces, if there is one.</param>
public sealed record ScatterSum(IReadOnlyList<UnaryOp> Scatters, Shape Target) : Op
{
    private const int MostInOrder = 256;

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length != Scatters.Count && inputs.Length != Scatters.Count + 1)
        {
            throw new ShapeException($"{Name}: {inputs.Length} inputs for {Scatters.Count} pieces; give these, and at most one more.");
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            var shape = i < Scatters.Count ? Scatters[i].ShapeFor([inputs[i]]) : inputs[i];
            if (shape != Target)
            {
                throw new ShapeException($"{Name}: input {i} gives shape {shape}, but the sum has shape {Target}.");
            }
        }

        return Target;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        if (inputs.Length > Scatters.Count)
        {
            inputs[^1].Span.CopyTo(output);
        }
        else
        {
            output.Clear();
        }

        if (typeof(T) == typeof(float) && Scatters.Count > MostInOrder)
        {
            AddInDouble(inputs, output);
            return;
        }

        for (var i = 0; i < Scatters.Count; i++)
        {
            ((IScatter)Scatters[i]).Add(inputs[i], output);
        }
    }

    private void AddInDouble<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var borrowed = ArrayPool<double>.Shared.Rent(output.Length);
        var sums = borrowed.AsSpan(0, output.Length);
        TensorPrimitives.ConvertTruncating<T, double>(output, sums);
        double[] elements = [];
        for (var i = 0; i < Scatters.Count; i++)
        {
            // Most pieces are as long as the one before.
            elements = elements.Length == inputs[i].Size ? elements : new double[inputs[i].Size];
            TensorPrimitives.ConvertTruncating<T, double>(inputs[i].Span, elements);
            ((IScatter)Scatters[i]).Add(NdArray.Wrap(inputs[i].Shape, elements), sums);
        }

        TensorPrimitives.ConvertTruncating<double, T>(sums, output);
        ArrayPool<double>.Shared.Return(borrowed);
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = new Node<T>?[inputs.Length];
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i] = i < Scatters.Count ? OfPiece(Scatters[i], inputs[i]) : grad;
        }

        return gradients;

        Node<T> OfPiece(UnaryOp scatter, Node<T> piece)
        {
            return StrongZeros.Move(grad, Pick(grad), Pick);

            Node<T> Pick(Node<T> from) => scatter.Rule(from, output, [piece])[0]!;
        }
    }
}
