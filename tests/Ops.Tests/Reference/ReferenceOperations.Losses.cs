using System.Numerics;
using Autograd;

namespace Ops.Tests.Reference;

internal static partial class ReferenceOperations
{
    private static Node<T>? Losses<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "softmax_cross_entropy" when !c.HasAny("class_weights", "label_smoothing", "ignore_index") => x[0].SoftmaxCrossEntropy(c.Integers("labels"), c.Reduction),
            "sigmoid_cross_entropy" when !c.HasAny("pos_weight") => x[0].SigmoidCrossEntropy(c.Constant<T>("targets"), c.Reduction),
            "mse" => x[0].MeanSquaredError(c.Constant<T>("targets"), c.Reduction),
            _ => null,
        };
}
