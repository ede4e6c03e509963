using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x y, element by element.</summary>
/// <remarks>dz/dx = y, dz/dy = x. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.</remarks>
public sealed record Multiply : BroadcastingOp
{
    internal static readonly Multiply Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Multiply(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Multiply(y, x, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Multiply(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * y;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * x;
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Multiply"/>
        /// <param name="x">The first factor.</param>
        /// <param name="y">The second factor.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Node<T> operator *(Node<T> x, Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return (ReferenceEquals(x, y) && Stabilizing.IsOn) || Twins.AreEqualPieces(x, y)
                ? x.Square() : Formulas.EndingInMultiply(x, y) ?? Autograd.Multiply.Instance.Apply(x, y);
        }

        /// <inheritdoc cref="Autograd.Multiply"/>
        public static Node<T> operator *(Node<T> x, T y) => x * Node.Constant(y);

        /// <inheritdoc cref="Autograd.Multiply"/>
        public static Node<T> operator *(T x, Node<T> y) => Node.Constant(x) * y;
    }
}
