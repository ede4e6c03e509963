using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x - y, element by element.</summary>
/// <remarks>
/// dz/dx = 1, dz/dy = -1. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.
/// <c>1 - Sigmoid(z)</c> becomes Sigmoid(-z), <c>1 - Tanh(z)</c> 2 Sigmoid(-2 z), <c>1 - Square(Tanh(z))</c> SechSquared(z),
/// <c>1 - Cos(z)</c> 2 Square(Sin(z / 2)), <c>Sqrt(1 + z) - 1</c> z / (Sqrt(1 + z) + 1), <c>z - LogSumExp(z)</c> LogSoftmax(z),
/// <c>1 - Erf(z)</c> Erfc(z), <c>1 - Erfc(z)</c> Erf(z), <c>1 - Exp(z)</c> -Expm1(z) and <c>Exp(z) - 1</c> Expm1(z), also times a
/// number and in another order (<see cref="Stabilizing"/>).
/// </remarks>
public sealed record Subtract : BroadcastingOp
{
    internal static readonly Subtract Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Subtract(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Subtract(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => TensorPrimitives.Subtract(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -grad;
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Subtract"/>
        /// <param name="x">What to subtract from.</param>
        /// <param name="y">What to subtract.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Node<T> operator -(Node<T> x, Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Formulas.EndingInSubtract(x, y) ?? Autograd.Subtract.Instance.Apply(x, y);
        }

        /// <inheritdoc cref="Autograd.Subtract"/>
        public static Node<T> operator -(Node<T> x, T y) => x - Node.Constant(y);

        /// <inheritdoc cref="Autograd.Subtract"/>
        public static Node<T> operator -(T x, Node<T> y) => Node.Constant(x) - y;
    }
}
