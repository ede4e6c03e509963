using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y joins nodes of one shape along a new axis: slice k of y along it is node k.</summary>
/// <remarks>
/// The gradient of each node is its slice of the gradient of y (<see cref="Slice"/>). <see cref="Concat"/> of nodes with a new axis is the
/// same; here no parameter is copied to have one.
/// </remarks>
/// <param name="Axis">Where the new axis is in y, counted from the outermost.</param>
public sealed record Stack(int Axis) : Op
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    public override Arity Arity => new(1, null);

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        for (var i = 1; i < inputs.Length; i++)
        {
            if (inputs[i] != inputs[0])
            {
                throw new ShapeException(
                    $"{Name}: node {i} has shape {inputs[i]} and node 0 has shape {inputs[0]}; they must be the same.");
            }
        }

        var stacked = Operations.WithNewAxis(inputs[0], Axis, inputs.Length, Name);
        stacked.RequireAxes([Axis], Name);
        return stacked;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        var outer = 1;
        foreach (var length in inputs[0].Shape.Lengths[..Axis])
        {
            outer *= length;
        }

        Concat.Join(inputs, outer, output);
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var gradients = new Node<T>?[inputs.Length];
        var steps = new int[output.Shape.Rank];
        Array.Fill(steps, 1);
        steps[Axis] = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].RequiresGrad)
            {
                var starts = new int[steps.Length];
                starts[Axis] = i;
                var slice = new Slice(starts, steps, inputs[i].Shape);
                gradients[i] = StrongZeros.Move(grad, slice.Apply(grad), slice.Apply);
            }
        }

        return gradients;
    }
}

public static partial class Operations
{
    extension(Node)
    {
        /// <inheritdoc cref="Autograd.Stack"/>
        /// <param name="nodes">At least one node, all of the same shape.</param>
        /// <param name="axis">Where the new axis is in y; a negative one counts from the last of y.</param>
        /// <returns>A node of one more rank.</returns>
        /// <exception cref="ArgumentException">There are no nodes.</exception>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException">y would have no such axis.</exception>
        public static Node<T> Stack<T>(IEnumerable<Node<T>> nodes, int axis = 0)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var inputs = RequireNodes(nodes);
            return new Stack(WithNewAxis(inputs[0].Shape, axis).Axis(axis)).Apply(inputs);
        }
    }

    internal static Shape WithNewAxis(Shape shape, int axis, int length = 1, [CallerMemberName] string operation = "")
    {
        var rank = shape.Rank + 1;
        if (axis < -rank || axis >= rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis,
                $"{operation}: axis {axis} is out of range for a new axis of shape {shape}; "
                + $"the result has {rank} axes, so give one from {-rank} to {rank - 1}.");
        }

        var lengths = new List<int>(shape);
        lengths.Insert(axis < 0 ? axis + rank : axis, length);
        return [.. lengths];
    }
}
