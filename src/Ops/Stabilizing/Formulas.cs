using System.Numerics;
using static System.FormattableString;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The unstable textbook formulas that are recognized, by the operation that they end in, and what each becomes.</summary>
/// <remarks>
/// <para>A new formula is a case here, or in <see cref="Logarithms"/>, <see cref="Roots"/>, <see cref="Complements"/> or
/// <see cref="Quotients"/>, and a row in tests/Ops.Tests/Stabilizing/Formulas.cs. A case asks for the inner operations from the
/// outermost inwards, each by its type and by <c>TryReplace</c>, which gives its inputs, or refuses if the user watches its node. It makes
/// the stable node, and <c>Replace</c> tells it the formula and the nodes that it replaces. An inner operation has the trait
/// <see cref="OpTraits.IsReplaceable"/>, so that its inputs are kept.</para>
/// <para>Between two steps of a formula there may be <see cref="Moves"/>.</para>
/// <para>The verbs of <see cref="Log"/>, <see cref="Log1p"/>, <see cref="Log2"/>, <see cref="Log10"/>,
/// <see cref="Sqrt"/>, <see cref="Square"/>, <see cref="PowConstant"/>, <see cref="Add"/>, <see cref="Subtract"/>,
/// <see cref="Multiply"/>, <see cref="Divide"/>, <see cref="Reciprocal"/>, <see cref="Rsqrt"/> and <see cref="XLogY"/> ask here before
/// they record themselves.</para>
/// </remarks>
internal static class Formulas
{
    /// <summary>The stable node for Log(x), or null.</summary>
    public static Node<T>? EndingInLog<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => EndingInLog(x, Moves.Most);

    private static Node<T>? EndingInLog<T>(Node<T> x, int moves)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            null => null,

            // Exponentials and probabilities overflow and vanish, their logarithms do not.
            _ when Logarithms.Of(x) is { } log => log,

            // ln(1 - e^z): near z = 0 the digits of 1 - e^z cancel, for a very negative z those of e^z are rounded away.
            Negate when TryReplace(x, out var expm1) && expm1.Op is Expm1 && TryReplace(expm1, out var z) =>
                Replace(Logarithms.OfOneMinusExp(z), $"Log({x.Replaced?.Formula ?? "-Expm1(z)"})", x, expm1),

            // ln(e^y - e^z), ln(e^z - 1) and ln(sinh z): the larger exponential is taken out, which overflows.
            Subtract when Logarithms.OfDifference(x) is { } log => log,
            Expm1 when TryReplace(x, out var z) =>
                Replace(z + Logarithms.OfOneMinusExp(-z), $"Log({x.Replaced?.Formula ?? "Expm1(z)"})", x),
            Sinh when TryReplace(x, out var z) => Replace(z + Logarithms.OfOneMinusExp(-2 * z) - Math.Log(2), "Log(Sinh(z))", x),

            // The logarithm of what is a sum of squares, which overflows.
            Sum or Mean or SumOfSquares or Square or PowConstant { Exponent: 2 }
                when Roots.TryFind(x, out var root, out var written, out var replaced) =>
                Replace(2 * root.Log(), $"Log({written})", [.. replaced]),

            // What only moves, picks or broadcasts elements does so with the logarithm as well.
            { } move when moves > 0 && Moves.IsMove(move) && TryReplace(x, out var y)
                && EndingInLog(y, moves - 1) is { Replaced: { } inner } log =>
                Replace(((UnaryOp)move).Apply(log), inner.Formula, x, y),

            // A frame around what only moved, and parts of which at least one has a stable logarithm.
            SliceScatter frame when moves > 0 && TryReplace(x, out var y) && EndingInLog(y, moves - 1) is { Replaced: { } inner } log =>
                Replace((frame with { Background = Math.Log(frame.Background) }).Apply(log), inner.Formula, x, y),
            Concat or Stack or Where when moves > 0 => OfPieces(x, moves),

            // ln(z + sqrt(z^2 + 1)): for a very negative z the sum cancels, and the digits of a small one are rounded away.
            Add when Roots.OfAsinh(x) is { } asinh => asinh,

            // ln((1 + z) / (1 - z)) rounds away the digits of a small z.
            Divide when TryReplace(x, out var sum, out var difference) && OnePlus(sum) is { } z && Complements.IsOneMinus(difference, z) =>
                Replace(2 * z.Atanh(), "Log((1 + z) / (1 - z))", x, sum, difference),

            // A power overflows, its logarithm does not; an even one has no sign.
            Cube when TryReplace(x, out var z) => Replace(3 * z.Log(), "Log(Cube(z))", x),
            PowConstant { Exponent: not 0 and var p } when double.IsFinite(p) && TryReplace(x, out var z) =>
                Replace(p * (double.IsEvenInteger(p) ? z.Abs() : z).Log(), Invariant($"Log(Pow(z, {p}))"), x),

            // ln(1 + z), ln(1 - z): 1 + z rounds away the digits of a small z.
            Add when TryReplace(x, out var one, out var z) && IsOne(one) && !IsNumber(z) => Replace(z.Log1p(), OfSum(z, "1 + z"), x),
            Add when TryReplace(x, out var z, out var one) && IsOne(one) && !IsNumber(z) => Replace(z.Log1p(), OfSum(z, "z + 1"), x),
            Subtract when TryReplace(x, out var one, out var z) && IsOne(one) && !IsNumber(z) => Replace((-z).Log1p(), "Log(1 - z)", x),
            _ => null,
        };

    private static string OfSum<T>(Node<T> z, string sum)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        z.Op is Autograd.Square ? $"Log({sum.Replace("z", "Square(z)", StringComparison.Ordinal)})" : $"Log({sum})";

    private static Node<T>? OfPieces<T>(Node<T> x, int moves)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var pieces = Moves.Pieces(x);
        var logs = Array.ConvertAll(pieces, piece => EndingInLog(piece, moves - 1));
        return Array.Find(logs, log => log is not null) is not { Replaced: { } inner } ? null
            : Replace(
                Moves.OfPieces(x, [.. logs.Select((log, i) => log ?? Log.Instance.Apply(pieces[i]))]),
                inner.Formula,
                [x, .. pieces.Where((_, i) => logs[i] is not null)]);
    }

    /// <summary>The stable node for x ln y, or null.</summary>
    public static Node<T>? EndingInXLogY<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Op is null || EndingInLog(y) is not { Replaced: { } inner } log)
        {
            return null;
        }

        var isNothing = x.EqualTo(0) & log.EqualTo(double.NegativeInfinity);
        return Replace(x * isNothing.Where(0, log), $"XLogY(x, {inner.Formula[4..^1]})", y);
    }

    /// <summary>The stable node for the logarithm of x to another base, 2 or 10, or null.</summary>
    public static Node<T>? EndingInLog<T>(Node<T> x, double number)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Op is not null && (Logarithms.Of(x) ?? (x.Op is Add or Subtract ? EndingInLog(x) : null)) is { Replaced: { } inner } log
            ? Replace(log / Math.Log(number), inner.Formula.Replace("Log(", $"Log{number}(", StringComparison.Ordinal), x) : null;

    /// <summary>The stable node for Sqrt(x), or null.</summary>
    public static Node<T>? EndingInSqrt<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op is not null ? Roots.Of(x) : null;

    /// <summary>The stable node for x to a power between 0 and 1, or null.</summary>
    public static Node<T>? EndingInRoot<T>(Node<T> x, double exponent)
        where T : unmanaged, IFloatingPointIeee754<T> => Roots.OfPowers(x, exponent);

    /// <summary>
    /// The node without a corner for x^2, or null: a rule for |z| cannot know that its square is smooth where it has slope 0, nor one
    /// for the square root where its slope is infinite.
    /// </summary>
    public static Node<T>? EndingInSquare<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Op is null)
        {
            return null;
        }

        var replaced = new List<Node<T>>();
        return ScaledSquare(x, static z => z, replaced) is ({ } square, var written)
            ? Replace(square, $"Square({written})", [.. replaced]) : null;
    }

    /// <summary>The stable node for x + y, or null.</summary>
    public static Node<T>? EndingInAdd<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            (null, { }) when Numbers.Of(x) is { } number => Complements.Of(number, y, 1, Invariant($"{number} + _")),
            ({ }, null) when Numbers.Of(y) is { } number => Complements.Of(number, x, 1, Invariant($"_ + {number}")),
            _ => null,
        };

    /// <summary>The stable node for x - y, or null.</summary>
    public static Node<T>? EndingInSubtract<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            (null, { }) when Numbers.Of(x) is { } number => Complements.Of(number, y, -1, Invariant($"{number} - _")),
            ({ }, null) when Numbers.Of(y) is { } number => Complements.Of(-number, x, 1, Invariant($"_ - {number}")),

            // z - ln sum e^z: beside large logits the digits of the sum are lost.
            (_, LogSumExp or Reshape or BroadcastTo) when Logarithms.OfLogSoftmax(x, y) is { } log => log,

            // e^z - 1 - z, of which the minuend has become expm1 z, cancels near z = 0.
            (Expm1, _) when TryReplace(x, out var z) && Twins.Are(z, y) =>
                Replace(z.Expm1MinusX(), "Exp(z) - 1 - z", [x, .. Twins.Both(z, y)]),
            _ => null,
        };

    /// <summary>The stable node for x * y, or null.</summary>
    public static Node<T>? EndingInMultiply<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            // e^z times what was 1 / e^y before it became an exponential or a sigmoid.
            (Exp, Exp or Sigmoid) when y.Replaced is not null => Quotients.OfProduct(x, y),
            (Exp or Sigmoid, Exp) when x.Replaced is not null => Quotients.OfProduct(y, x),

            // What has a corner, written twice, is a square that has none.
            (Norm or RootMeanSquare or Abs or Hypot or Sqrt, { }) when x.Op.Equals(y.Op) && Twins.Are(x, y)
                && EndingInSquare(x) is { Replaced: { } square } stable =>
                Replace(stable, $"{square.Formula[7..^1]} * {square.Formula[7..^1]}", x, y),
            (Multiply, Norm or RootMeanSquare or Abs or Hypot or Sqrt) when TryReplace(x, out var number, out var z) && IsNumber(number)
                && EndingInMultiply(z, y) is { Replaced: { } square } stable => Replace(number * stable, $"number * {square.Formula}", x),
            _ => null,
        };

    /// <summary>The stable node for x / y, or null.</summary>
    public static Node<T>? EndingInDivide<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            (_, null) => null,

            // 1 / (1 + e^-z): where e^-z overflows the gradient is 0 times infinity.
            (null, _) when IsOne(x) && OnePlusExp(y) is { } exp =>
                Replace(exp.Of((-exp.Input).Sigmoid()), "1 / (1 + Exp(-z))", [y, .. exp.Replaced]),
            (Exp, _) when TryReplace(x, out var z) && OnePlusExp(y) is { Outer.Count: 0 } exp && Twins.Are(z, exp.Input) =>
                Replace(z.Sigmoid(), "Exp(z) / (1 + Exp(z))", [x, y, .. exp.Replaced, .. Twins.Both(z, exp.Input)]),

            // e^z / sum e^z: both overflow.
            (Exp, _) when TryReplace(x, out var z) && SumOfExp(z, y, out var axes, out var replaced) =>
                Replace(z.Softmax(axes), "Exp(z) / Sum(Exp(z))", [x, .. replaced]),

            // A number over 1 + e^-z: as a sigmoid it is known to what is subtracted from it.
            (null, _) when OfLogistic(x, y) is { } logistic => logistic,

            // The hyperbolic tangent as a quotient of exponentials, and other quotients of them.
            _ when Quotients.OfTanh(x, y) is { } tanh => tanh,
            _ when Logarithms.OfQuotient(x, y) is { } quotient => quotient,

            // x e^z / (1 + e^z): both overflow.
            (Multiply, Add) when TryReplace(x, out var first, out var second) && OnePlusExp(y) is { Outer.Count: 0 } exp
                && ((second.Op is Exp && TryReplace(second, out var z) && Twins.Are(z, exp.Input))
                    || (first.Op is Exp && TryReplace(first, out z) && Twins.Are(z, exp.Input))) =>
                Replace(
                    (ReferenceEquals(z, InputOf(second)) ? first : second) * exp.Input.Sigmoid(),
                    "x * Exp(z) / (1 + Exp(z))",
                    [x, first, second, y, .. exp.Replaced]),

            // x / (e^z - 1) and x / (1 - e^z): where e^z overflows the gradient is 0 times infinity.
            (_, Expm1) when TryReplace(y, out var z) => Replace(x * Quotients.OfOneByExpm1(z), "x / (Exp(z) - 1)", y),
            (_, Negate) when TryReplace(y, out var expm1) && expm1.Op is Expm1 && TryReplace(expm1, out var z) =>
                Replace(-x * Quotients.OfOneByExpm1(z), "x / (1 - Exp(z))", y, expm1),

            // x / (1 + e^-z): the gradient of z is 0 times infinity.
            _ => OfLogistic(x, y) ?? Logarithms.OfWeightedQuotient(x, y),
        };

    /// <summary>The stable node for 1 / x, or null.</summary>
    public static Node<T>? EndingInReciprocal<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => OnePlusExp(x) is { } exp
        ? Replace(exp.Of((-exp.Input).Sigmoid()), "1 / (1 + Exp(-z))", [x, .. exp.Replaced])
        : x.Op is Expm1 && TryReplace(x, out var z) ? Replace(Quotients.OfOneByExpm1(z), "1 / (Exp(z) - 1)", x)
        : x.Op is not null ? Logarithms.OfQuotient(1, x) : null;

    /// <summary>The stable node for 1 / Sqrt(x), or null.</summary>
    public static Node<T>? EndingInRsqrt<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Op is not null && Roots.TryFind(x, out var root, out var written, out var replaced)
            ? Replace(1 / root, $"1 / Sqrt({written})", [.. replaced]) : null;

    /// <summary>The stable node for ln(1 + x), or null.</summary>
    public static Node<T>? EndingInLog1p<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            null => null,

            // The square overflows, and so does its slope.
            Autograd.Square when TryReplace(x, out var z) => Replace(Log1pSquare.Instance.Apply(z), "Log1p(Square(z))", x),
            PowConstant { Exponent: 2 } when TryReplace(x, out var z) => Replace(Log1pSquare.Instance.Apply(z), "Log1p(Pow(z, 2))", x),
            Negate when TryReplace(x, out var p) && Logarithms.OfComplement(p) is { } log => log,
            _ => Logarithms.OfOnePlus(x),
        };

    // The square of x, scaled by numbers: they are taken to the elements, so that the squares of these overflow no earlier.
    private static (Node<T>? Square, string Written) ScaledSquare<T>(Node<T> x, Func<Node<T>, Node<T>> scale, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        replaced.Add(x);
        return replaced.Count > Moves.Most ? default : x.Op switch
        {
            Norm { Order: 2 } norm when TryReplace(x, out var z) =>
                (new SumOfSquares(norm.Axes, norm.KeepDims).Apply(scale(z)), "Norm(z)"),
            RootMeanSquare { Eps: 0 } root when TryReplace(x, out var z) =>
                (new SumOfSquares(root.Axes, root.KeepDims).Apply(scale(z / Math.Sqrt(root.Divisor))), "RootMeanSquare(z)"),
            Abs when TryReplace(x, out var z) => (Autograd.Square.Instance.Apply(scale(z)), "Abs(z)"),
            Hypot when TryReplace(x, out var y, out var z) => (scale(y).Square() + scale(z).Square(), "Hypot(y, z)"),

            // Below 0 there is no root.
            Sqrt when TryReplace(x, out var z) => ((z >= 0).Where(scale(scale(z)), double.NaN), "Sqrt(z)"),

            // A standard deviation is a norm divided by a number.
            Divide when TryReplace(x, out var y, out var number) && IsNumber(number)
                && ScaledSquare(y, z => scale(z / number), replaced) is ({ } square, var written) => (square, $"{written} / number"),
            Multiply when TryReplace(x, out var number, out var y) && IsNumber(number)
                && ScaledSquare(y, z => scale(number * z), replaced) is ({ } square, var written) => (square, $"number * {written}"),
            Multiply when TryReplace(x, out var y, out var number) && IsNumber(number)
                && ScaledSquare(y, z => scale(z * number), replaced) is ({ } square, var written) => (square, $"{written} * number"),
            { } move when Moves.IsMove(move) && TryReplace(x, out var y)
                && ScaledSquare(y, scale, replaced) is ({ } square, var written) => (((UnaryOp)move).Apply(square), written),
            _ => default,
        };
    }

    private static Node<T>? OfLogistic<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => OnePlusExp(y) is { } exp
        ? Replace(x * exp.Of((-exp.Input).Sigmoid()), "x / (1 + Exp(-z))", [y, .. exp.Replaced]) : null;

    private static Node<T>? InputOf<T>(Node<T> exp)
        where T : unmanaged, IFloatingPointIeee754<T> => exp.Op is Exp && TryReplace(exp, out var z) ? z : null;

    // z of 1 + z, or of z + 1.
    private static Node<T>? OnePlus<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node.Op is not Add || !TryReplace(node, out var x, out var y) ? null : IsOne(x) ? y : IsOne(y) ? x : null;

    // The exponential of 1 + e^z, or e^z + 1.
    private static Moves<T>? OnePlusExp<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node.Op is not Add || !TryReplace(node, out var x, out var y) ? null
        : IsOne(x) ? Moves.Behind<T, Exp>(y)
        : IsOne(y) ? Moves.Behind<T, Exp>(x) : null;

    // Whether y is the sum of e^z over some axes, reshaped to stand beside the rows, or the sum of all; broadcast or not.
    private static bool SumOfExp<T>(Node<T> z, Node<T> y, out IntList axes, out List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (axes, replaced) = (default, []);
        if (Moves.Behind<T, Sum>(y) is not { } sum || sum.Input.Op is not Exp || !TryReplace(sum.Input, out var summed)
            || !Twins.Are(z, summed))
        {
            return false;
        }

        axes = ((Sum)sum.Inner.Op!).Axes;
        replaced = [sum.Input, .. sum.Replaced, .. Twins.Both(z, summed)];
        return Moves.StandBeside(sum, z, axes);
    }

    private static bool IsOne<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => IsConstant(node, T.One);

    // What the user gave as one number is computed as it is written.
    private static bool IsNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false, Shape.Rank: 0 };
}
