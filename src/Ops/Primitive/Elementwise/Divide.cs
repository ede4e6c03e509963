using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x / y, element by element; as IEEE 754 has it where y is 0.</summary>
/// <remarks>
/// dz/dx = 1/y, dz/dy = -z/y. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>. <c>1 / (1 + Exp(-z))</c> and
/// <c>Exp(z) / (1 + Exp(z))</c> become Sigmoid(z), and <c>Exp(z) / Sum(Exp(z))</c> Softmax(z) (<see cref="Stabilizing"/>),
/// <c>x / (1 + Exp(-z))</c> and <c>x Exp(z) / (1 + Exp(z))</c> x Sigmoid(z); <c>x / (Exp(z) - 1)</c> has no infinite exponential.
/// </remarks>
public sealed record Divide : BroadcastingOp
{
    internal static readonly Divide Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Divide(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Divide(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Divide(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad / y;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -(grad * z / y);
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Divide"/>
        /// <param name="x">The dividend.</param>
        /// <param name="y">The divisor.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Node<T> operator /(Node<T> x, Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Formulas.EndingInDivide(x, y) ?? Autograd.Divide.Instance.Apply(x, y);
        }

        /// <inheritdoc cref="Autograd.Divide"/>
        public static Node<T> operator /(Node<T> x, T y) => x / Node.Constant(y);

        /// <inheritdoc cref="Autograd.Divide"/>
        public static Node<T> operator /(T x, Node<T> y) => Node.Constant(x) / y;
    }
}
