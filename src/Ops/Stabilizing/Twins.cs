using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>Nodes that are one computation written twice, as <c>z[0]</c> and <c>z[0]</c>.</summary>
internal static class Twins
{
    // What stands in a formula twice is short.
    private const int Deepest = 4;

    /// <summary>
    /// Whether two nodes are one, or the same operation of the same inputs as these were. Constants keep no inputs, but no gradient tells
    /// those apart that have the same elements.
    /// </summary>
    public static bool Are<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Are(x, y, Deepest);

    /// <summary>What a formula replaces that reads one node for its twin: both, since neither has its own gradient any more.</summary>
    public static IEnumerable<Node<T>> Both<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => ReferenceEquals(x, y) ? [] : [x, y];

    /// <summary>
    /// Whether two constants that were picked out of others have the same elements, so that their product is a square. Cheap enough to be
    /// asked of every product.
    /// </summary>
    public static bool AreEqualPieces<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Moves.IsMove(x.Op) && Moves.IsMove(y.Op) && AreEqual(x, y);

    private static bool Are<T>(Node<T> x, Node<T> y, int depth)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReferenceEquals(x, y)
        || (Numbers.Of(x) is { } number && number == Numbers.Of(y))
        || AreEqual(x, y)
        || (depth > 0 && x.Shape == y.Shape && IsSimple(x.Op) && x.Op!.Equals(y.Op) && AreInputs(x, y, depth - 1));

    private static bool AreInputs<T>(Node<T> x, Node<T> y, int depth)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TryReplace(x, out var ofX) ? TryReplace(y, out var ofY) && Are(ofX, ofY, depth)
        : TryReplace(x, out var first, out var second) && TryReplace(y, out var otherFirst, out var otherSecond)
            && Are(first, otherFirst, depth) && Are(second, otherSecond, depth);

    // Operations of which each run gives the same.
    private static bool IsSimple(Op? op) =>
        Moves.IsMove(op) || op is Negate or Abs or Exp or Expm1 or Tanh or Add or Subtract or Multiply or Divide
            or Square or SumOfSquares or Sum or Mean or Sqrt or Norm or RootMeanSquare or Hypot;
}
