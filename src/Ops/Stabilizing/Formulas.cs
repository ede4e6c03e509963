using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The unstable textbook formulas that are recognized, by the operation that they end in, and what each becomes.</summary>
/// <remarks>
/// <para>A new formula is a case here and a row in tests/Ops.Tests/Stabilizing/Formulas.cs. A case asks for the inner operations from the
/// outermost inwards, each by its type and by <c>TryReplace</c>, which gives its inputs, or refuses if the user watches its node. It makes
/// the stable node, and <c>Replace</c> tells it the formula and the nodes that it replaces. An inner operation has the trait
/// <see cref="OpTraits.IsReplaceable"/>, so that its inputs are kept.</para>
/// <para>The verbs of <see cref="Log"/>, <see cref="Sqrt"/>, <see cref="Square"/>, <see cref="PowConstant"/> and <see cref="Subtract"/>
/// ask here before they record themselves.</para>
/// </remarks>
internal static class Formulas
{
    /// <summary>The stable node for Log(x), or null.</summary>
    public static Node<T>? EndingInLog<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            // ln softmax(z): a softmax that underflows has the logarithm -infinity.
            Softmax softmax when TryReplace(x, out var z) => Replace(z.LogSoftmax(softmax.Axes), "Log(Softmax(z))", x),

            // ln sigma(z): so has a sigmoid that underflows.
            Sigmoid when TryReplace(x, out var z) => Replace(z.LogSigmoid(), "Log(Sigmoid(z))", x),

            // ln sum e^z: e^z overflows.
            Sum sum when TryReplace(x, out var exp) && exp.Op is Exp && TryReplace(exp, out var z) =>
                Replace(z.LogSumExp(sum.Axes, sum.KeepDims), "Log(Sum(Exp(z)))", x, exp),

            // ln(1 + e^z): e^z overflows.
            Add when TryReplace(x, out var one, out var exp) && IsOne(one) && exp.Op is Exp && TryReplace(exp, out var z) =>
                Replace(z.Softplus(), "Log(1 + Exp(z))", x, exp),
            Add when TryReplace(x, out var exp, out var one) && IsOne(one) && exp.Op is Exp && TryReplace(exp, out var z) =>
                Replace(z.Softplus(), "Log(Exp(z) + 1)", x, exp),

            // ln(1 - softmax(z)) of a class that softmax rounds to 1: the others hold the digits.
            Subtract when TryReplace(x, out var one, out var p) && IsOne(one) && p.Op is Softmax softmax && TryReplace(p, out var z) =>
                Replace(LogOfTheOthers(z, p, softmax.Axes), "Log(1 - Softmax(z))", x),

            // ln(1 - e^z): near z = 0 the digits of 1 - e^z cancel, for a very negative z those of e^z are rounded away.
            Subtract when TryReplace(x, out var one, out var exp) && IsOne(one) && exp.Op is Exp && TryReplace(exp, out var z) =>
                Replace((z > -0.6931).Where((-z.Expm1()).Log(), (-z.Exp()).Log1p()), "Log(1 - Exp(z))", x, exp),

            // ln(e^y + e^z): both overflow.
            Add when TryReplace(x, out var first, out var second) && first.Op is Exp && second.Op is Exp
                && TryReplace(first, out var y) && TryReplace(second, out var z) =>
                Replace(LogOfSum(y, z, x.Shape), "Log(Exp(y) + Exp(z))", x, first, second),

            // ln of the mean of e^z: e^z overflows.
            Mean mean when x.Shape.Size > 0 && TryReplace(x, out var exp) && exp.Op is Exp && TryReplace(exp, out var z) =>
                Replace(z.LogSumExp(mean.Axes, mean.KeepDims) - Math.Log(z.Shape.Size / x.Shape.Size), "Log(Mean(Exp(z)))", x, exp),

            // ln cosh z: cosh overflows, and near z = 0 it rounds to 1.
            Cosh when TryReplace(x, out var z) => Replace(LogCosh(z), "Log(Cosh(z))", x),

            // ln(e^z / sum e^z), ln(e^z / y) and ln(1 / y), where ln y is one of these formulas.
            Divide when TryReplace(x, out var exp, out var sum) && exp.Op is Exp && TryReplace(exp, out var z)
                && sum.Op is Sum { KeepDims: true } over && TryReplace(sum, out var summed) && ReferenceEquals(summed, exp) =>
                Replace(z.LogSoftmax(over.Axes), "Log(Exp(z) / Sum(Exp(z)))", x, exp, sum),
            Divide when TryReplace(x, out var one, out var y) && IsOne(one) && EndingInLog(y) is { } log =>
                Replace(-log, "Log(1 / y)", x, y),
            Reciprocal when TryReplace(x, out var y) && EndingInLog(y) is { } log => Replace(-log, "Log(1 / y)", x, y),

            // What only moves, picks or broadcasts elements does so with the logarithm as well.
            Subtract when TryReplace(x, out var one, out var moved) && IsOne(one) && IsMoveOf<T, Softmax>(moved)
                && TryReplace(moved, out var p) && EndingInLog(1 - p) is { } log =>
                Replace(((UnaryOp)moved.Op!).Apply(log), "Log(1 - Softmax(z))", x, moved),
            { } move when IsMove(move) && TryReplace(x, out var y) && EndingInLog(y) is { Replaced: { } inner } log =>
                Replace(((UnaryOp)move).Apply(log), inner.Formula, x),

            // ln(1 + z), ln(1 - z): 1 + z rounds away the digits of a small z.
            Add when TryReplace(x, out var one, out var z) && IsOne(one) && !IsNumber(z) => Replace(z.Log1p(), "Log(1 + z)", x),
            Add when TryReplace(x, out var z, out var one) && IsOne(one) && !IsNumber(z) => Replace(z.Log1p(), "Log(z + 1)", x),
            Subtract when TryReplace(x, out var one, out var z) && IsOne(one) && !IsNumber(z) => Replace((-z).Log1p(), "Log(1 - z)", x),
            _ => null,
        };

    /// <summary>The stable node for Sqrt(x), or null.</summary>
    public static Node<T>? EndingInSqrt<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            // sqrt(sum z^2): z^2 overflows or vanishes, and at z = 0 the gradient is infinity times 0.
            SumOfSquares squares when TryReplace(x, out var z) =>
                Replace(new Norm(squares.Axes, squares.KeepDims).Apply(z), "Sqrt(SumOfSquares(z))", x),
            Sum sum when TryReplace(x, out var square) && IsSquare(square) && TryReplace(square, out var z) =>
                Replace(new Norm(sum.Axes, sum.KeepDims).Apply(z), "Sqrt(Sum(Square(z)))", x, square),
            Mean mean when x.Shape.Size > 0 && TryReplace(x, out var square) && IsSquare(square) && TryReplace(square, out var z) =>
                Replace(
                    new Norm(mean.Axes, mean.KeepDims).Apply(z) / Math.Sqrt(z.Shape.Size / x.Shape.Size),
                    "Sqrt(Mean(Square(z)))",
                    x,
                    square),
            Add when TryReplace(x, out var first, out var second) && IsSquare(first) && IsSquare(second)
                && TryReplace(first, out var y) && TryReplace(second, out var z) =>
                Replace(y.Hypot(z), "Sqrt(Square(y) + Square(z))", x, first, second),
            _ => null,
        };

    /// <summary>
    /// The node without a corner for x^2, or null: a rule for |z| cannot know that its square is smooth where it has slope 0.
    /// </summary>
    public static Node<T>? EndingInSquare<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            Norm { Order: 2 } norm when TryReplace(x, out var z) =>
                Replace(new SumOfSquares(norm.Axes, norm.KeepDims).Apply(z), "Square(Norm(z))", x),
            Abs when TryReplace(x, out var z) => Replace(z.Square(), "Square(Abs(z))", x),
            Hypot when TryReplace(x, out var y, out var z) => Replace(y.Square() + z.Square(), "Square(Hypot(y, z))", x),
            _ => null,
        };

    /// <summary>The stable node for x - y, or null.</summary>
    public static Node<T>? EndingInSubtract<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            // 1 - sigma(z) is 0 once sigma(z) rounds to 1; sigma(-z) keeps its digits.
            (_, Sigmoid) when IsOne(x) && TryReplace(y, out var z) => Replace((-z).Sigmoid(), "1 - Sigmoid(z)", y),

            (_, { } move) when IsOne(x) && IsMoveOf<T, Sigmoid>(y) && TryReplace(y, out var sigma) =>
                Replace(((UnaryOp)move).Apply(1 - sigma), "1 - Sigmoid(z)", y),

            // e^z - 1: near z = 0 the digits cancel.
            (Exp, _) when IsOne(y) && TryReplace(x, out var z) => Replace(z.Expm1(), "Exp(z) - 1", x),
            _ => null,
        };

    private static bool IsSquare<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node.Op is Square or PowConstant { Exponent: 2 };

    // It moves, picks or repeats elements, so that a function of each element may come before or after it.
    private static bool IsMove(Op op) => op is Reshape or Transpose or BroadcastTo or Slice or Gather or TakeAlongAxis or Diagonal;

    // Whether a node moves, picks or repeats elements of an operation's output.
    private static bool IsMoveOf<T, TOp>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOp : Op
    {
        var at = node;
        while (at.Op is { } op && IsMove(op) && TryReplace(at, out var input))
        {
            at = input;
        }

        return at.Op is TOp && !ReferenceEquals(at, node);
    }

    // The classes that a likely one leaves over, by their own logsumexp.
    private static Node<T> LogOfTheOthers<T>(Node<T> z, Node<T> p, IntList axes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isLikely = p > 0.5;
        var others = isLikely.Where(double.NegativeInfinity, z).LogSumExp(axes, keepDims: true) - z.LogSumExp(axes, keepDims: true);
        return isLikely.Where(others, (-p).Log1p());
    }

    private static Node<T> LogOfSum<T>(Node<T> y, Node<T> z, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape row = [1, .. shape];
        return Node.Concat([y.BroadcastTo(shape).Reshape(row), z.BroadcastTo(shape).Reshape(row)], axis: 0).LogSumExp(0);
    }

    private static Node<T> LogCosh<T>(Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = z.Abs();
        var near = (2 * (0.5 * z.Clamp(-1, 1)).Sinh().Square()).Log1p();
        return (size < 1).Where(near, size + ((-2 * size).Softplus() - Math.Log(2)));
    }

    private static bool IsOne<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => IsConstant(node, T.One);

    // What the user gave as one number is computed as it is written.
    private static bool IsNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false, Shape.Rank: 0 };
}
