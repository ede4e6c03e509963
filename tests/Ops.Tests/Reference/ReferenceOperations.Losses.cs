using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Losses<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "softmax_cross_entropy" => x[0].SoftmaxCrossEntropy(
                c.Integers("labels"),
                c.Reduction,
                c.HasAny("class_weights") ? c.Constant<T>("class_weights", [x[0].Shape[^1]]) : null,
                c.HasAny("ignore_index") ? c.Integers("ignore_index")[0] : null,
                c.HasAny("label_smoothing") ? c.Real("label_smoothing") : 0),
            "softmax_cross_entropy_soft" => x[0].SoftmaxCrossEntropy(c.Constant<T>("targets"), c.Reduction),
            "cross_entropy_of_images" => x[0].SoftmaxCrossEntropy(
                c.Integers("labels"),
                c.Reduction,
                c.HasAny("class_weights") ? c.Constant<T>("class_weights", [x[0].Shape[1]]) : null,
                c.HasAny("ignore_index") ? c.Integers("ignore_index")[0] : null,
                axis: 1),
            "nll_of_images" => x[0].NegativeLogLikelihood(c.Integers("labels"), c.Reduction, axis: 1),
            "soft_cross_entropy_of_images" => x[0].SoftmaxCrossEntropy(
                c.Constant<T>("targets"), c.Reduction, labelSmoothing: c.Real("label_smoothing"), axis: 1),
            "nll" => x[0].NegativeLogLikelihood(c.Integers("labels"), c.Reduction),
            "sigmoid_cross_entropy" => x[0].SigmoidCrossEntropy(
                c.Constant<T>("targets"), c.Reduction,
                positiveWeights: c.HasAny("pos_weight") ? c.Constant<T>("pos_weight", [x[0].Shape[^1]]) : null),
            "mse" => x[0].MeanSquaredError(c.Constant<T>("targets"), c.Reduction),
            "mae" => x[0].MeanAbsoluteError(c.Constant<T>("targets"), c.Reduction),
            "huber" => x[0].Huber(c.Constant<T>("targets"), c.Real("delta"), c.Reduction),
            "kl_divergence" => x[0].KullbackLeibler(c.Constant<T>("targets"), c.Reduction),
            "gaussian_nll_variance" => x[0].GaussianNll(c.Constant<T>("targets"), x[1], c.Reduction),

            // The file has the scales themselves and a column of targets; a = ln(e^scale - 1) is what softplus makes a scale of.
            "mixture_density_nll" => x[0].MixtureDensityNll(c.Constant<T>("targets").Reshape([x[0].Shape[0]]), x[1], x[2].Expm1().Log()),
            _ => null,
        };
}
