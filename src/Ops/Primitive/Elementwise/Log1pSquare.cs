using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = ln(1 + x^2), element by element, with all digits near x = 0, and where the square overflows.</summary>
/// <remarks>
/// y' = 2 x / (1 + x^2), by <see cref="HypotSlope"/> and <see cref="Hypot"/> without the square. <c>Log(1 + Square(x))</c> and
/// <c>Log1p(Square(x))</c> become this operation (<see cref="Stabilizing"/>). y has the shape of x.
/// </remarks>
public sealed record Log1pSquare : ElementwiseOp
{
    internal static readonly Log1pSquare Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Log1pSquareFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        Node<T> one = 1;
        return grad * (2 * HypotSlope.Instance.Apply(x, one) / Hypot.Instance.Apply(x, one));
    }
}

/// <summary>ln(1 + x^2).</summary>
internal readonly struct Log1pSquareFunction : IVectorFunction
{
    // From here on 1 + x^2 and 1 + |x| round to x^2 and |x|, in double too; and x^2 does not overflow yet, in float.
    private const double Far = 1e17;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var size = V.Abs(x);
        var isFar = V.Less(V.Number(Far), size);
        var log = Log1pFunction.Of(V.Select(isFar, size, x * x));
        return V.Select(isFar, log + log, log);
    }
}
