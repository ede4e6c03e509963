using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = max(x, y), the larger of each two elements; NaN if either is.</summary>
/// <remarks>
/// The gradient goes to the larger element; a tie shares it equally, and so does NaN (<see cref="MaximumSlope"/>). The element not taken
/// gets a strong zero (<see cref="StrongZeros"/>). Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="Maximum_shares_the_gradient_of_a_tie_equally_and_keeps_nan">
/// A tie shares the gradient equally; the element not taken gets a strong zero; NaN wins.
/// </kinks>
public sealed record Maximum : BroadcastingOp
{
    internal static readonly Maximum Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Max(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Max(y, x, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Max(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Taken(grad, x, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Taken(grad, y, x);

    /// <summary>
    /// The gradient where <paramref name="larger"/> is above <paramref name="smaller"/>, half of it
    /// where neither is, and else a strong zero.
    /// </summary>
    internal static Node<T> Taken<T>(Node<T> grad, Node<T> larger, Node<T> smaller)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return StrongZeros.Mark(grad, grad.MultiplyNoNan(Share()), mask => Mask.Of(Share(), mask));

        Node<T> Share() => MaximumSlope.Instance.Apply(larger, smaller);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Maximum"/>
        /// <param name="y">What to compare with.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Maximum(Node<T> y) => Autograd.Maximum.Instance.Apply(x, y);
    }
}
