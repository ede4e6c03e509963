using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y_i = x_0 + ... + x_i along an axis, or x_i + ... + x_n from the end.</summary>
/// <remarks>
/// The gradient of x is the sum of the gradients of all the y that it went into: the same operation
/// the other way round. The sum is kept in double, and in double compensated: y is right to 2 units in the last place of the sum of the
/// |x|, in float up to 2^29 elements along the axis. y has the shape of x.
/// </remarks>
/// <param name="Axis">The axis to add along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record CumulativeSum(int Axis, bool Reverse = false) : UnaryOp
{
    // So many elements are made doubles together: alone, each would wait for the one before.
    private const int Block = 128;

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var slices = new Slices(x.Shape, Axis);
        if (typeof(T) == typeof(double))
        {
            Run<T, CompensatedSum>(slices, x.Span, y);
        }
        else
        {
            Run<T, DoubleSum>(slices, x.Span, y);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new CumulativeSum(Axis, !Reverse).Apply(grad);

    private void Run<T, TSum>(Slices slices, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TSum : unmanaged, IRunningSum => ParallelLoop.Run(slices.Outer, 4L * x.Length, new Loop<T, TSum>(slices, Reverse, x, y));

    /// <summary>Adds up along the axis: the elements of a row, or neighbors side by side.</summary>
    private readonly ref struct Loop<T, TSum>(Slices slices, bool reverse, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TSum : unmanaged, IRunningSum
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            Span<TSum> sums = stackalloc TSum[Block];
            for (var outer = first; outer < first + count; outer++)
            {
                if (slices.Inner == 1)
                {
                    AddRow(outer * slices.Length);
                    continue;
                }

                for (var inner = 0; inner < slices.Inner; inner += Block)
                {
                    AddRows(outer, inner, sums[..Math.Min(Block, slices.Inner - inner)]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddRow(int start)
        {
            Span<double> numbers = stackalloc double[Block];
            var sum = default(TSum);
            for (var done = 0; done < slices.Length; done += Block)
            {
                numbers = numbers[..Math.Min(Block, slices.Length - done)];
                var index = start + (reverse ? slices.Length - done - numbers.Length : done);
                TensorPrimitives.ConvertTruncating(_x.Slice(index, numbers.Length), numbers);
                var (i, step) = reverse ? (numbers.Length - 1, -1) : (0, 1);
                for (var left = numbers.Length; left > 0; left--, i += step)
                {
                    sum.Add(numbers[i]);
                    numbers[i] = sum.Value;
                }

                TensorPrimitives.ConvertTruncating(numbers, _y.Slice(index, numbers.Length));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddRows(int outer, int inner, Span<TSum> sums)
        {
            Span<double> numbers = stackalloc double[Block];
            numbers = numbers[..sums.Length];
            sums.Clear();
            for (var step = 0; step < slices.Length; step++)
            {
                var index = slices.Offset(outer, step, reverse) + inner;
                TensorPrimitives.ConvertTruncating(_x.Slice(index, numbers.Length), numbers);
                for (var i = 0; i < numbers.Length; i++)
                {
                    sums[i].Add(numbers[i]);
                    numbers[i] = sums[i].Value;
                }

                TensorPrimitives.ConvertTruncating(numbers, _y.Slice(index, numbers.Length));
            }
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.CumulativeSum"/>
        /// <param name="axis">The axis to add along; a negative one counts from the last.</param>
        /// <param name="reverse">Whether to start at its end.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> CumulativeSum(int axis, bool reverse = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new CumulativeSum(x.Shape.Axis(axis), reverse).Apply(x);
        }
    }
}
