using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = min(x, y), the smaller of each two elements; NaN if either is.</summary>
/// <remarks>
/// The gradient goes to the smaller element; a tie shares it equally, and so does NaN. The element not taken gets a strong zero
/// (<see cref="StrongZeros"/>). Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="Minimum_shares_the_gradient_of_a_tie_equally_and_keeps_nan">
/// A tie shares the gradient equally; the element not taken gets a strong zero; NaN wins.
/// </kinks>
public sealed record Minimum : BroadcastingOp
{
    internal static readonly Minimum Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Min(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Min(y, x, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Min(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Maximum.Taken(grad, y, x);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Maximum.Taken(grad, x, y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Minimum"/>
        /// <param name="y">What to compare with.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Minimum(Node<T> y) => Autograd.Minimum.Instance.Apply(x, y);
    }
}
