using System.Numerics;

namespace Autograd;

/// <summary>
/// y picks elements of x along an axis, each by its own index: in a matrix along axis 1, <c>y_ij = x_(i, Indices_ij)</c>.
/// </summary>
/// <remarks>
/// The indices have the shape of x, with the axis of any length; y has the shape of the indices. The gradient is added up at the elements
/// that were picked (<see cref="ScatterAddAlongAxis"/>); those that were not get a strong zero (<see cref="StrongZeros"/>). None goes to
/// the integer index. <see cref="Gather"/> picks whole slices.
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
        /// For each element of the result its position along the axis of x, from 0; of the shape of x except along the axis.
        /// </param>
        /// <param name="axis">The axis to pick along; a negative one counts from the last.</param>
        /// <exception cref="ShapeException">The indices have another shape than x along another axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or an index is outside it.</exception>
        public Node<T> TakeAlongAxis(IntArray indices, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new TakeAlongAxis(indices, x.Shape.Axis(axis)).Apply(x);
        }
    }
}
