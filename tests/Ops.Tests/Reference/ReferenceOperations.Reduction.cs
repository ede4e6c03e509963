using System.Numerics;
using Autograd;

namespace Ops.Tests.Reference;

internal static partial class ReferenceOperations
{
    private static Node<T>? Reduction<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "sum" => x[0].Sum(c.Integers("axis"), c.KeepDims),
            "mean" => x[0].Mean(c.Integers("axis"), c.KeepDims),
            "amax" => x[0].Max(c.Integers("axis"), c.KeepDims),
            "logsumexp" => x[0].LogSumExp(c.Integers("axis"), c.KeepDims),
            "softmax" => x[0].Softmax(c.Integers("axis")),
            "log_softmax" => x[0].LogSoftmax(c.Integers("axis")),
            _ => null,
        };
}
