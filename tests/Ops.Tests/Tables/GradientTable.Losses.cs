using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static readonly int[] s_labels = [2, 0, 3];

    // The largest is sure to be right, or sure to be wrong.
    private static double[,] Confident => new double[,] { { 1, 0, 40, -3 }, { -30, 2, 1, 10 }, { 0, 0, 0, 0 } };

    private static GradientRow[] LossesRows =>
    [
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.None), Any(3, 4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels), Any(3, 4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels), Confident),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy([0, 0, 0]), Any(3, 1)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy([2]), Any(4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.Mean, x[1]), Any(3, 4), Positive(4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.None, x[1], ignoreIndex: 0), Any(3, 4), Positive(4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy([2, 0, -100, 1], Reduction.None, ignoreIndex: -100), Any(2, 2, 3)),
        new("SoftmaxMinusOneHot", x => new SoftmaxMinusOneHot(s_labels, 1).Apply(x[0], x[1]), Any(3, 4), Any(3)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy([1, 0, 3, 2, 2, 0, 1, 3, 1, 1], axis: 1), Any(2, 4, 5)),
        new("SoftmaxMinusOneHot", x => new SoftmaxMinusOneHot([1, 0, 3, 2, 2, 0, 1, 3, 1, 1], 0).Apply(x[0], x[1]), Any(4, 10), Any(10)),
        new("SoftmaxMinusOneHot", x => new SoftmaxMinusOneHot([1, 0, 3, 2], 2).Apply(x[0], x[1]), Any(2, 2, 4), Any(2, 2)),
        new("SoftLabelCrossEntropy", x => x[0].SoftmaxCrossEntropy(x[1], Reduction.None), Any(3, 4), Probability(3, 4)),
        new("SoftLabelCrossEntropy", x => x[0].SoftmaxCrossEntropy(x[1].Softmax(), Reduction.Mean, x[2], 0.1), Any(2, 2, 3),
            Any(2, 2, 3), Positive(3)),
        new("SoftLabelCrossEntropy", x => x[0].SoftmaxCrossEntropy(x[1]), Any(3, 1), Probability(3, 1)),
        new("SoftLabelCrossEntropy", x => x[0]
            .SoftmaxCrossEntropy(Node.Constant(new double[,] { { 0, 0, 1, 0 }, { 0, 0.5, 0, 0.5 }, { 1, 0, 0, 0 } })), Confident),
        new("SoftLabelCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.Sum, x[1], ignoreIndex: 0, labelSmoothing: 0.3),
            Any(3, 4), Positive(4)),
        new("SoftLabelCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.Mean, x[1], labelSmoothing: 1),
            Any(3, 4), Positive(4)),
        new("SoftmaxMinusTargets", x => new SoftmaxMinusTargets().Apply(x[0], x[1]), Any(3, 4), Positive(3, 4)),
        new("SoftmaxMinusTargets", x => new SoftmaxMinusTargets().Apply(x[0], x[1]), Any(4), Positive(4)),
        new("NegativeLogLikelihood", x => x[0].NegativeLogLikelihood([1, 0, 1, 2], axis: 1), Any(1, 3, 2, 2)),
        new("NegativeLogLikelihood", x => x[0].NegativeLogLikelihood(s_labels, Reduction.None), Any(3, 4)),
        new("NegativeLogLikelihood", x => x[0].LogSoftmax().NegativeLogLikelihood(s_labels, Reduction.Mean, x[1], ignoreIndex: 0),
            Any(3, 4), Positive(4)),
        new("NegativeLogLikelihood", x => x[0].NegativeLogLikelihood([2, -1, 0, 1], Reduction.None, ignoreIndex: -1), Any(2, 2, 3)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.None), Any(3, 4), Probability(3, 4)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.Sum), Any(3), Probability(3)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(Node.Constant([0.0, 1, 1])), new[] { 0, 3, -3.0 }),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.Mean, x[2]), Any(3, 4), Probability(3, 4), Positive(3, 4)),
        new("LogSoftmaxGradient", x => new LogSoftmaxGradient([1]).Apply(x[0], x[1]), Any(3, 4), Any(3, 4)),
        new("LogSoftmaxGradient", x => new LogSoftmaxGradient([0, 2]).Apply(x[0], x[1]), Any(2, 3, 2), Any(2, 3, 2)),
        new("SoftmaxGradient", x => new SoftmaxGradient([1]).Apply(x[0], x[1]), Any(3, 4), Positive(3, 4)),
        new("SoftmaxGradient", x => new SoftmaxGradient([0, 2]).Apply(x[0], x[1]), Any(2, 3, 2), Positive(2, 3, 2)),
        new("SigmoidSlope", x => new SigmoidSlope().Apply(x[0]), Any(3, 4)),
        new("SigmoidSlope", x => new SigmoidSlope().Apply(x[0]), new[] { 2, -20, 1e-9, 0.7 }),
        new("SigmoidMinusTarget", x => new SigmoidMinusTarget().Apply(x[0], x[1]), Any(3, 4), Positive(3, 4)),
        new("MultiplyNoNan", x => x[0].MultiplyNoNan(x[1]), Any(3, 4), new[,] { { 0, 1, 2, 0.0 }, { 0, 0, 0, 0 }, { -3, 0, 0.5, 1e8 } }),
        new("MultiplyNoNan", x => x[0].MultiplyNoNan(x[1]), Any(2, 1, 4), Any(3, 1)),
        new("MultiplyNoNan", x => x[0].MultiplyNoNan(x[1]), Any(3), Any()),
        new("MultiplyNoNan", x => x[0].SigmoidCrossEntropy(x[1], Reduction.None, positiveWeights: x[2]), Any(3, 4),
            Probability(3, 4), Positive(4)),
        new("MultiplyNoNan", x => x[0].SigmoidCrossEntropy(x[1], Reduction.Mean, x[3], x[2]), Any(3), Probability(3),
            Positive(), Positive(3)),
        new("MeanSquaredError", x => x[0].MeanSquaredError(x[1]), Any(3, 4), Any(3, 4)),
        new("MeanAbsoluteError", x => x[0].MeanAbsoluteError(x[1]), Any(3, 4), Any(3, 4)),
        new("MeanAbsoluteError", x => x[0].MeanAbsoluteError(x[1], Reduction.None), Any(), Any()),
        new("HuberError", x => new HuberError(0.8).Apply(x[0]), Any(3, 4)),
        new("HuberErrorSlope", x => new HuberErrorSlope(0.8).Apply(x[0]), Any(3, 4)),
        new("Huber", x => x[0].Huber(x[1]), Any(3, 4), Any(3, 4)),
        new("Huber", x => x[0].Huber(x[1], 0.3, Reduction.None), new[] { 0, 0.2, -0.2, 5.0, 1e8 }, new[] { 0, 0, 0.3, 0.0, 2 }),
        new("Hinge", x => x[0].Hinge(Node.Constant([1.0, -1, 1, -1, 1])), new[] { 0.3, 0.5, 2, -1000, -1000 }),
        new("KullbackLeibler", x => x[0].KullbackLeibler(x[1]), Any(3, 4), Positive(3, 4)),
        new("KullbackLeibler", x => x[0].LogSoftmax().KullbackLeibler(x[1].Softmax(), Reduction.Sum), Any(3, 4), Any(3, 4)),
        new("GaussianNll", x => x[0].GaussianNll(x[2], x[1]), Any(3, 4), Positive(3, 4), Any(3, 4)),
        new("HeteroscedasticGaussianNll", x => x[0].HeteroscedasticGaussianNll(x[2], x[1], Reduction.None),
            Any(3, 4), Any(3, 4), Any(3, 4)),
        new("MultivariateGaussianNll", x => x[0].MultivariateGaussianNll(x[2], Factor(x[1], 3)), Any(4, 3), Any(3, 3), Any(4, 3)),
        new("MultivariateGaussianNll", x => x[0].MultivariateGaussianNll(x[2], Factor(x[1], 3), Reduction.None), Any(2, 3),
            Any(2, 3, 3), Any(2, 3)),
        new("MultivariateGaussianNll", x => x[0].MultivariateGaussianNll(x[2], Factor(x[1], 1)), Any(1), Any(1, 1), Any(1)),
        new("MixtureDensityNll", x => x[0].MixtureDensityNll(x[3], x[1], x[2]), Any(3, 4), Any(3, 4), Any(3, 4), Any(3)),
        new("MixtureDensityNll", x => x[0].MixtureDensityNll(x[3], x[1], x[2], Reduction.None), Any(3, 2), Any(3, 2, 2),
            Any(3, 2, 2), Any(3, 2)),
        new("PoissonNll", x => x[0].PoissonNll(x[1]), Any(3, 4), Positive(3, 4)),
        new("PoissonNll", x => x[0].PoissonNll(Node.Constant([0.0, 3, 0, 100])), new[] { 0.0, 1, -1000, 5 }),
    ];

    // A lower triangle with 1 + x^2 on the diagonal, so that it is positive; the other triangle is not read.
    private static Node<double> Factor(Node<double> x, int order) =>
        Node.Constant(NdArray.FromArray<double>(Identity(order))).Where(1 + x.Square(), x);

    private static double[,] Identity(int order)
    {
        var identity = new double[order, order];
        for (var i = 0; i < order; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }
}
