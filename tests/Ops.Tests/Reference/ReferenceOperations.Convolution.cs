using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Convolution<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "conv2d" => x[0].Conv2D(x[1], x.Length > 2 ? x[2] : null, c.Integers("stride")[0], c.Integers("padding")[0]),
            "max_pool2d" => x[0].MaxPool2D(c.Integers("size")[0], c.Integers("stride")[0]),
            "avg_pool2d" => x[0].AveragePool2D(c.Integers("size")[0], c.Integers("stride")[0]),
            "layer_norm" => x[0].LayerNorm(x[1], x[2], eps: c.Real("eps")),
            "batch_norm" => x[0].BatchNorm(x[1], x[2], eps: c.Real("eps")),
            _ => null,
        };
}
