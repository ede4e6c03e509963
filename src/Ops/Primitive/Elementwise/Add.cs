using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x + y, element by element.</summary>
/// <remarks>dz/dx = 1, dz/dy = 1. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.</remarks>
public sealed record Add : BroadcastingOp
{
    internal static readonly Add Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Add(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Add(y, x, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Add(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Add"/>
        /// <param name="x">The first summand.</param>
        /// <param name="y">The second summand.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Node<T> operator +(Node<T> x, Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Formulas.EndingInAdd(x, y) ?? Autograd.Add.Instance.Apply(x, y);
        }

        /// <inheritdoc cref="Autograd.Add"/>
        public static Node<T> operator +(Node<T> x, T y) => x + Node.Constant(y);

        /// <inheritdoc cref="Autograd.Add"/>
        public static Node<T> operator +(T x, Node<T> y) => Node.Constant(x) + y;
    }
}
