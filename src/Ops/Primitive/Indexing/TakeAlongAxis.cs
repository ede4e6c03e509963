using System.Numerics;

namespace Autograd;

/// <summary>
/// y picks elements of x along an axis, each by its own index: in a matrix along axis 1, <c>y_ij = x_(i, Indices_ij)</c>.
/// </summary>
/// <remarks>
/// The indices have the shape of x, with the axis of any length; y has the shape of the indices. The verb broadcasts the other axes of
/// both, as NumPy does. The gradient is added up at the elements that were picked (<see cref="ScatterAddAlongAxis"/>); those that were
/// not get a strong zero (<see cref="StrongZeros"/>). None goes to the integer index. <see cref="Gather"/> picks whole slices. Elsewhere
/// <c>np.take_along_axis</c>, <c>torch.take_along_dim</c>, <c>torch.gather</c>.
/// </remarks>
/// <kinks test="Elements_that_are_not_taken_get_a_strong_zero">Elements not picked get a strong zero.</kinks>
/// <param name="Indices">For each element of y its position along the axis of x, from 0.</param>
/// <param name="Axis">The axis, counted from the outermost.</param>
public sealed record TakeAlongAxis(IntArray Indices, int Axis) : UnaryOp, IReadsIndices
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    string IReadsIndices.IndexArgument => "integer index";

    IntList IReadsIndices.Indices => Indices.Items;

    Op IReadsIndices.WithIndices(IntList indices) => this with { Indices = new IntArray(Indices.Shape, indices) };

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        if (Indices.Shape.Rank != x.Rank || Slices.WithLength(x, Axis, Indices.Shape[Axis]) != Indices.Shape)
        {
            throw new ShapeException(
                $"{Name}: the indices have shape {Indices.Shape} and x has shape {x}; "
                + $"they must have the same axes, of equal lengths except along axis {Axis}.");
        }

        if (!Slices.AreInside(Indices.Items, x[Axis]))
        {
            throw Slices.Outside(Name, Indices.Items, x[Axis], $"axis {Axis} of shape {x}");
        }
        return Indices.Shape;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var from = new Slices(x.Shape, Axis);
        var to = new Slices(Indices.Shape, Axis);
        for (var slice = 0; slice < to.Outer * to.Length; slice++)
        {
            var indices = Indices.Items.Span.Slice(slice * to.Inner, to.Inner);
            var picked = y.Slice(slice * to.Inner, to.Inner);
            var block = x.Span.Slice(slice / to.Length * from.Length * from.Inner, from.Length * from.Inner);
            for (var i = 0; i < picked.Length; i++)
            {
                picked[i] = block[(indices[i] * from.Inner) + i];
            }
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var scatter = new ScatterAddAlongAxis(Indices, Axis, x.Shape[Axis]);
        return StrongZeros.Select(grad, scatter.ApplyLater);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.TakeAlongAxis"/>
        /// <param name="indices">
        /// For each element of the result its position along the axis of x, from 0; as many axes as x has, which broadcast with those of x,
        /// except the one to pick along.
        /// </param>
        /// <param name="axis">The axis to pick along; a negative one counts from the last.</param>
        /// <exception cref="ShapeException">The indices have another number of axes than x, or another axis does not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or an index is outside it.</exception>
        public Node<T> TakeAlongAxis(IntArray indices, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            if (indices.Shape.Rank != x.Shape.Rank || Slices.WithLength(indices.Shape, along, x.Shape[along]) == x.Shape)
            {
                return new TakeAlongAxis(indices, along).Apply(x);
            }

            var rows = Broadcasting.Result(
                $"TakeAlongAxis along axis {along}",
                Slices.WithLength(x.Shape, along, 1),
                Slices.WithLength(indices.Shape, along, 1),
                "what is left of x",
                "what is left of the indices");
            var stretched = BroadcastCopy.Stretched("TakeAlongAxis", indices, Slices.WithLength(rows, along, indices.Shape[along]));
            return new TakeAlongAxis(stretched, along).Apply(x.BroadcastTo(Slices.WithLength(rows, along, x.Shape[along])));
        }
    }
}
