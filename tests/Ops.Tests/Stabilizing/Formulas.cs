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
        ("Log(1 + z)", typeof(Log1p), z => (1 + z.Square()).Log(), z => z.Square().Log1p()),
        ("Log(z + 1)", typeof(Log1p), z => (z.Square() + 1).Log(), z => z.Square().Log1p()),
        ("Log(z + 1)", typeof(Log1p), z => (z.Abs() + 1).Log(), z => z.Abs().Log1p()),
        ("Log(1 - z)", typeof(Log1p), z => (1 - (s_small * s_small * z)).Log(), z => (-(s_small * s_small * z)).Log1p()),
    ];
}
