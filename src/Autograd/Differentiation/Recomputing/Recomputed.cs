using System.Numerics;
using System.Text;

namespace Autograd;

/// <summary>A part of a graph as one operation: its rule computes the inner values again. See <see cref="Recompute"/>.</summary>
internal sealed record Recomputed(IRecordedPart Part) : Op
{
    protected override bool PrintMembers(StringBuilder builder) => false;

    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => Part.Shape;

    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        using var off = Recording.Off();
        var nodes = new Node<T>[inputs.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Node.Constant(inputs[i]);
        }

        Part.As<T>().Apply(nodes).Elements.Span.CopyTo(output);
    }

    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var given = inputs.ToArray();
        if (Recording.IsOn)
        {
            return GradientsOf(grad, given, isRecorded: true);
        }

        // Operations of others may keep what they see.
        Node<T>[] gradients = [];
        PassArrays<T>.Apart(() =>
        {
            gradients = GradientsOf(PassedOn.ToUser(grad), given, isRecorded: false);
            return grad;
        });
        return gradients;
    }

    private Node<T>[] GradientsOf<T>(Node<T> grad, Node<T>[] inputs, bool isRecorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var recorded = Recording.On();

        // An input may lead to another one, so the pass must end at each. It ends at a leaf by itself, unless that is behind an alias.
        var variables = Array.ConvertAll(inputs, x => isRecorded || x.Op is not null ? Variable.At(x, isRecorded) : x);
        return new Pullback<T>(Part.As<T>().Apply(variables), variables).Of(grad, isRecorded);
    }
}
