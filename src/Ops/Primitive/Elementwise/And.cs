using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z = 1 where both x and y are not 0, else 0, element by element: of masks, such as those of <see cref="Compare"/>.</summary>
/// <remarks>
/// Has no derivative: the result is a constant. Shapes broadcast as in NumPy. Also written x &amp; y. Elsewhere
/// <c>np.logical_and</c>, <c>torch.logical_and</c>.
/// </remarks>
/// <kinks test="Masks_are_combined_as_in_NumPy">NaN is not 0.</kinks>
public sealed record And : BroadcastingOp
{
    internal static readonly And Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.NoDerivative;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, AndFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;
}

internal readonly struct AndFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Equal(x, V.Number(0)) | V.Equal(y, V.Number(0)), V.Number(0), V.Number(1));
}

public static partial class Operations
{
    extension<T>(Node<T>)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>1 where both x and y are not 0, else 0; see <see cref="Autograd.And"/>.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Node<T> operator &(Node<T> x, Node<T> y) => Autograd.And.Instance.Apply(x, y);
    }

    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.And"/>
        /// <param name="y">The other mask.</param>
        /// <returns>A constant of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> And(Node<T> y) => x & y;
    }
}
