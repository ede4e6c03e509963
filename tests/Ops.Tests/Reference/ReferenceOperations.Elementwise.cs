using System.Numerics;
using Autograd;

namespace Ops.Tests;

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
            "abs" => x[0].Abs(),
            "reciprocal" => x[0].Reciprocal(),
            "expm1" => x[0].Expm1(),
            "ceil" => x[0].Ceiling(),
            "log10" => x[0].Log10(),
            "exp2" => x[0].Exp2(),
            "remainder" => x[0].Remainder(x[1]),
            "logaddexp" => x[0].LogAddExp(x[1]),
            "log1p" => x[0].Log1p(),
            "erf" => x[0].Erf(),
            "lgamma" => x[0].LogGamma(),
            "sin" => x[0].Sin(),
            "cos" => x[0].Cos(),
            "tan" => x[0].Tan(),
            "asin" => x[0].Asin(),
            "acos" => x[0].Acos(),
            "atan" => x[0].Atan(),
            "sinh" => x[0].Sinh(),
            "cosh" => x[0].Cosh(),
            "asinh" => x[0].Asinh(),
            "acosh" => x[0].Acosh(),
            "atanh" => x[0].Atanh(),
            "atan2" => x[0].Atan2(x[1]),
            "pow" => x[0].Pow(x[1]),
            _ => null,
        };
}
