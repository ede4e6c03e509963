using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y_i = x_0 + ... + x_i along an axis, or x_i + ... + x_n from the end.</summary>
/// <remarks>
/// The gradient of x is the sum of the gradients of all the y that it went into: the same operation
/// the other way round. y has the shape of x.
/// </remarks>
/// <param name="Axis">The axis to add along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record CumulativeSum(int Axis, bool Reverse = false) : UnaryOp
{
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
        ParallelLoop.Run(slices.Outer, x.Size, new Loop<T>(slices, Reverse, x.Span, y));
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new CumulativeSum(Axis, !Reverse).Apply(grad);

    private readonly ref struct Loop<T>(Slices slices, bool reverse, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            for (var outer = first; outer < first + count; outer++)
            {
                if (slices.Inner == 1)
                {
                    AddUp(_x.Slice(outer * slices.Length, slices.Length), _y.Slice(outer * slices.Length, slices.Length));
                    continue;
                }

                for (var step = 0; step < slices.Length; step++)
                {
                    var at = slices.Offset(outer, step, reverse);
                    var next = _x.Slice(at, slices.Inner);
                    var sum = _y.Slice(at, slices.Inner);
                    if (step == 0)
                    {
                        next.CopyTo(sum);
                    }
                    else
                    {
                        TensorPrimitives.Add(_y.Slice(slices.Offset(outer, step - 1, reverse), slices.Inner), next, sum);
                    }
                }
            }
        }

        private void AddUp(ReadOnlySpan<T> x, Span<T> y)
        {
            var sum = T.NegativeZero;
            for (var step = 0; step < y.Length; step++)
            {
                var i = reverse ? y.Length - 1 - step : step;
                y[i] = sum += x[i];
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
