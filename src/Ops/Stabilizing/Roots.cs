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

    /// <summary>The inverse hyperbolic sine of z for ln(z + sqrt(z^2 + 1)), of which the root has become a hypotenuse, or null.</summary>
    public static Node<T>? OfAsinh<T>(Node<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!TryReplace(sum, out var z, out var root))
        {
            return null;
        }

        (z, root) = z.Op is Hypot && root.Op is not Hypot ? (root, z) : (z, root);
        return root.Op is Hypot && TryReplace(root, out var leg, out var other) && (Numbers.Of(leg) ?? Numbers.Of(other)) == 1
            && (Numbers.Of(leg) is null ? leg : other) is var y && Twins.Are(z, y)
            ? Replace(z.Asinh(), "Log(z + Sqrt(Square(z) + 1))", [sum, root, .. Twins.Both(z, y)]) : null;
    }

    /// <summary>The p-norm for the p-th root of a sum of p-th powers, or null.</summary>
    public static Node<T>? OfPowers<T>(Node<T> x, double exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Op is not Sum sum || !TryReplace(x, out var power) || power.Op is not PowConstant { Exponent: >= 1 and var p }
            || p * exponent != 1 || !TryReplace(power, out var z))
        {
            return null;
        }

        return double.IsEvenInteger(p) || z.Op is Abs
            ? Replace(new Norm(sum.Axes, sum.KeepDims, p).Apply(z), Invariant($"Pow(Sum(Pow(z, {p})), {exponent})"), x, power) : null;
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
            case Square or PowConstant { Exponent: 2 or 4 } when Signed(x, depth, replaced) is { } z:
                return (Scaled(z.Abs()), "Square(z)");

            case Divide when TryReplace(x, out var dividend, out var y) && Numbers.Positive(y) is { } number
                && Of(dividend, divisor * number, eps, depth - 1, replaced) is ({ } root, var written):
                return (root, Invariant($"{written} / {number}"));

            case Multiply when TryReplace(x, out var first, out var second)
                && (Numbers.Positive(first) ?? Numbers.Positive(second)) is { } number
                && Of(Numbers.Positive(first) is null ? first : second, divisor / number, eps, depth - 1, replaced)
                    is ({ } root, var written):
                return (root, Invariant($"{number} * {written}"));

            // The product of a vector with itself.
            case MatMul when x.Shape.Size == 1 && TryReplace(x, out var row, out var column) && OfVector(row) is { } vector
                && OfVector(column) is { } twin && vector.Shape == twin.Shape && Twins.Are(vector, twin):
                replaced.AddRange(Twins.Both(vector, twin));
                return (OfSum(vector, [0], keepDims: false).Reshape(x.Shape), "MatMul(z, z)");

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

    // The vector that a row, a column or a vector holds.
    private static Node<T>? OfVector<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        while (node.Shape.Rank > 1 && node.Op is Reshape or Transpose && TryReplace(node, out var moved)
            && moved.Shape.Rank > 0 && moved.Shape.Max() == node.Shape.Size)
        {
            node = moved;
        }

        return node.Shape.Rank == 0 || node.Shape.Max() != node.Shape.Size ? null : node.Reshape([node.Shape.Size]);
    }

    // Whether there is a sum or mean below numbers and moves.
    private static bool IsSum<T>(Node<T> x, int depth)
        where T : unmanaged, IFloatingPointIeee754<T> => depth > 0 && x.Op switch
        {
            Sum or Mean or SumOfSquares => true,
            MatMul => x.Shape.Size == 1,
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
            PowConstant { Exponent: 4 } when TryReplace(x, out var z) => z.Square(),
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

        // The sum of all squares of an array is as many terms.
        if (x.Shape.Size == 1 && x.Op is Sum or SumOfSquares && TryReplace(x, out var summed))
        {
            replaced.Add(x);
            if ((x.Op is SumOfSquares ? summed : Signed(summed, depth - 1, replaced)) is { } all)
            {
                terms.Add(all);
                return true;
            }

            return false;
        }

        if (Signed(x, depth - 1, replaced) is not { } root)
        {
            return false;
        }

        terms.Add(root);
        return true;
    }

    private static (Node<T> Root, string Written) OfTerms<T>(List<Node<T>> terms, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => shape.Size == 1 && terms.Exists(term => term.Shape.Rank > 0 && term.Shape != shape)
        ? (
            Node.Concat([.. terms.Select(term => term.Reshape([term.Shape.Size]))]).Norm().Reshape(shape),
            "Sum(Square(y)) + Sum(Square(z))")
        : terms.Count == 2
        ? (terms[0].Hypot(terms[1]), "Square(y) + Square(z)")
        : (
            Node.Concat([.. terms.Select(term => term.BroadcastTo(shape).Reshape([1, .. shape]))], axis: 0).Norm(0),
            "Square(x) + Square(y) + Square(z)");
}
