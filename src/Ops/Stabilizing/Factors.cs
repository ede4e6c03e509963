using System.Numerics;

namespace Autograd;

/// <summary>What is known of a node, from the least to the most.</summary>
internal enum Known
{
    Nothing,
    PositiveNumber,
    Probability,

    /// <summary>Made of exponentials: it may overflow.</summary>
    Exponential,
}

/// <summary>How the factors and terms of a node were made, and whether its logarithm follows from that.</summary>
internal static class Factors
{
    // So deep a tree of sums and products is looked at: a constant keeps its inputs no further.
    private const int Deepest = 8;

    /// <summary>What a node is known to be, as a whole.</summary>
    public static Known Look<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => Look(node, Deepest);

    /// <summary>What is known of a node, and whether that is multiplied by something unknown.</summary>
    public static (Known Known, bool IsWeighted) LookWeighted<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => LookWeighted(node, Deepest);

    /// <summary>The softmax of 1 - softmax z, or null if the node is not that.</summary>
    public static Moves<T>? OneMinusSoftmax<T>(Node<T> node, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Complements.OfOneMinus(node, replaced) is { } p ? Moves.Behind<T, Softmax>(p) : null;

    private static Known Look<T>(Node<T> node, int depth)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        LookWeighted(node, depth) is (var known, IsWeighted: false) ? known : Known.Nothing;

    private static (Known Known, bool IsWeighted) LookWeighted<T>(Node<T> node, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (IsPositiveNumber(node))
        {
            return (Known.PositiveNumber, false);
        }

        if (depth == 0 || node.Op is null)
        {
            return (Known.Nothing, false);
        }

        switch (node.Op)
        {
            case Sum or Mean or Prod when node.Shape.Size > 0:
            case { } when Moves.IsMove(node.Op):
                return Stabilizing.TryReplace(node, out var x) && LookWeighted(x, depth - 1) is { Known: >= Known.Probability } inner
                    ? inner : (Known.Nothing, false);
            case Add or Multiply or Divide
                when OneMinusSoftmax(node, []) is null && Stabilizing.TryReplace(node, out var first, out var second):
                return OfTwo(node.Op, LookWeighted(first, depth - 1), LookWeighted(second, depth - 1));
            default:
                return (LookUnweighted(node, depth), false);
        }
    }

    private static (Known Known, bool IsWeighted) OfTwo(Op op, (Known Known, bool IsWeighted) x, (Known Known, bool IsWeighted) y)
    {
        var (least, most) = x.Known < y.Known ? (x.Known, y.Known) : (y.Known, x.Known);
        var isWeighted = x.IsWeighted || y.IsWeighted || (least == Known.Nothing && op is not Add);

        // A sum with a number stays, if it cannot overflow: a probability would lose digits in its logarithm.
        var isKnown = op is not Add ? most >= Known.Probability
            : least >= Known.Probability || (least == Known.PositiveNumber && most == Known.Exponential && !isWeighted);
        return isKnown ? (most, isWeighted) : (Known.Nothing, false);
    }

    private static Known LookUnweighted<T>(Node<T> node, int depth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (node.Op)
        {
            case Exp or Cosh:
                return Stabilizing.TryReplace(node, out _) ? Known.Exponential : Known.Nothing;
            case Softmax or Sigmoid or Erfc or SechSquared:
                return Stabilizing.TryReplace(node, out _) ? Known.Probability : Known.Nothing;
            case Add or Subtract or Negate when OneMinusSoftmax(node, []) is not null:
                return Known.Probability;
            case ExtremeOp or CumulativeSum or Square or Sqrt or PowConstant { Exponent: not 0 } or Reciprocal:
                return Stabilizing.TryReplace(node, out var x) && Look(x, depth - 1) is >= Known.Probability and var known
                    ? known : Known.Nothing;
            case SliceScatter { Background: >= 0 and < double.PositiveInfinity } when Stabilizing.TryReplace(node, out var framed):
                return Look(framed, depth - 1);
            case Concat or Stack or Where when Moves.Pieces(node) is { Length: > 0 } pieces:
                var knowns = Array.ConvertAll(pieces, piece => Look(piece, depth - 1));
                return knowns.Min() == Known.Nothing ? Known.Nothing : knowns.Max();
            default:
                return Known.Nothing;
        }
    }

    // One number, or an array of them, where a 0 leaves out.
    private static bool IsPositiveNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node.Shape.Rank == 0 ? Numbers.Positive(node) is not null : Stabilizing.HasOnly(node, static x => x >= T.Zero && T.IsFinite(x));
}
