using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>The unstable textbook formulas that are recognized, by the operation that they end in, and what each becomes.</summary>
/// <remarks>
/// <para>A new formula is a case here and a row in tests/Ops.Tests/Stabilizing/Formulas.cs. A case asks for the inner operations from the
/// outermost inwards, each by its type and by <c>TryReplace</c>, which gives its inputs, or refuses if the user watches its node. It makes
/// the stable node, and <c>Replace</c> tells it the formula and the nodes that it replaces. An inner operation has the trait
/// <see cref="OpTraits.IsReplaceable"/>, so that its inputs are kept.</para>
/// <para>The verbs of <see cref="Log"/>, <see cref="Sqrt"/> and <see cref="Subtract"/> ask here before they record themselves.</para>
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
            Sum sum when TryReplace(x, out var square) && square.Op is Square && TryReplace(square, out var z) =>
                Replace(new Norm(sum.Axes, sum.KeepDims).Apply(z), "Sqrt(Sum(Square(z)))", x, square),
            _ => null,
        };

    /// <summary>The stable node for x - y, or null.</summary>
    public static Node<T>? EndingInSubtract<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            // 1 - sigma(z) is 0 once sigma(z) rounds to 1; sigma(-z) keeps its digits.
            (_, Sigmoid) when IsOne(x) && TryReplace(y, out var z) => Replace((-z).Sigmoid(), "1 - Sigmoid(z)", y),

            // e^z - 1: near z = 0 the digits cancel.
            (Exp, _) when IsOne(y) && TryReplace(x, out var z) => Replace(z.Expm1(), "Exp(z) - 1", x),
            _ => null,
        };

    private static bool IsOne<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => IsConstant(node, T.One);

    // What the user gave as one number is computed as it is written.
    private static bool IsNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false, Shape.Rank: 0 };
}
