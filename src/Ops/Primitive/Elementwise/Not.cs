using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = 1 where x is 0, else 0, element by element: the other elements than those of a mask.</summary>
/// <remarks>
/// Has no derivative: the result is a constant. y has the shape of x. Also written !x. Elsewhere <c>np.logical_not</c>,
/// <c>torch.logical_not</c>, <c>~mask</c>.
/// </remarks>
/// <kinks test="Masks_are_combined_as_in_NumPy">NaN is not 0.</kinks>
public sealed record Not : ElementwiseOp
{
    internal static readonly Not Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.NoDerivative;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, NotFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

internal readonly struct NotFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.Select(V.Equal(x, V.Number(0)), V.Number(1), V.Number(0));
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where x is 0, else 0; see <see cref="Autograd.Not"/>.</summary>
        public static Node<T> operator !(Node<T> x) => Autograd.Not.Instance.Apply(x);
    }

    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Not"/>
        /// <returns>A constant of the shape of x.</returns>
        public Node<T> Not() => !x;
    }
}
