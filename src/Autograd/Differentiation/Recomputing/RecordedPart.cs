using System.Numerics;

namespace Autograd;

/// <summary>The operations of a part of a graph, to be applied again: which, to what, and whether gradients went through.</summary>
internal interface IRecordedPart
{
    Shape Shape { get; }

    /// <summary>The same for an element type.</summary>
    RecordedPart<T> As<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>One operation of a part.</summary>
/// <param name="Op">The operation; null where a value was shared as a constant.</param>
/// <param name="Inputs">What it read: numbers of inputs of the part, of its constants, and of earlier steps, counted on.</param>
/// <param name="IsConstant">Whether no gradient goes through its result.</param>
internal readonly record struct PartStep(Op? Op, int[] Inputs, bool IsConstant);

/// <inheritdoc cref="IRecordedPart"/>
/// <param name="shape">The shape of the result.</param>
/// <param name="constants">What it reads besides its inputs.</param>
/// <param name="steps">The operations; the last one makes the result.</param>
internal sealed class RecordedPart<T>(Shape shape, Node<T>[] constants, PartStep[] steps) : IRecordedPart
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public Shape Shape => shape;

    public RecordedPart<TTo> As<TTo>()
        where TTo : unmanaged, IFloatingPointIeee754<TTo> => this as RecordedPart<TTo> ?? new RecordedPart<TTo>(
            shape,
            Array.ConvertAll(constants, constant => Node.Constant(NdArray.Convert<T, TTo>(constant.Elements))),
            steps);

    /// <summary>Applies the operations to other inputs.</summary>
    public Node<T> Apply(IEnumerable<Node<T>> inputs)
    {
        List<Node<T>> nodes = [.. inputs, .. constants];
        foreach (var step in steps)
        {
            var read = Array.ConvertAll(step.Inputs, index => nodes[index]);
            var result = step.Op is null ? read[0] : step.Op.Apply<T>(read);
            nodes.Add(step.IsConstant && result.RequiresGrad ? result.Detach() : result);
        }

        return nodes[^1];
    }
}
