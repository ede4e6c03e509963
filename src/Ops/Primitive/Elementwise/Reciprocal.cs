using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = 1 / x, element by element; as IEEE 754 has it at 0.</summary>
/// <remarks>
/// y' = -y^2. y has the shape of x. Of <c>1 + Exp(-z)</c> it becomes Sigmoid(z) (<see cref="Stabilizing"/>).
/// </remarks>
public sealed record Reciprocal : ElementwiseOp
{
    internal static readonly Reciprocal Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Reciprocal(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -(grad * y.Square());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Reciprocal"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Reciprocal()
        {
            ArgumentNullException.ThrowIfNull(x);
            return Formulas.EndingInReciprocal(x) ?? Autograd.Reciprocal.Instance.Apply(x);
        }
    }
}
