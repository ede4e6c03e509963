using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y joins nodes along an axis, one after the other: concatenate, cat.</summary>
/// <remarks>All other axes have equal lengths. The gradient of each node is its part of the gradient of y (<see cref="Slice"/>).</remarks>
/// <param name="Axis">The axis, counted from the outermost.</param>
public sealed record Concat(int Axis) : Op
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    public override Arity Arity => new(1, null);

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        inputs[0].RequireAxes([Axis], Name);
        var length = 0L;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Rank != inputs[0].Rank || Slices.WithLength(inputs[i], Axis, inputs[0][Axis]) != inputs[0])
            {
                throw new ShapeException(
                    $"{Name}: node {i} has shape {inputs[i]} and node 0 has shape {inputs[0]}; "
                    + $"they must have the same axes, of equal lengths except along axis {Axis}.");
            }

            length += inputs[i][Axis];
        }

        return length <= Array.MaxLength
            ? Slices.WithLength(inputs[0], Axis, (int)length)
            : throw new ShapeException($"{Name}: axis {Axis} would have length {length}, more than an array holds.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) =>
        Join(inputs, new Slices(inputs[0].Shape, Axis).Outer, output);

    /// <summary>Cuts each input into as many blocks of equal length, and writes the first of all, the second of all and so on.</summary>
    internal static void Join<T>(ReadOnlySpan<NdArray<T>> inputs, int outer, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A block is what one position of the axes before this one holds: one stretch in each input, one after the other in the output.
        var whole = outer == 0 ? 0 : output.Length / outer;
        var start = 0;
        foreach (ref readonly var input in inputs)
        {
            var part = outer == 0 ? 0 : input.Size / outer;
            StridedView.Write(input.Span, output, start, [whole, 1], [outer, part]);
            start += part;
        }
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = new Node<T>?[inputs.Length];
        var start = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            var length = inputs[i].Shape[Axis];
            if (inputs[i].RequiresGrad)
            {
                var part = start..(start + length);
                gradients[i] = StrongZeros.Move(grad, grad.SliceAlong(Axis, part), mask => mask.SliceAlong(Axis, part));
            }

            start += length;
        }

        return gradients;
    }
}

public static partial class Operations
{
    extension(Node)
    {
        /// <inheritdoc cref="Autograd.Concat"/>
        /// <param name="nodes">At least one node; all have the same shape except along the axis.</param>
        /// <param name="axis">The axis to join along; a negative one counts from the last.</param>
        /// <returns>A node whose axis is as long as those of all nodes together.</returns>
        /// <exception cref="ArgumentException">There are no nodes.</exception>
        /// <exception cref="ShapeException">The shapes differ along another axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public static Node<T> Concat<T>(IEnumerable<Node<T>> nodes, int axis = 0)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var inputs = RequireNodes(nodes);
            return new Concat(inputs[0].Shape.Axis(axis)).Apply(inputs);
        }
    }

    private static Node<T>[] RequireNodes<T>(IEnumerable<Node<T>> nodes, [CallerMemberName] string operation = "")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(nodes);
        Node<T>[] inputs = [.. nodes];
        if (inputs.Length == 0)
        {
            throw new ArgumentException($"{operation}: there is nothing to join; give at least one node.", nameof(nodes));
        }

        foreach (var node in inputs)
        {
            ArgumentNullException.ThrowIfNull(node, nameof(nodes));
        }

        return inputs;
    }
}
