namespace Autograd;

/// <summary>
/// y = the sum of pieces, each put into zeros by an operation of its own, and of a whole array if there is one: what adds up the
/// gradients of everything that was picked from one array.
/// </summary>
/// <remarks>
/// Time and memory are those of y and of the pieces, however many there are. The gradient of a piece is what its operation says, that of
/// the whole array is the gradient of y.
/// </remarks>
/// <param name="Scatters">For each of the first inputs the operation (<see cref="IScatter"/>) that puts it there.</param>
/// <param name="Target">The shape of y, and of the input after the pieces, if there is one.</param>
public sealed record ScatterSum(IReadOnlyList<UnaryOp> Scatters, Shape Target) : Op
{
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

        for (var i = 0; i < Scatters.Count; i++)
        {
            ((IScatter)Scatters[i]).Add(inputs[i], output);
        }
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
