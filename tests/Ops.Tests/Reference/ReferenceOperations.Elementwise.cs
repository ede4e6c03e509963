using System.Numerics;
using Autograd;

namespace Ops.Tests.Reference;

internal static partial class ReferenceOperations
{
    private static Node<T>? Elementwise<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "add" => x[0] + x[1],
            "sub" => x[0] - x[1],
            "mul" => x[0] * x[1],
            "div" => x[0] / x[1],
            "neg" => -x[0],
            "exp" => x[0].Exp(),
            "log" => x[0].Log(),
            "sqrt" => x[0].Sqrt(),
            "square" => x[0].Square(),
            "tanh" => x[0].Tanh(),
            "sigmoid" => x[0].Sigmoid(),
            "relu" => x[0].Relu(),
            "softplus" => x[0].Softplus(),
            "log_sigmoid" => x[0].LogSigmoid(),
            "where" => c.Constant<T>("condition", x[0].Shape).Where(x[0], x[1]),
            _ => null,
        };
}
