using System.Numerics;

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
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.ContinuesFormula;

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
            ScanLoop.Run<T, CompensatedSumScan>(slices, Reverse, x.Span, x.Span, y, cost: 4);
        }
        else
        {
            ScanLoop.Run<T, SumScan>(slices, Reverse, x.Span, x.Span, y, cost: 2);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new CumulativeSum(Axis, !Reverse).Apply(grad);
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
