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
            "conv_transpose2d" => x[0].ConvTranspose2D(
                x[1],
                x.Length > 2 ? x[2] : null,
                c.Pair("stride"),
                c.Pair("padding"),
                c.Pair("output_padding"),
                c.Pair("dilation"),
                c.Integers("groups")[0]),
            "conv_transpose1d" => x[0].ConvTranspose1D(
                x[1], x[2], c.Integers("stride")[0], c.Integers("padding")[0], c.Integers("output_padding")[0]),
            "max_pool1d" => x[0].MaxPool1D(c.Integers("size")[0], c.Integers("stride")[0], c.Integers("padding")[0]),
            "avg_pool1d" => x[0].AveragePool1D(
                c.Integers("size")[0], c.Integers("stride")[0], c.Integers("padding")[0], c.Flag("count_padding")).Square(),
            "avg_pool2d_without_padding" => x[0].AveragePool2D(
                c.Pair("size"), c.Pair("stride"), c.Pair("padding"), countPadding: false).Square(),
            "rms_norm" => x[0].RmsNorm(x[1], eps: c.HasAny("eps") ? c.Real("eps") : null),
            "group_norm" => x[0].GroupNorm(c.Integers("groups")[0], x[1], x[2], c.Real("eps")),
            "layer_norm" => x[0].LayerNorm(x[1], x[2], eps: c.Real("eps")),
            "batch_norm" => x[0].BatchNorm(x[1], x[2], eps: c.Real("eps")),
            _ => null,
        };
}
