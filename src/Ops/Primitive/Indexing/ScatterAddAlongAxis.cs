using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// y adds elements of x into zeros along an axis, each at its own index: in a matrix along axis 1,
/// x_ij is added to <c>y_(i, Indices_ij)</c>.
/// </summary>
/// <remarks>
/// <para>The indices have the shape of x. The gradient of each element is picked where it was added (<see cref="TakeAlongAxis"/>). Shape of
/// y: that of x with the axis of the given length. <see cref="ScatterAdd"/> adds whole slices.</para>
/// <para>Elements are added in order; more than 256 floats at one position by way of double, as by <see cref="ScatterAdd"/>, so that the
/// error is at most 256 units in the last place of the sum of the sizes of what is added.</para>
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
        where T : unmanaged, IFloatingPointIeee754<T> => Run(x, y, clear: false);

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Run(x, y, clear: true);

    private void Run<T>(NdArray<T> x, Span<T> y, bool clear)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = new Slices(x.Shape, Axis);
        ParallelLoop.Run(from.Outer, x.Size + y.Length, new BlockLoop<T>(x.Span, Indices.Items.Span, y, from, Length, clear));
    }

    /// <summary>An iteration is a position before the axis: it has a block of x, of the indices, and of y.</summary>
    private readonly ref struct BlockLoop<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y, Slices from, int length, bool clear) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            var (inner, size) = (from.Inner, from.Length * from.Inner);
            for (var outer = first; outer < first + count; outer++)
            {
                var block = _y.Slice(outer * length * inner, length * inner);
                if (clear)
                {
                    block.Clear();
                }

                var (added, at) = (outer * size, 0);
                if (inner == 1)
                {
                    SliceSums.Add(_x.Slice(added, size), _indices.Slice(added, size), block, inner);
                    continue;
                }

                if (typeof(T) == typeof(float) && from.Length > SliceSums.MostInOrder && MayOccurOften(added, size))
                {
                    AddInDouble(added, size, block);
                    continue;
                }

                for (var i = added; i < added + size; i++)
                {
                    block[(_indices[i] * inner) + at] += _x[i];
                    at = at + 1 == inner ? 0 : at + 1;
                }
            }
        }

        private bool MayOccurOften(int added, int size)
        {
            if (size > SliceSums.Bins * SliceSums.MostInOrder)
            {
                return true;
            }

            Span<int> counts = stackalloc int[SliceSums.Bins];
            counts.Clear();
            for (int i = added, at = 0; i < added + size; i++)
            {
                counts[((_indices[i] * from.Inner) + at) & (SliceSums.Bins - 1)]++;
                at = at + 1 == from.Inner ? 0 : at + 1;
            }

            return TensorPrimitives.Max<int>(counts) > SliceSums.MostInOrder;
        }

        private void AddInDouble(int added, int size, Span<T> block)
        {
            var borrowed = ArrayPool<double>.Shared.Rent(block.Length);
            var sums = borrowed.AsSpan(0, block.Length);
            sums.Clear();
            for (int i = added, at = 0; i < added + size; i++)
            {
                sums[(_indices[i] * from.Inner) + at] += double.CreateTruncating(_x[i]);
                at = at + 1 == from.Inner ? 0 : at + 1;
            }

            for (var i = 0; i < sums.Length; i++)
            {
                block[i] = T.CreateTruncating(double.CreateTruncating(block[i]) + sums[i]);
            }

            ArrayPool<double>.Shared.Return(borrowed);
        }
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
