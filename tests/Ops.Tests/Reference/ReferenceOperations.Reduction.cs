using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Reduction<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "sum" => x[0].Sum(c.Integers("axis"), c.KeepDims),
            "mean" => x[0].Mean(c.Integers("axis"), c.KeepDims),
            "amax" => x[0].Max(c.Integers("axis"), c.KeepDims),
            "amin" => x[0].Min(c.Integers("axis"), c.KeepDims),
            "prod" => x[0].Prod(c.Integers("axis"), c.KeepDims),
            "var" => x[0].Variance(c.Integers("axis"), correction: c.Flag("unbiased") ? 1 : 0),
            "norm" => x[0].Norm(c.Integers("axis")),
            "cumsum" => x[0].CumulativeSum(c.Integers("axis")[0]),
            "cumprod" => x[0].CumulativeProduct(c.Integers("axis")[0]),
            "logcumsumexp" => x[0].CumulativeLogSumExp(c.Integers("axis")[0]),
            "logsumexp" => x[0].LogSumExp(c.Integers("axis"), c.KeepDims),
            "softmax" => x[0].Softmax(c.Integers("axis")),
            "log_softmax" => x[0].LogSoftmax(c.Integers("axis")),
            _ => null,
        };
}
