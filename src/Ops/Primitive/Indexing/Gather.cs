using System.Numerics;

namespace Autograd;

/// <summary>
/// y picks slices of x along an axis (take, index_select): slice k of y is slice <c>Indices[k]</c> of x. An index may occur several times.
/// </summary>
/// <remarks>
/// The gradient is added up at the slices that were picked, with the digits of <see cref="ScatterAdd"/>; those that were not get a strong
/// zero (<see cref="StrongZeros"/>). None goes to the integer index. Shape of y: that of x with the axis, or the axes that are taken as
/// one, as long as the index.
/// </remarks>
/// <kinks test="Gather_and_max_keep_infinite_slopes_of_elements_not_picked_out">Elements not picked get a strong zero.</kinks>
/// <param name="Indices">Positions along the axis, from 0.</param>
/// <param name="Axis">The axis, counted from the outermost.</param>
/// <param name="Axes">How many axes, from this one on, are taken as one, in row-major order.</param>
public sealed record Gather(IntList Indices, int Axis, int Axes = 1) : UnaryOp, IReadsIndices
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    string IReadsIndices.IndexArgument => "integer index";

    Op IReadsIndices.WithIndices(IntList indices) => this with { Indices = indices };

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes == 1 ? Axis : [Axis, Axis + Axes - 1], Name);
        var length = new Slices(x, Axis, Axes).Length;
        if (!Slices.AreInside(Indices, length))
        {
            var axes = Axes == 1 ? $"axis {Axis}" : $"axes {Axis} to {Axis + Axes - 1}";
            throw Slices.Outside(Name, Indices, length, $"{axes} of shape {x}");
        }

        return Slices.WithLengths(x, Axis, Axes, Indices.Count);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        PickedSlices.Copy(x.Span, new Slices(x.Shape, Axis, Axes), Indices.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var scatter = new ScatterAdd(Indices, Axis, new Shape(x.Shape.Lengths.Slice(Axis, Axes)));
        return StrongZeros.Select(grad, scatter.ApplyLater);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Gather"/>
        /// <param name="indices">Positions along the axis, from 0; one may occur several times.</param>
        /// <param name="axis">The axis to pick along; a negative one counts from the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or an index is outside it.</exception>
        public Node<T> Gather(IntList indices, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Gather(indices, x.Shape.Axis(axis)).Apply(x);
        }
    }
}
