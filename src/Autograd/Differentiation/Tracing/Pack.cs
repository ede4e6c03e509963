using System.Numerics;

namespace Autograd;

/// <summary>The elements of all inputs, one after the other, as a vector.</summary>
internal sealed record Pack : Op
{
    /// <summary>Several nodes as a vector.</summary>
    public static Node<T> Of<T>(IReadOnlyList<Node<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T> => new Pack().Apply<T>([.. nodes]);

    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        var size = 0;
        foreach (var shape in inputs)
        {
            size = checked(size + shape.Size);
        }

        return [size];
    }

    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        foreach (var input in inputs)
        {
            input.Span.CopyTo(output);
            output = output[input.Size..];
        }
    }

    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = new Node<T>?[inputs.Length];
        var start = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            gradients[i] = new Part(start, inputs[i].Shape).Apply(grad);
            start += inputs[i].Shape.Size;
        }

        return gradients;
    }
}
