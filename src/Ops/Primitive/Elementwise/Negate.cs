using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = -x, element by element.</summary>
/// <remarks>y' = -1. y has the shape of x.</remarks>
public sealed record Negate : ElementwiseOp
{
    internal static readonly Negate Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Negate(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -grad;
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Negate"/>
        /// <param name="x">What to negate.</param>
        public static Node<T> operator -(Node<T> x) => Autograd.Negate.Instance.Apply(x);
    }
}
