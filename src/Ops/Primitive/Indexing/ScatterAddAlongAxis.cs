using System.Numerics;

namespace Autograd;

/// <summary>
/// y adds elements of x into zeros along an axis, each at its own index: in a matrix along axis 1,
/// x_ij is added to <c>y_(i, Indices_ij)</c>.
/// </summary>
/// <remarks>
/// The indices have the shape of x. The gradient of each element is picked where it was added (<see cref="TakeAlongAxis"/>). Shape of y:
/// that of x with the axis of the given length. <see cref="ScatterAdd"/> adds whole slices.
/// </remarks>
/// <param name="Indices">For each element of x its position along the axis of y, from 0.</param>
/// <param name="Axis">The axis, counted from the outermost.</param>
/// <param name="Length">The length of the axis in y.</param>
public sealed record ScatterAddAlongAxis(IntArray Indices, int Axis, int Length) : UnaryOp, IReadsIndices, IScatter
{
    string IReadsIndices.IndexArgument => "integer index";

    IntList IReadsIndices.Indices => Indices.Items;

    Op IReadsIndices.WithIndices(IntList indices) => this with { Indices = new IntArray(Indices.Shape, indices) };

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        if (Indices.Shape != x)
        {
            throw new ShapeException(
                $"{Name}: the indices have shape {Indices.Shape} and x has shape {x}; give one for each element of x, in the same shape.");
        }

        if (!Slices.AreInside(Indices.Items, Length))
        {
            throw Slices.Outside(Name, Indices.Items, Length, $"the new axis of length {Length}");
        }
        return Slices.WithLength(x, Axis, Length);
    }

    /// <inheritdoc/>
    public void Add<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = new Slices(x.Shape, Axis);
        for (var slice = 0; slice < from.Outer * from.Length; slice++)
        {
            var indices = Indices.Items.Span.Slice(slice * from.Inner, from.Inner);
            var added = x.Span.Slice(slice * from.Inner, from.Inner);
            var block = y.Slice(slice / from.Length * Length * from.Inner, Length * from.Inner);
            for (var i = 0; i < added.Length; i++)
            {
                block[(indices[i] * from.Inner) + i] += added[i];
            }
        }
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        y.Clear();
        Add(x, y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new TakeAlongAxis(Indices, Axis).Apply(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.ScatterAddAlongAxis"/>
        /// <param name="indices">For each element of x its position along the axis of the result, from 0; of the shape of x.</param>
        /// <param name="length">The length of the axis in the result.</param>
        /// <param name="axis">The axis; a negative one counts from the last.</param>
        /// <exception cref="ShapeException">The indices have another shape than x, or the length is negative.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or an index is outside the result.</exception>
        public Node<T> ScatterAddAlongAxis(IntArray indices, int length, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new ScatterAddAlongAxis(indices, x.Shape.Axis(axis), length).Apply(x);
        }
    }
}
