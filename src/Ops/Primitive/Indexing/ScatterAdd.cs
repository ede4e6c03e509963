using System.Numerics;

namespace Autograd;

/// <summary>
/// y adds slices of x into zeros along an axis: slice k of x is added to slice <c>Indices[k]</c> of y. An index may occur several times.
/// </summary>
/// <remarks>
/// <para>The gradient of each slice is picked where it was added (<see cref="Gather"/>). Shape of y: that of x with an axis of the given
/// length, or several of the given lengths, in the place of the axis.</para>
/// <para>Slices are added in order; those of a position with more than 256 of them, in float, by way of double. So the error of an element
/// is at most 256 units in the last place of the sum of the sizes of what is added, in float, however often a position occurs; in double,
/// as many as it occurs.</para>
/// </remarks>
/// <param name="Indices">For each slice of x its position in y, from 0.</param>
/// <param name="Axis">The axis, counted from the outermost.</param>
/// <param name="Lengths">The length of the axis in y; or of several axes, which the indices count as one, in row-major order.</param>
public sealed record ScatterAdd(IntList Indices, int Axis, Shape Lengths) : UnaryOp, IReadsIndices, IScatter
{
    IntList? IScatter.Rows => Axis == 0 && Lengths.Rank == 1 ? Indices : default(IntList?);

    string IReadsIndices.IndexArgument => "integer index";

    Op IReadsIndices.WithIndices(IntList indices) => this with { Indices = indices };

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        if (Indices.Count != x[Axis])
        {
            throw new ShapeException(
                $"{Name}: {Indices.Count} indices for axis {Axis} of shape {x}; give one for each of its {x[Axis]} slices.");
        }

        if (!Slices.AreInside(Indices, Lengths.Size))
        {
            var axes = Lengths.Rank == 1 ? $"the new axis of length {Lengths[0]}" : $"the new axes of lengths {Lengths}";
            throw Slices.Outside(Name, Indices, Lengths.Size, axes);
        }

        return Slices.WithLengths(x, Axis, 1, Lengths.Lengths);
    }

    /// <inheritdoc/>
    public void Add<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Add(x, y, clear: false);

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Add(x, y, clear: true);

    private void Add<T>(NdArray<T> x, Span<T> y, bool clear)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var slices = new Slices(x.Shape, Axis);
        var length = Lengths.Size;
        for (var outer = 0; outer < slices.Outer; outer++)
        {
            SliceSums.Add(
                x.Span.Slice(outer * Indices.Count * slices.Inner, Indices.Count * slices.Inner),
                Indices.Span,
                y.Slice(outer * length * slices.Inner, length * slices.Inner),
                slices.Inner,
                clear);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Gather(Indices, Axis, Lengths.Rank).Apply(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.ScatterAdd"/>
        /// <param name="indices">For each slice of x its position in the result, from 0.</param>
        /// <param name="length">The length of the axis in the result.</param>
        /// <param name="axis">The axis; a negative one counts from the last.</param>
        /// <exception cref="ShapeException">
        /// There is not one index for each slice, or the length is negative or more than an array holds.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or an index is outside the result.</exception>
        public Node<T> ScatterAdd(IntList indices, int length, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new ScatterAdd(indices, x.Shape.Axis(axis), Require.ShapeOf(nameof(ScatterAdd), length)).Apply(x);
        }
    }
}
