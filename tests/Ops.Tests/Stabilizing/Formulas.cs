using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Textbook formulas, the operations that they become, and the stable way to write them.</summary>
internal static class Formulas<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T s_small = T.CreateChecked(0.01);

    public static readonly (string Formula, Type Becomes, Func<Node<T>, Node<T>> Textbook, Func<Node<T>, Node<T>> Stable)[] All =
    [
        ("Log(Softmax(z))", typeof(LogSoftmax), z => z.Softmax().Log(), z => z.LogSoftmax()),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => z.Sigmoid().Log(), z => z.LogSigmoid()),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => (1 - z.Sigmoid()).Log(), z => (-z).LogSigmoid()),
        ("Log(Sum(Exp(z)))", typeof(LogSumExp), z => z.Exp().Sum(0, keepDims: true).Log(), z => z.LogSumExp(0, keepDims: true)),
        ("Log(1 + Exp(z))", typeof(Softplus), z => (1 + z.Exp()).Log(), z => z.Softplus()),
        ("Log(Exp(z) + 1)", typeof(Softplus), z => (z.Exp() + 1).Log(), z => z.Softplus()),
        ("1 - Sigmoid(z)", typeof(Sigmoid), z => 1 - z.Sigmoid(), z => (-z).Sigmoid()),
        ("Sqrt(SumOfSquares(z))", typeof(Norm), z => z.SumOfSquares(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Sqrt(Sum(Square(z)))", typeof(Norm), z => z.Square().Sum(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Exp(z) - 1", typeof(Expm1), z => z.Exp() - 1, z => z.Expm1()),
        ("Exp(z) - 1", typeof(Expm1), z => (s_small * z).Exp() - 1, z => (s_small * z).Expm1()),
        ("Log(1 + z)", typeof(Log1p), z => (1 + (s_small * z.Abs())).Log(), z => (s_small * z.Abs()).Log1p()),
        ("Log(1 + Square(z))", typeof(Log1pSquare), z => (1 + z.Square()).Log(), z => new Log1pSquare().Apply(z)),
        ("Log(Square(z) + 1)", typeof(Log1pSquare), z => ((z * z) + 1).Log(), z => new Log1pSquare().Apply(z)),
        ("Log1p(Square(z))", typeof(Log1pSquare), z => z.Square().Log1p(), z => new Log1pSquare().Apply(z)),
        ("Log1p(Pow(z, 2))", typeof(Log1pSquare), z => z.Pow(2).Log1p(), z => new Log1pSquare().Apply(z)),
        ("Log(z + 1)", typeof(Log1p), z => (z.Abs() + 1).Log(), z => z.Abs().Log1p()),
        ("Log(1 - z)", typeof(Log1p), z => (1 - (s_small * s_small * z)).Log(), z => (-(s_small * s_small * z)).Log1p()),
        ("Log(Softmax(z))", typeof(Gather), z => z.Softmax().Gather([2, 0]).Log(), z => z.LogSoftmax().Gather([2, 0])),
        ("Log(Softmax(z))", typeof(Slice), z => z.Softmax()[1..].Log(), z => z.LogSoftmax()[1..]),
        ("Log(Softmax(z))", typeof(Transpose),
            z => z.Softmax().Reshape([1, 3]).Transpose().Log(), z => z.LogSoftmax().Reshape([1, 3]).Transpose()),
        ("Log(Sigmoid(z))", typeof(Reshape), z => z.Sigmoid().Reshape([3, 1]).Log(), z => z.LogSigmoid().Reshape([3, 1])),
        ("1 - Sigmoid(z)", typeof(Slice), z => 1 - z.Sigmoid()[1..], z => (-z).Sigmoid()[1..]),
        ("Log(Sigmoid(z))", typeof(Slice), z => (1 - z.Sigmoid()[1..]).Log(), z => (-z).LogSigmoid()[1..]),
        ("Log(1 - Softmax(z))", typeof(Where), z => (1 - z.Softmax()).Log(), LogOfTheOthers),
        ("Log(1 - Softmax(z))", typeof(Slice), z => (1 - z.Softmax()[1..]).Log(), z => LogOfTheOthers(z)[1..]),
        ("Log(Mean(Exp(z)))", typeof(Subtract), z => z.Exp().Mean(0, keepDims: true).Log(), z => z.LogMeanExp(0, keepDims: true)),
        ("Log(Exp(z) + Exp(y))", typeof(LogSumExp),
            z => (z.Exp() + (-z).Exp()).Log(), z => Node.Stack([z, -z]).LogSumExp(0)),
        ("Log(1 - Exp(z))", typeof(Where), z => (1 - (-(1 + z.Abs())).Exp()).Log(), z => (-(-(1 + z.Abs())).Exp()).Log1p()),
        ("Log(Cosh(z))", typeof(Where), z => (1 + z.Abs()).Cosh().Log(),
            z => 1 + z.Abs() + ((-2 * (1 + z.Abs())).Softplus() - Math.Log(2))),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => (1 / (1 + (-z).Exp())).Log(), z => z.LogSigmoid()),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => (1 + (-z).Exp()).Reciprocal().Log(), z => z.LogSigmoid()),
        ("Log(1 / (2 + Exp(z)))", typeof(Reshape),
            z => (1 / (2 + z.Exp())).Log(), z => -(z - Math.Log(2)).Softplus() - Math.Log(2)),
        ("1 / (1 + Exp(-z))", typeof(Sigmoid), z => 1 / (1 + (-z).Exp()), z => z.Sigmoid()),
        ("1 / (1 + Exp(-z))", typeof(Slice), z => (1 + (-z).Exp()[1..]).Reciprocal(), z => z[1..].Sigmoid()),
        ("Exp(z) / (1 + Exp(z))", typeof(Sigmoid), z => z.Exp() / (1 + z.Exp()), z => z.Sigmoid()),
        ("Exp(z) / Sum(Exp(z))", typeof(Softmax), TextbookSoftmax, z => z.Softmax()),
        ("Exp(z) / Sum(Exp(z))", typeof(Softmax), z => z.Exp() / z.Exp().Sum(), z => z.Softmax()),
        ("Log(Exp(z))", typeof(Reshape), z => z.Exp().Log(), z => z),
        ("Log(Exp(z) * Exp(y))", typeof(Add), z => (z.Exp() * (2 * z).Exp()).Log(), z => z + (2 * z)),
        ("Log(Sum(Softmax(z)))", typeof(LogSumExp),
            z => z.Softmax()[1..].Sum(0, keepDims: true).Log(), z => z.LogSoftmax()[1..].LogSumExp(0, true)),
        ("Log(3 * Square(Sigmoid(z)))", typeof(Add), z => (3 * z.Sigmoid().Square()).Log(), z => (2 * z.LogSigmoid()) + Math.Log(3)),
        ("Log2(Softmax(z))", typeof(Divide), z => z.Softmax().Log2(), z => z.LogSoftmax() / Math.Log(2)),
        ("Log10(Softmax(z))", typeof(Divide), z => z.Softmax().Log10(), z => z.LogSoftmax() / Math.Log(10)),
        ("Log1p(Exp(z))", typeof(Softplus), z => z.Exp().Log1p(), z => z.Softplus()),
        ("Log(Erfc(z) / 2)", typeof(LogNormalCdf), z => (z.Erfc() / 2).Log(), z => (-Math.Sqrt(2) * z).LogNormalCdf()),
        ("Log(1 + Erf(z))", typeof(Add), z => (1 + z.Erf()).Log(), z => (Math.Sqrt(2) * z).LogNormalCdf() + Math.Log(2)),
        ("1 - Erf(z)", typeof(Erfc), z => 1 - z.Erf(), z => z.Erfc()),
        ("Sigmoid(z) - 1", typeof(Negate), z => z.Sigmoid() - 1, z => -(-z).Sigmoid()),
        ("Exp(z) + -1", typeof(Expm1), z => z.Exp() + -1, z => z.Expm1()),
        ("-1 + Exp(z)", typeof(Slice), z => -1 + z.Exp()[1..], z => z.Expm1()[1..]),
        ("Log(Softmax(z))", typeof(LogSoftmax), z => TextbookSoftmax(z).Log(), z => z.LogSoftmax()),
        ("Sqrt(Mean(Square(z)))", typeof(RootMeanSquare),
            z => z.Square().Mean(0, keepDims: true).Sqrt(), z => new RootMeanSquare([0], true, 3).Apply(z)),
        ("Sqrt(Mean(Square(z)) + 0.5)", typeof(RootMeanSquare),
            z => (z.Square().Mean(0, keepDims: true) + 0.5).Sqrt(), z => new RootMeanSquare([0], true, 3, 0.5).Apply(z)),
        ("Sqrt(Sum(Square(z)) / 2 + 3)", typeof(RootMeanSquare),
            z => (3 + (z.Square().Sum(0, keepDims: true) / 2)).Sqrt(), z => new RootMeanSquare([0], true, 2, 3).Apply(z)),
        ("1 / Sqrt(Mean(Square(z)))", typeof(Divide),
            z => z.Square().Mean(0, keepDims: true).Rsqrt(), z => 1 / new RootMeanSquare([0], true, 3).Apply(z)),
        ("1 / Sqrt(Sum(Square(z)))", typeof(Divide), z => z.Square().Sum(0, keepDims: true).Pow(-0.5), z => 1 / z.Norm(0, keepDims: true)),
        ("Sqrt(y * y)", typeof(Abs), z => (z[1..] * z[1..]).Sqrt(), z => z[1..].Abs()),
        ("Log(Sum(Square(z)))", typeof(Multiply), z => z.Square().Sum(0, keepDims: true).Log(), z => 2 * z.Norm(0, keepDims: true).Log()),
        ("1 - Exp(z)", typeof(Negate), z => 1 - (-z.Abs()).Exp(), z => -(-z.Abs()).Expm1()),
        ("1 + -1 * Exp(z)", typeof(Negate), z => 1 + -(-z.Abs()).Exp(), z => -(-z.Abs()).Expm1()),
        ("-1 * Sigmoid(z) + 1", typeof(Sigmoid), z => -z.Sigmoid() + 1, z => (-z).Sigmoid()),
        ("1 - 2 * Sigmoid(z)", typeof(Tanh), z => 1 - (2 * z.Sigmoid()), z => (-z / 2).Tanh()),
        ("1 - Tanh(z)", typeof(Multiply), z => 1 - z.Tanh(), z => 2 * (-2 * z).Sigmoid()),
        ("1 + Tanh(z)", typeof(Multiply), z => 1 + z.Tanh(), z => 2 * (2 * z).Sigmoid()),
        ("1 - Square(Tanh(z))", typeof(SechSquared), z => 1 - z.Tanh().Square(), z => new SechSquared().Apply(z)),
        ("1 + Erf(z)", typeof(Erfc), z => 1 + z.Erf(), z => (-z).Erfc()),
        ("0.5 + 0.5 * Erf(z)", typeof(Multiply), z => 0.5 + (0.5 * z.Erf()), z => 0.5 * (-z).Erfc()),
        ("1 - 0.5 * Erfc(z)", typeof(Multiply), z => 1 - (z.Erfc() / 2), z => 0.5 * (-z).Erfc()),
        ("1 - Erfc(z)", typeof(Erf), z => 1 - z.Erfc(), z => z.Erf()),
        ("Log1p(-Softmax(z))", typeof(Where), z => (-z.Softmax()).Log1p(), z => (1 - z.Softmax()).Log()),
        ("Log1p(-Sigmoid(z))", typeof(LogSigmoid), z => (-z.Sigmoid()).Log1p(), z => (-z).LogSigmoid()),
        ("Log1p(-Exp(z))", typeof(Where), z => (-(-1 - z.Abs()).Exp()).Log1p(), z => (1 - (-1 - z.Abs()).Exp()).Log()),
        ("Log(1 - Softmax(z))", typeof(Where), z => (-z.Softmax() + 1).Log(), z => (1 - z.Softmax()).Log()),
        ("Log(1 - Softmax(z))", typeof(Where), z => (-(z.Softmax() - 1)).Log(), z => (1 - z.Softmax()).Log()),
        ("Log(Exp(z) - 1)", typeof(Add), z => ((1 + z.Abs()).Exp() - 1).Log(), z => LogOfExpMinusOne(1 + z.Abs())),
        ("Log(Exp(z) - Exp(y))", typeof(Add),
            z => ((z.Abs() + 1).Exp() - (-z.Abs()).Exp()).Log(), z => z.Abs() + 1 + LogOfOneMinusExp(-z.Abs() - (z.Abs() + 1))),
        ("Log(Prod(Softmax(z)))", typeof(Sum), z => z.Softmax()[1..].Prod(0, true).Log(), z => z.LogSoftmax()[1..].Sum(0, true)),
        ("Log(Max(Softmax(z)))", typeof(Max), z => z.Softmax().Max(0, true).Log(), z => z.LogSoftmax().Max(0, true)),
        ("Log(Pow(Exp(z), 3))", typeof(Multiply), z => z.Exp().Pow(3).Log(), z => 3 * z),
        ("Log(Sqrt(Exp(z)))", typeof(Divide), z => z.Exp().Sqrt().Log(), z => z / 2),
        ("Log(CumulativeSum(Exp(z)))", typeof(CumulativeLogSumExp), z => z.Exp().CumulativeSum(0).Log(), z => z.CumulativeLogSumExp(0)),
        ("Log(Sum(numbers * Exp(z)))", typeof(LogSumExp),
            z => (Weights * z.Exp()).Sum(0, true).Log(), z => (Weights.Log() + z).LogSumExp(0, true)),
        ("Exp(z) / (Exp(z) + Exp(y))", typeof(Exp), z => z.Exp() / (z.Exp() + (-z).Exp()),
            z => (z - Node.Stack([z, -z]).LogSumExp(0)).Exp()),
        ("1 / Cosh(z)", typeof(Exp), z => 1 / (1 + z.Abs()).Cosh(), z => (0.0 - (1 + z.Abs()).Cosh().Log()).Exp()),
        ("x / (1 + Exp(-z))", typeof(Multiply), z => z / (1 + (-z).Exp()), z => z * z.Sigmoid()),
        ("Sinh(z) / Cosh(z)", typeof(Tanh), z => z.Sinh() / z.Cosh(), z => z.Tanh()),
        ("(Exp(z) - Exp(y)) / (Exp(z) + Exp(y))", typeof(Tanh),
            z => (z.Exp() - (-z).Exp()) / ((-z).Exp() + z.Exp()), z => ((z - -z) / 2).Tanh()),
        ("(Exp(z) - 1) / (Exp(z) + 1)", typeof(Tanh), z => ((2 * z).Exp() - 1) / ((2 * z).Exp() + 1), z => (2 * z / 2).Tanh()),
        ("(1 - Exp(z)) / (1 + Exp(z))", typeof(Tanh), z => (1 - (-2 * z).Exp()) / (1 + (-2 * z).Exp()), z => (-(-2 * z) / 2).Tanh()),
        ("Exp(z) / Sum(Exp(z))", typeof(Softmax), z => (-z).Exp() / (-z).Exp().Sum(), z => (-z).Softmax()),
        ("Sqrt(Square(y) + Square(z))", typeof(Hypot), z => ((z * z) + z.Pow(2)).Sqrt(), z => z.Hypot(z)),
        ("Sqrt(Sum(Square(z)))", typeof(Norm), z => (z * z).Sum(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Sqrt(Sum(Square(z)))", typeof(Norm), z => z.Pow(2).Sum(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Sqrt(Square(y) + Square(z))", typeof(Hypot), z => (z.Square() + 1).Sqrt(), z => z.Hypot(1)),
        ("Sqrt(Square(x) + Square(y) + Square(z))", typeof(Norm),
            z => (z.Square() + (z * z) + 4).Sqrt(), z => Node.Stack([z, z, 2 * Node.Constant([T.One, T.One, T.One])]).Norm(0)),
        ("Sqrt(Sum(Square(z)) / 2)", typeof(RootMeanSquare),
            z => (z.Square().Sum(0, keepDims: true) / 2).Sqrt(), z => new RootMeanSquare([0], true, 2).Apply(z)),
        ("Sqrt(Square(z))", typeof(Abs), z => z.Square().Sqrt(), z => z.Abs()),
        ("Sqrt(Sum(Sum(Square(z))))", typeof(Reshape), z => z.Reshape([3, 1]).Square().Sum(1).Sum(0, true).Sqrt(), z => z.Norm(0, true)),
        ("Square(Norm(z))", typeof(SumOfSquares), z => z.Norm(0, keepDims: true).Square(), z => z.SumOfSquares(0, keepDims: true)),
        ("Square(Abs(z))", typeof(Square), z => z.Abs().Square(), z => z.Square()),
        ("Square(Hypot(y, z))", typeof(Add), z => z.Hypot(1).Pow(2), z => z.Square() + Node.Constant(T.One).Square()),
        ("Square(Sqrt(z))", typeof(Where), z => z.Abs().Sqrt().Square(), z => z.Abs()),
        ("Square(number * Sqrt(z) / number)", typeof(Where), z => (3 * z.Abs().Sqrt() / 2).Square(), z => 2.25 * z.Abs()),
        ("Square(Norm(z) / number)", typeof(SumOfSquares),
            z => (z.Norm(0, keepDims: true) / 2).Square(), z => z.SumOfSquares(0, keepDims: true) / 4),
        ("Log(Concat(Softmax(z), Sigmoid(y)))", typeof(Concat),
            z => Node.Concat([z.Softmax(), (-z).Sigmoid()], 0).Log(), z => Node.Concat([z.LogSoftmax(), (-z).LogSigmoid()], 0)),
        ("Log(Softmax(z))", typeof(Concat), z => Node.Concat([z.Softmax(), z + 2000], 0).Log(),
            z => Node.Concat([z.LogSoftmax(), (z + 2000).Log()], 0)),
        ("Log(Sum(Concat(Exp(z), Exp(y))))", typeof(LogSumExp),
            z => Node.Concat([z.Exp(), (-z).Exp()], 0).Sum(0, true).Log(), z => Node.Concat([z, -z], 0).LogSumExp(0, true)),
        ("Log(Pad(Softmax(z)))", typeof(SliceScatter), z => z.Softmax().Pad([1], [0], s_small).Log(),
            z => z.LogSoftmax().Pad([1], [0], T.CreateChecked(Math.Log(double.CreateChecked(s_small))))),
        ("Log(Where(Softmax(z), Sigmoid(y)))", typeof(Where),
            z => (z > 1).Where(z.Softmax(), (-z).Sigmoid()).Log(), z => (z > 1).Where(z.LogSoftmax(), (-z).LogSigmoid())),
        ("Log(Sigmoid(z))", typeof(Where), z => (z > 1).Where(z, z.Sigmoid()).Log(), z => (z > 1).Where(z.Log(), z.LogSigmoid())),
        ("XLogY(x, Softmax(z))", typeof(Multiply), z => Weights.XLogY(z.Softmax()), z => Weights * z.LogSoftmax()),
        ("x * Exp(z) / (1 + Exp(z))", typeof(Multiply), z => 2 * z * z.Exp() / (1 + z.Exp()), z => 2 * z * z.Sigmoid()),
        ("x * Exp(z) / (1 + Exp(z))", typeof(Multiply), z => z.Exp() * z / (z.Exp() + 1), z => z * z.Sigmoid()),
        ("x / (1 + Exp(-z))", typeof(Multiply), z => 3 / (1 + (-z).Exp()), z => 3 * z.Sigmoid()),
        ("x / (Exp(z) - 1)", typeof(Multiply),
            z => (1 + z.Abs()) / ((1 + z.Abs()).Exp() - 1), z => (1 + z.Abs()) * OneByExpm1(1 + z.Abs())),
        ("x / (1 - Exp(z))", typeof(Multiply),
            z => (1 + z.Abs()) / (1 - (1 + z.Abs()).Exp()), z => -(1 + z.Abs()) * OneByExpm1(1 + z.Abs())),
        ("1 / (Exp(z) - 1)", typeof(Where), z => ((1 + z.Abs()).Exp() - 1).Reciprocal(), z => OneByExpm1(1 + z.Abs())),
        ("Exp(z) / Erfc(y)", typeof(Exp), z => (-z.Abs().Square()).Exp() / z.Abs().Erfc(),
            z => (-z.Abs().Square() - ((-Math.Sqrt(2) * z.Abs()).LogNormalCdf() + Math.Log(2))).Exp()),
        ("z - LogSumExp(z)", typeof(LogSoftmax), z => z - z.Exp().Sum().Log(), z => z.LogSoftmax()),
        ("z - LogSumExp(z)", typeof(LogSoftmax), z => z - z.LogSumExp(0, keepDims: true), z => z.LogSoftmax()),
        ("Exp(z) - 1 - z", typeof(Expm1MinusX), z => (-z.Abs()).Exp() - 1 - (-z.Abs()), z => (-z.Abs()).Expm1MinusX()),
        ("Log(z + Sqrt(Square(z) + 1))", typeof(Asinh), z => (z + (z.Square() + 1).Sqrt()).Log(), z => z.Asinh()),
        ("Log(z + Sqrt(Square(z) + 1))", typeof(Asinh), z => ((1 + (z * z)).Sqrt() + z).Log(), z => z.Asinh()),
        ("Log((1 + z) / (1 - z))", typeof(Multiply),
            z => TextbookAtanh(Inside(z)), z => 2 * Inside(z).Atanh()),
        ("Log(Cube(z))", typeof(Multiply), z => z.Abs().Cube().Log(), z => 3 * z.Abs().Log()),
        ("Log(Pow(z, 4))", typeof(Multiply), z => (1 + z.Abs()).Pow(4).Log(), z => 4 * (1 + z.Abs()).Abs().Log()),
        ("Log(Pow(z, 1.5))", typeof(Multiply), z => (1 + z.Abs()).Pow(1.5).Log(), z => 1.5 * (1 + z.Abs()).Log()),
        ("Log2(1 + z)", typeof(Divide), z => (1 + z.Abs()).Log2(), z => z.Abs().Log1p() / Math.Log(2)),
        ("1 - Cos(z)", typeof(Multiply), z => 1 - z.Cos(), z => 2 * (z / 2).Sin().Square()),
        ("Cosh(z) - 1", typeof(Multiply), z => (s_small * z).Cosh() - 1, z => 2 * (s_small * z / 2).Sinh().Square()),
        ("Hypot(z, number) - 1", typeof(Multiply), z => (1 + z.Square()).Sqrt() - 1, z => z * (z / (new Hypot().Apply(1, z) + 1))),
        ("Sqrt(z + number) - 1", typeof(Divide), z => (1 + z.Abs()).Sqrt() - 1, z => z.Abs() / ((1 + z.Abs()).Sqrt() + 1)),
        ("1 - Square(Tanh(z))", typeof(SechSquared), z => 1 - z.Tanh().Pow(2), z => new SechSquared().Apply(z)),
        ("1 - Tanh(z) * Tanh(z)", typeof(SechSquared), z => 1 - (z.Tanh() * z[..].Tanh()), z => new SechSquared().Apply(z)),
        ("Sqrt(Sum(Square(y)) + Sum(Square(z)))", typeof(Reshape),
            z => (z[..1].SumOfSquares(0, true) + z[1..].Square().Sum(0, true)).Sqrt(), z => z.Norm(0, true)),
        ("Pow(Sum(Pow(z, 4)), 0.25)", typeof(Norm), z => z.Pow(4).Sum(0, true).Pow(0.25), z => z.Norm(0, true, order: 4)),
        ("Log(Exp(z) / y)", typeof(Add), z => ((-z.Square()).Exp() / (1 + z.Abs())).Log(), z => -z.Square() + (1 / (1 + z.Abs())).Log()),
        ("Log(Sum(Exp(z) * y))", typeof(Add), z => (z.Exp() * (1 + z.Abs())).Sum(0, keepDims: true).Log(),
            z => LogOfWeighted(z, 1 + z.Abs(), (z + (1 + z.Abs()).Log()).Max(0, keepDims: true), terms => terms.Sum(0, keepDims: true))),
        ("Log(Exp(z) * y + Exp(x))", typeof(Add), z => ((z.Exp() * (1 + z.Abs())) + (-z).Exp()).Log(),
            z => LogOfWeighted(z, 1 + z.Abs(), (z + (1 + z.Abs()).Log()).Maximum(-z), terms => terms, -z)),
        ("Square(Abs(z) * number)", typeof(Slice), z => (z.Abs() * 3)[1..].Pow(2), z => 9 * z.Square()[1..]),
    ];

    private static Node<T> Weights => Node.Constant([T.One, T.Zero, T.One + T.One]);

    private static Node<T> LogOfExpMinusOne(Node<T> z) => z + LogOfOneMinusExp(-z);

    private static Node<T> LogOfOneMinusExp(Node<T> z) => (z > -0.6931).Where((-z.Expm1()).Log(), (-z.Exp()).Log1p());

    private static Node<T> OneByExpm1(Node<T> z) => (z > 1).Where(
        -new Divide().Apply((-z).Exp(), new Expm1().Apply(-z)), new Reciprocal().Apply(new Expm1().Apply(z)));

    // The largest term taken out, and another one added.
    private static Node<T> LogOfWeighted(Node<T> z, Node<T> w, Node<T> size, Func<Node<T>, Node<T>> sum, Node<T>? other = null)
    {
        var largest = size.StopGradient();
        var terms = sum((z - largest).Exp() * w);
        return largest + new Log().Apply(other is null ? terms : terms + (other - largest).Exp());
    }

    // From -1/2 to 1/2.
    private static Node<T> Inside(Node<T> z) => (z / 2000).Clamp(-0.5, 0.5);

    private static Node<T> TextbookAtanh(Node<T> z) => ((1 + z) / (1 - z)).Log();

    private static Node<T> TextbookSoftmax(Node<T> z)
    {
        var exp = z.Exp();
        return exp / exp.Sum(0, keepDims: true);
    }

    // ln of the sum of the two others, over that of all three.
    private static Node<T> LogOfTheOthers(Node<T> z)
    {
        var likely = z.Softmax() > 0.5;
        return likely.Where(likely.Where(double.NegativeInfinity, z).LogSumExp(0, keepDims: true) - z.LogSumExp(0, keepDims: true),
            (-z.Softmax()).Log1p());
    }
}
