using System.Numerics;

namespace Autograd;

/// <summary>z = ln(e^x + e^y), element by element: the sum of numbers that are given and returned as logarithms.</summary>
/// <remarks>
/// <para>With m the larger, z = m + ln(1 + e^-|x - y|), without overflow. dz/dx = e^x / (e^x + e^y), dz/dy likewise
/// (<see cref="LogAddExpSlope"/>). Of many numbers it is <see cref="LogSumExp"/>. Shapes broadcast as in NumPy; see
/// <see cref="BroadcastingOp"/>.</para>
/// <para>Elsewhere <c>np.logaddexp</c>, <c>torch.logaddexp</c>.</para>
/// </remarks>
/// <kinks test="LogAddExp_is_right_at_infinity">
/// Of -infinity and -infinity: -infinity, both gradients 0; of two of +infinity: +infinity, both 1/2.
/// </kinks>
public sealed record LogAddExp : BroadcastingOp, IFused
{
    internal static readonly LogAddExp Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, LogAddExpFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * LogAddExpSlope.Instance.Apply(x, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * LogAddExpSlope.Instance.Apply(y, x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (inputs[0].Exp() + inputs[1].Exp()).Log();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogAddExp"/>
        /// <param name="y">The other logarithm.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> LogAddExp(Node<T> y) => Autograd.LogAddExp.Instance.Apply(x, y);
    }
}
