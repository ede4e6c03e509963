using System.Numerics;
using System.Numerics.Tensors;
using static System.FormattableString;

namespace Autograd;

/// <summary>y = min(max(x, a), b), element by element: x kept between a and b (clip); NaN stays NaN.</summary>
/// <remarks>
/// y' = 1 between the bounds; at a bound and outside it is 0 (<see cref="ClampSlope"/>), and a strong zero
/// (<see cref="StrongZeros"/>). An infinite bound bounds no finite element. y has the shape of x.
/// </remarks>
/// <kinks test="Clamp_has_slope_0_at_a_corner_and_outside">Slope 0 at a corner and outside, as a strong zero; NaN stays NaN.</kinks>
public sealed record Clamp : ElementwiseOp
{
    /// <summary>Clamps between two bounds.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lower bound is above the upper one, or one is NaN.</exception>
    public Clamp(double min, double max)
    {
        RequireOrdered("Clamp", min, max);
        (Min, Max) = (min, max);
    }

    /// <summary>The lower bound.</summary>
    public double Min { get; }

    /// <summary>The upper bound.</summary>
    public double Max { get; }

    /// <summary>Refuses bounds that leave nothing between them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lower bound is above the upper one, or one is NaN.</exception>
    internal static void RequireOrdered(string operation, double min, double max)
    {
        if (!(min <= max))
        {
            throw new ArgumentOutOfRangeException(
                nameof(min), min,
                    Invariant($"{operation}: min is {min} and max is {max}; min must not be above max, and neither may be NaN."));
        }
    }

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Max(x, T.CreateChecked(Min), y);
        TensorPrimitives.Min(y, T.CreateChecked(Max), y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        StrongZeros.Select(grad, part => Mask.Of(new ClampSlope(Min, Max).Apply(x), part));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Clamp"/>
        /// <param name="min">The lower bound a.</param>
        /// <param name="max">The upper bound b.</param>
        /// <exception cref="ArgumentOutOfRangeException">The lower bound is above the upper one, or one is NaN.</exception>
        public Node<T> Clamp(double min, double max) => new Clamp(min, max).Apply(x);
    }
}
