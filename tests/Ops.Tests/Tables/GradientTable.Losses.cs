using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static readonly int[] s_labels = [2, 0, 3];

    private static GradientRow[] LossesRows =>
    [
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.None), Any(3, 4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels), Any(3, 4)),
        new("SoftmaxMinusOneHot", x => new SoftmaxMinusOneHot(s_labels).Apply(x[0]), Any(3, 4)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.None), Any(3, 4), Positive(3, 4)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.Sum), Any(3), Positive(3)),
        new("SigmoidMinusTarget", x => new SigmoidMinusTarget().Apply(x[0], x[1]), Any(3, 4), Positive(3, 4)),
        new("MeanSquaredError", x => x[0].MeanSquaredError(x[1]), Any(3, 4), Any(3, 4)),
    ];
}
