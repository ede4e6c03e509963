using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The square root of sums and means of squares, without the squares, which overflow or vanish.</summary>
/// <remarks>
/// The root of a sum of squares has its one corner where all of them are 0. So what it becomes is one operation with that corner
/// (<see cref="Norm"/>, <see cref="Hypot"/>): one of the other, where a part is 0, would have a corner where the whole has none.
/// </remarks>
internal static class Roots
{
    // So many operations in a row are looked at: a constant keeps its inputs no further.
    private const int Deepest = 8;

    /// <summary>The square root of x, or null.</summary>
    public static Node<T>? Of<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var replaced = new List<Node<T>>();
        return Of(x, Deepest, replaced) is ({ } root, var written) ? Replace(root, $"Sqrt({written})", [.. replaced]) : null;
    }

    private static (Node<T>? Root, string Written) Of<T>(Node<T> x, int depth, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        replaced.Add(x);
        switch (x.Op)
        {
            case not null when depth == 0:
                return default;

            case SumOfSquares squares when TryReplace(x, out var z):
                return (new Norm(squares.Axes, squares.KeepDims).Apply(z), "SumOfSquares(z)");

            // Of all that sums have left over: one norm of all.
            case Sum when x.Shape.Size == 1 && TryReplace(x, out var inner) && inner.Op is Sum or SumOfSquares && inner.Shape.Size > 0
                && TryReplace(inner, out var within) && (inner.Op is SumOfSquares ? within : Signed(within, depth - 1, replaced)) is { } z:
                replaced.Add(inner);
                return (z.Norm().Reshape(x.Shape), "Sum(Sum(Square(z)))");

            case Sum sum when TryReplace(x, out var square) && Signed(square, depth - 1, replaced) is { } z:
                return (new Norm(sum.Axes, sum.KeepDims).Apply(z), "Sum(Square(z))");

            case Mean mean when x.Shape.Size > 0 && TryReplace(x, out var square) && Signed(square, depth - 1, replaced) is { } z:
                return (new Norm(mean.Axes, mean.KeepDims).Apply(z) / Math.Sqrt(z.Shape.Size / x.Shape.Size), "Mean(Square(z))");

            case Add:
                List<Node<T>> terms = [];
                return Collect(x, depth, terms, replaced) && terms.Exists(term => term.Op is not null || term.Shape.Rank > 0)
                    ? OfTerms(terms, x.Shape) : default;

            // A square alone.
            case Square or PowConstant { Exponent: 2 } when TryReplace(x, out var z):
                return (z.Abs(), "Square(z)");

            case Divide when TryReplace(x, out var dividend, out var divisor) && PositiveNumber(divisor) is { } number
                && Of(dividend, depth - 1, replaced) is ({ } root, var written):
                return (root / Math.Sqrt(number), FormattableString.Invariant($"{written} / {number}"));

            case Multiply when TryReplace(x, out var first, out var second)
                && (PositiveNumber(first) ?? PositiveNumber(second)) is { } number
                && Of(PositiveNumber(first) is null ? first : second, depth - 1, replaced) is ({ } root, var written):
                return (Math.Sqrt(number) * root, FormattableString.Invariant($"{number} * {written}"));

            case { } move when Moves.IsMove(move) && TryReplace(x, out var moved)
                && Of(moved, depth - 1, replaced) is ({ } root, var written):
                return (((UnaryOp)move).Apply(root), written);

            default:
                return default;
        }
    }

    // What x is the square of, element by element; of either sign, for a norm takes both.
    private static Node<T>? Signed<T>(Node<T> x, int depth, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        replaced.Add(x);
        return x.Op switch
        {
            not null when depth == 0 => null,
            Square or PowConstant { Exponent: 2 } when TryReplace(x, out var z) => z,
            Divide when TryReplace(x, out var dividend, out var divisor) && PositiveNumber(divisor) is { } number
                && Signed(dividend, depth - 1, replaced) is { } root => root / Math.Sqrt(number),
            Multiply when TryReplace(x, out var first, out var second) && (PositiveNumber(first) ?? PositiveNumber(second)) is { } number
                && Signed(PositiveNumber(first) is null ? first : second, depth - 1, replaced) is { } root => Math.Sqrt(number) * root,
            { } move when Moves.IsMove(move) && TryReplace(x, out var moved) && Signed(moved, depth - 1, replaced) is { } root =>
                ((UnaryOp)move).Apply(root),
            _ => null,
        };
    }

    // The terms of a sum of squares and positive numbers: what they are the squares of.
    private static bool Collect<T>(Node<T> x, int depth, List<Node<T>> terms, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (PositiveNumber(x) is { } number)
        {
            terms.Add(Math.Sqrt(number));
            return true;
        }

        if (x.Op is Add)
        {
            replaced.Add(x);
            return depth > 0 && TryReplace(x, out var first, out var second)
                && Collect(first, depth - 1, terms, replaced) && Collect(second, depth - 1, terms, replaced);
        }

        if (Signed(x, depth - 1, replaced) is not { } root)
        {
            return false;
        }

        terms.Add(root);
        return true;
    }

    private static (Node<T> Root, string Written) OfTerms<T>(List<Node<T>> terms, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => terms.Count == 2
        ? (terms[0].Hypot(terms[1]), "Square(y) + Square(z)")
        : (
            Node.Concat([.. terms.Select(term => term.BroadcastTo(shape).Reshape([1, .. shape]))], axis: 0).Norm(0),
            "Square(x) + Square(y) + Square(z)");

    private static double? PositiveNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node is { Op: null, RequiresGrad: false, Shape.Rank: 0 } && node.Inspect().Scalar is var number
        && number > T.Zero && T.IsFinite(number) && IsConstant(node, number) ? double.CreateChecked(number) : null;
}
