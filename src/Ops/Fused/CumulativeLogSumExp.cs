using System.Numerics;

namespace Autograd;

/// <summary>
/// y_i = ln(e^x_0 + ... + e^x_i) along an axis, or from its end: logsumexp of a growing stretch, computed without overflow.
/// </summary>
/// <remarks>
/// <para>With m the largest element so far, y = m + ln(1 + sum of e^(x_j - m) over the others), and
/// the sum is carried on, compensated, so that its error, of two roundings, does not grow with the length. The gradient of x_j is
/// e^(x_j - y_j) s_j with s_j = grad_j + e^(y_j - y_(j+1)) s_(j+1) (<see cref="LinearRecurrence"/>): no exponential is above 1.</para>
/// <para>Before the first element above -infinity, y is -infinity and the gradient 0. y has the shape of x.</para>
/// </remarks>
/// <kinks test="CumulativeLogSumExp_is_right_at_infinity_and_does_not_overflow">Of nothing but -infinity: -infinity, gradient 0.</kinks>
/// <param name="Axis">The axis to go along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record CumulativeLogSumExp(int Axis, bool Reverse = false) : UnaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var elements = x.Span;
        var slices = new Slices(x.Shape, Axis);
        for (var outer = 0; outer < slices.Outer; outer++)
        {
            for (var inner = 0; inner < slices.Inner; inner++)
            {
                var (max, others) = (T.NegativeInfinity, default(CompensatedSum));
                for (var step = 0; step < slices.Length; step++)
                {
                    var at = slices.Offset(outer, step, Reverse) + inner;
                    var next = elements[at];
                    if (next == max)
                    {
                        others.Add(1);
                    }
                    else if (next < max)
                    {
                        others.Add(double.CreateTruncating(T.Exp(next - max)));
                    }
                    else
                    {
                        others.Add(1);
                        others.Scale(double.CreateTruncating(T.Exp(max - next)));
                        max = next;
                    }

                    y[at] = max + VectorMap.One<T, Log1pFunction>(T.CreateTruncating(others.Value));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var next = new int[x.Shape[Axis]];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = Math.Clamp(Reverse ? i - 1 : i + 1, 0, next.Length - 1);
        }

        // Before the first element above -infinity the differences would be -infinity - -infinity, NaN.
        var begun = y.NotEqualTo(double.NegativeInfinity);
        var carried = begun.Where(y - y.Gather(next, Axis), 0).Exp();
        var sum = grad + (carried * new LinearRecurrence(Axis, !Reverse).Apply(carried, grad));
        return begun.Where(x - y, double.NegativeInfinity).Exp() * sum;
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Exp().CumulativeSum(Axis, Reverse).Log();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.CumulativeLogSumExp"/>
        /// <param name="axis">The axis to go along; a negative one counts from the last.</param>
        /// <param name="reverse">Whether to start at its end.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> CumulativeLogSumExp(int axis, bool reverse = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new CumulativeLogSumExp(x.Shape.Axis(axis), reverse).Apply(x);
        }
    }
}
