using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using static System.FormattableString;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The square root of sums and means of squares, without the squares, which overflow or vanish.</summary>
/// <remarks>
/// The root of a sum of squares has its one corner where all of them are 0. So what it becomes is one operation with that corner
/// (<see cref="Norm"/>, <see cref="RootMeanSquare"/>, <see cref="Hypot"/>): one of the other, where a part is 0, would have a corner where
/// the whole has none.
/// </remarks>
internal static class Roots
{
    // So many operations in a row are looked at: a constant keeps its inputs no further.
    private const int Deepest = 8;

    /// <summary>The square root of x, or null.</summary>
    public static Node<T>? Of<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TryFind(x, out var root, out var written, out var replaced) ? Replace(root, $"Sqrt({written})", [.. replaced]) : null;

    /// <summary>The square root of x, if x is a sum of squares.</summary>
    /// <param name="x">The node.</param>
    /// <param name="root">Its root.</param>
    /// <param name="written">How x is written.</param>
    /// <param name="replaced">The nodes that the root goes past.</param>
    public static bool TryFind<T>(
        Node<T> x, [NotNullWhen(true)] out Node<T>? root, [NotNullWhen(true)] out string? written, out List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        replaced = [];
        (root, written) = Of(x, divisor: 1, eps: 0, Deepest, replaced);
        return root is not null;
    }

    // The square root of x / divisor + eps; eps is 0 but of sums.
    private static (Node<T>? Root, string Written) Of<T>(Node<T> x, double divisor, double eps, int depth, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (depth == 0 || !double.IsFinite(divisor) || !double.IsFinite(eps))
        {
            return default;
        }

        replaced.Add(x);
        switch (x.Op)
        {
            case SumOfSquares squares when TryReplace(x, out var z):
                return (OfSum(z, squares.Axes, squares.KeepDims), "SumOfSquares(z)");

            // Of all that sums have left over: one norm of all.
            case Sum when x.Shape.Size == 1 && TryReplace(x, out var inner) && inner.Op is Sum or SumOfSquares && inner.Shape.Size > 0
                && TryReplace(inner, out var within) && (inner.Op is SumOfSquares ? within : Signed(within, depth - 1, replaced)) is { } z:
                replaced.Add(inner);
                return (OfSum(z, z.Shape.Axes(default), keepDims: false).Reshape(x.Shape), "Sum(Sum(Square(z)))");

            case Sum sum when TryReplace(x, out var square) && Signed(square, depth - 1, replaced) is { } z:
                return (OfSum(z, sum.Axes, sum.KeepDims), "Sum(Square(z))");

            case Mean mean when x.Shape.Size > 0 && TryReplace(x, out var square) && Signed(square, depth - 1, replaced) is { } z:
                divisor *= z.Shape.Size / x.Shape.Size;
                return (OfSum(z, mean.Axes, mean.KeepDims), "Mean(Square(z))");

            // A number that is added is one more square, and leaves no corner.
            case Add when TryReplace(x, out var first, out var second)
                && (Numbers.Positive(first) ?? Numbers.Positive(second)) is { } number
                && (Numbers.Positive(first) is null ? first : second) is var sum && IsSum(sum, depth)
                && Of(sum, divisor, eps + (number / divisor), depth - 1, replaced) is ({ } root, var written):
                return (root, Invariant($"{written} + {number}"));

            case Add:
                List<Node<T>> terms = [];
                if (!Collect(x, depth, terms, replaced) || !terms.Exists(term => term.Op is not null || term.Shape.Rank > 0))
                {
                    return default;
                }

                var (all, formula) = OfTerms(terms, x.Shape);
                return (Scaled(all), formula);

            // A square alone.
            case Square or PowConstant { Exponent: 2 } when Signed(x, depth, replaced) is { } z:
                return (Scaled(z.Abs()), "Square(z)");

            case Divide when TryReplace(x, out var dividend, out var y) && Numbers.Positive(y) is { } number
                && Of(dividend, divisor * number, eps, depth - 1, replaced) is ({ } root, var written):
                return (root, Invariant($"{written} / {number}"));

            case Multiply when TryReplace(x, out var first, out var second)
                && (Numbers.Positive(first) ?? Numbers.Positive(second)) is { } number
                && Of(Numbers.Positive(first) is null ? first : second, divisor / number, eps, depth - 1, replaced)
                    is ({ } root, var written):
                return (root, Invariant($"{number} * {written}"));

            case Multiply when Signed(x, depth, replaced) is { } z:
                return (Scaled(z.Abs()), "y * y");

            case { } move when Moves.IsMove(move) && TryReplace(x, out var moved)
                && Of(moved, divisor, eps, depth - 1, replaced) is ({ } root, var written):
                return (((UnaryOp)move).Apply(root), written);

            default:
                return default;
        }

        Node<T> OfSum(Node<T> z, IntList axes, bool keepDims) => divisor == 1 && eps == 0
            ? new Norm(axes, keepDims).Apply(z) : new RootMeanSquare(axes, keepDims, divisor, eps).Apply(z);

        Node<T> Scaled(Node<T> root) => divisor == 1 ? root : root / Math.Sqrt(divisor);
    }

    // Whether there is a sum or mean below numbers and moves.
    private static bool IsSum<T>(Node<T> x, int depth)
        where T : unmanaged, IFloatingPointIeee754<T> => depth > 0 && x.Op switch
        {
            Sum or Mean or SumOfSquares => true,
            Divide => TryReplace(x, out var dividend, out var y) && Numbers.Positive(y) is not null && IsSum(dividend, depth - 1),
            Multiply or Add => TryReplace(x, out var first, out var second)
                && ((Numbers.Positive(first) is not null && IsSum(second, depth - 1))
                    || (Numbers.Positive(second) is not null && IsSum(first, depth - 1))),
            _ => Moves.IsMove(x.Op) && TryReplace(x, out var moved) && IsSum(moved, depth - 1),
        };

    // What x is the square of, element by element, but for numbers; of either sign, for a norm takes both.
    private static Node<T>? Signed<T>(Node<T> x, int depth, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        replaced.Add(x);
        return x.Op switch
        {
            not null when depth == 0 => null,
            Square or PowConstant { Exponent: 2 } when TryReplace(x, out var z) => z,
            Divide when TryReplace(x, out var dividend, out var divisor) && Numbers.Root(divisor) is { } factor
                && Signed(dividend, depth - 1, replaced) is { } root => root / factor,
            Multiply when TryReplace(x, out var first, out var second) && Numbers.Root(first) is { } factor
                && Signed(second, depth - 1, replaced) is { } root => factor * root,
            Multiply when TryReplace(x, out var first, out var second) && Numbers.Root(second) is { } factor
                && Signed(first, depth - 1, replaced) is { } root => factor * root,
            Multiply when TryReplace(x, out var first, out var second) => OfTwins(first, second, replaced),
            { } move when Moves.IsMove(move) && TryReplace(x, out var moved) && Signed(moved, depth - 1, replaced) is { } root =>
                ((UnaryOp)move).Apply(root),
            _ => null,
        };
    }

    // The product of a thing with itself, written twice, but for numbers.
    private static Node<T>? OfTwins<T>(Node<T> first, Node<T> second, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ((x, a), (y, b)) = (Numbers.WithoutFactors(first, replaced), Numbers.WithoutFactors(second, replaced));
        if (a * b <= 0 || !Twins.Are(x, y))
        {
            return null;
        }

        replaced.AddRange(Twins.Both(x, y));
        return a * b == 1 ? x : Math.Sqrt(a * b) * x;
    }

    // The terms of a sum of squares and positive numbers: what they are the squares of.
    private static bool Collect<T>(Node<T> x, int depth, List<Node<T>> terms, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Numbers.Root(x) is { } number)
        {
            terms.Add(number);
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
}
