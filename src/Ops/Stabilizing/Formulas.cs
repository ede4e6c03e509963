using System.Numerics;

namespace Autograd;

/// <summary>The unstable textbook formulas that are recognized, by the operation that they end in, and what each becomes.</summary>
/// <remarks>
/// <para>A new formula is a case here and a row in StabilizingTests. A case asks for the inner operations from the outermost inwards, each
/// by its type and by <c>TryBypass</c>, which gives its inputs, or refuses if the user watches its node. It makes the stable node, and tells
/// it the formula and the nodes that it replaces. An inner operation says that it is part of a formula, so that its inputs are kept.</para>
/// <para>The verbs of <see cref="Log"/>, <see cref="Sqrt"/> and <see cref="Subtract"/> ask here before they record themselves.</para>
/// </remarks>
internal static class Formulas
{
    /// <summary>The stable node for Log(x), or null.</summary>
    public static Node<T>? EndingInLog<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            // ln softmax(z): a softmax that underflows has the logarithm -infinity
            Softmax softmax when x.TryBypass(out var z) => z.LogSoftmax(softmax.Axes.Span).Replacing("Log(Softmax(z))", x),

            // ln sigma(z): so has a sigmoid
            Sigmoid when x.TryBypass(out var z) => z.LogSigmoid().Replacing("Log(Sigmoid(z))", x),

            // ln sum e^z: e^z overflows
            Sum sum when x.TryBypass(out var exp) && exp.Op is Exp && exp.TryBypass(out var z) =>
                z.LogSumExp(sum.Axes.Span, sum.KeepDims).Replacing("Log(Sum(Exp(z)))", x, exp),

            // ln(1 + e^z): so it does here
            Add when x.TryBypass(out var one, out var exp) && one.IsConstant(T.One) && exp.Op is Exp && exp.TryBypass(out var z) =>
                z.Softplus().Replacing("Log(1 + Exp(z))", x, exp),
            Add when x.TryBypass(out var exp, out var one) && one.IsConstant(T.One) && exp.Op is Exp && exp.TryBypass(out var z) =>
                z.Softplus().Replacing("Log(Exp(z) + 1)", x, exp),

            // ln(1 + z), ln(1 - z): 1 + z rounds away the digits of a small z
            Add when x.TryBypass(out var one, out var z) && one.IsConstant(T.One) && !IsNumber(z) => z.Log1p().Replacing("Log(1 + z)", x),
            Add when x.TryBypass(out var z, out var one) && one.IsConstant(T.One) && !IsNumber(z) => z.Log1p().Replacing("Log(z + 1)", x),
            Subtract when x.TryBypass(out var one, out var z) && one.IsConstant(T.One) && !IsNumber(z) =>
                (-z).Log1p().Replacing("Log(1 - z)", x),
            _ => null,
        };

    /// <summary>The stable node for Sqrt(x), or null.</summary>
    public static Node<T>? EndingInSqrt<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x.Op switch
        {
            // sqrt(sum z^2): z^2 overflows or vanishes, and at z = 0 the gradient is infinity times 0
            SumOfSquares squares when x.TryBypass(out var z) =>
                new Norm(squares.Axes, squares.KeepDims).Apply(z).Replacing("Sqrt(SumOfSquares(z))", x),
            Sum sum when x.TryBypass(out var square) && square.Op is Square && square.TryBypass(out var z) =>
                new Norm(sum.Axes, sum.KeepDims).Apply(z).Replacing("Sqrt(Sum(Square(z)))", x, square),
            _ => null,
        };

    /// <summary>The stable node for x - y, or null.</summary>
    public static Node<T>? EndingInSubtract<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Op, y.Op) switch
        {
            // 1 - sigma(z): is 0 once sigma(z) rounds to 1, and is sigma(-z)
            (_, Sigmoid) when x.IsConstant(T.One) && y.TryBypass(out var z) => (-z).Sigmoid().Replacing("1 - Sigmoid(z)", y),

            // e^z - 1: near z = 0 the digits cancel
            (Exp, _) when y.IsConstant(T.One) && x.TryBypass(out var z) => z.Expm1().Replacing("Exp(z) - 1", x),
            _ => null,
        };

    // What the user gave as one number is computed as it is written.
    private static bool IsNumber<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node is { Op: null, RequiresGrad: false, Shape.Rank: 0 };
}
