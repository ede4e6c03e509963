using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static readonly RunningStatistics<double> s_running = new(new[] { 0.5, -1, 2 }, new[] { 2, 0.25, 0 });

    private static readonly Node<double> s_images = Node.Constant(Initialize.Normal<double>([2, 3, 4, 11], new Random(8)));

    private static GradientRow[] ConvolutionRows =>
    [
        new("Unfold2D", x => x[0].Unfold2D((2, 3), padding: (1, 0)), Any(2, 3, 4, 5)),
        new("Unfold2D", x => x[0].Unfold2D(2, stride: (2, 3), padding: 1, dilation: (1, 2)), Any(1, 2, 5, 6)),
        new("Unfold2D", x => x[0].Unfold2D(1, stride: 3), Any(2, 1, 4, 5)),
        new("Fold2D", x => x[0].Fold2D((4, 5), padding: (1, 0)), Any(3, 2, 3, 2, 5, 3)),
        new("Fold2D", x => x[0].Fold2D((5, 6), stride: (2, 3), padding: 1, dilation: (1, 2)), Any(2, 2, 2, 1, 3, 2)),
        new("Conv2D", x => x[0].Conv2D(x[1], x[2]), Any(2, 3, 4, 5), Any(2, 3, 2, 3), Any(2)),
        new("Conv2D", x => x[0].Conv2D(x[1], stride: 2, padding: (1, 2), dilation: (2, 1)), Any(1, 2, 6, 5), Any(3, 2, 2, 3)),
        new("Conv2D", x => x[0].Conv2D(x[1], x[2], groups: 2), Any(2, 4, 3, 3), Any(6, 2, 2, 2), Any(6)),
        new("Conv2D", x => x[0].Conv2D(x[1], padding: 1, groups: 3), Any(2, 3, 3, 4), Any(3, 1, 3, 3)),
        new("Conv2D", x => x[0].Conv2D(x[1]), Any(2, 3, 2, 2), Any(2, 3, 1, 1)),
        new("Conv2D", x => x[0].Conv2D(x[1]).Tanh().Conv2D(x[2]), Any(1, 1, 4, 4), Any(2, 1, 2, 2), Any(1, 2, 3, 3)),
        new("Conv2DImages", x => new Conv2DImages(new Window2D((2, 3), 1, (1, 0), 1), (4, 5), 1).Apply(x[0], x[1]),
            Any(2, 3, 5, 3), Any(3, 2, 2, 3)),
        new("Conv2DImages", x => new Conv2DImages(new Window2D(2, (2, 3), 1, (1, 2)), (5, 6), 2).Apply(x[0], x[1]),
            Any(1, 6, 3, 2), Any(6, 1, 2, 2)),
        new("Conv2DWeight", x => new Conv2DWeight(new Window2D((2, 3), 1, (1, 0), 1), 1).Apply(x[0], x[1]),
            Any(2, 3, 5, 3), Any(2, 2, 4, 5)),
        new("Conv2DWeight", x => new Conv2DWeight(new Window2D(2, (2, 3), 1, (1, 2)), 2).Apply(x[0], x[1]),
            Any(1, 6, 3, 2), Any(1, 2, 5, 6)),
        new("Conv1D", x => x[0].Conv1D(x[1], x[2], stride: 2, padding: 1), Any(2, 3, 6), Any(4, 3, 3), Any(4)),
        new("Conv1D", x => x[0].Conv1D(x[1], dilation: 2, groups: 2), Any(1, 4, 7), Any(2, 2, 3)),
        new("ConvTranspose2D", x => x[0].ConvTranspose2D(x[1], x[2], stride: (2, 3), padding: (1, 0), outputPadding: (1, 2)),
            Any(2, 3, 3, 2), Any(3, 2, 3, 2), Any(2)),
        new("ConvTranspose2D", x => x[0].ConvTranspose2D(x[1], dilation: 2, groups: 2), Any(1, 4, 2, 3), Any(4, 1, 2, 2)),
        new("ConvTranspose1D", x => x[0].ConvTranspose1D(x[1], x[2], stride: 2, padding: 1, outputPadding: 1),
            Any(2, 3, 4), Any(3, 2, 3), Any(2)),
        new("ConvTranspose1D", x => x[0].ConvTranspose1D(x[1], dilation: 2, groups: 3), Any(1, 3, 3), Any(3, 1, 2)),
        new("MaxPool1D", x => x[0].MaxPool1D(3, stride: 2, padding: 1), Any(2, 3, 7)),
        new("AveragePool1D", x => x[0].Square().AveragePool1D(2), Any(2, 3, 5)),
        new("AveragePool1D", x => x[0].Square().AveragePool1D(3, stride: 2, padding: 1, countPadding: false), Any(2, 3, 6)),
        new("MaxPool2D", x => x[0].MaxPool2D(2), Any(2, 3, 4, 5)),
        new("MaxPool2D", x => x[0].MaxPool2D((3, 2), stride: (2, 1), padding: 1).Square(), Any(2, 2, 4, 5)),
        new("MaxPool2D", x => x[0].Square().MaxPool2D(2, stride: 3), Rising(1, 2, 5, 5)),
        new("MaxPool2DGradient", x => new MaxPool2DGradient(2, 2, 0).Apply(s_images, x[0]), Any(2, 3, 2, 5)),
        new("MaxPool2DGradient", x => new MaxPool2DGradient((3, 2), (2, 1), 1).Apply(s_images, x[0]), Any(2, 3, 2, 12)),
        new("MaxPool2DMean", x => new MaxPool2DMean(2, 2, 0).Apply(s_images, x[0]), Any(2, 3, 4, 11)),
        new("MaxPool2DMean", x => new MaxPool2DMean((3, 2), (2, 1), 1).Apply(s_images, x[0]), Any(2, 3, 4, 11)),
        new("AveragePool2D", x => x[0].AveragePool2D(2), Any(2, 3, 4, 5)),
        new("AveragePool2D", x => x[0].Square().AveragePool2D((3, 2), stride: (2, 1), padding: 1), Any(2, 2, 4, 5)),
        new("AveragePool2D", x => x[0].Square().AveragePool2D((3, 2), stride: (2, 1), padding: 1, countPadding: false), Any(2, 2, 4, 5)),
        new("RmsNorm", x => x[0].RmsNorm(x[1]), Any(3, 4), Any(4)),
        new("RmsNorm", x => x[0].RmsNorm(axes: [0, 2], eps: 0.1), Any(3, 2, 4)),
        new("GroupNorm", x => x[0].GroupNorm(2, x[1], x[2]), Any(3, 4, 2), Any(4), Any(4)),
        new("GroupNorm", x => x[0].GroupNorm(3, eps: 0.1), Any(2, 3, 2, 2)),
        new("LayerNorm", x => x[0].LayerNorm(x[1], x[2]), Any(3, 4), Any(4), Any(4)),
        new("LayerNorm", x => x[0].LayerNorm(x[1], axes: [0, 2], eps: 0.1), Any(3, 2, 4), Any(3, 4)),
        new("LayerNorm", x => (1e6 * x[0]).LayerNorm(), Any(3, 4)),
        new("LayerNorm", x => x[0].LayerNorm(axes: [0, 1], eps: 1), NdArray.Ones<double>([2, 3])),
        new("LayerNorm", x => x[0].LayerNorm(bias: x[1]), Any(3, 1), Any(1)),
        new("Standardize", x => new Standardize([1], 1e-5).Apply(x[0]), Any(3, 7)),
        new("Standardize", x => new Standardize([0], 0.1).Apply(x[0]), Any(4, 5)),
        new("Standardize", x => new Standardize([0, 2], 0.1).Apply(x[0]), Any(2, 3, 4)),
        new("StandardizeGradient", x => new StandardizeGradient([1], 0.1).Apply(x[0], x[1]), Any(3, 7), Any(3, 7)),
        new("StandardizeGradient", x => new StandardizeGradient([0], 0.1).Apply(x[0], x[1]), Any(4, 5), Any(4, 5)),
        new("StandardizeGradient", x => new StandardizeGradient([0, 2], 0.1).Apply(x[0], x[1]), Any(2, 3, 4), Any(2, 3, 4)),
        new("ScaledStandardize", x => new ScaledStandardize([1], [1], 0.1).Apply(x[0], x[1], x[2]), Any(3, 19), Any(19), Any(19)),
        new("ScaledStandardize", x => new ScaledStandardize([0], [1], 0.1).Apply(x[0], x[1], x[2]), Any(4, 5), Any(5), Any(5)),
        new("ScaledStandardize", x => new ScaledStandardize([1, 2], [1, 2], 0.1).Apply(x[0], x[1], x[2]),
            Any(2, 2, 3), Any(2, 3), Any(2, 3)),
        new("ScaledStandardize", x => new ScaledStandardize([0, 2], [1], 0.1).Apply(x[0], x[1], x[2]), Any(2, 3, 17), Any(3), Any(3)),
        new("ScaledStandardize", x => new ScaledStandardize([2, 3], [1, 2], 0.1).Apply(x[0], x[1], x[2]),
            Any(2, 2, 2, 16), Any(2, 2), Any(2, 2)),
        new("ScaledStandardizeGradient", x => new ScaledStandardizeGradient([0, 2], [1], 0.1).Apply(x[0], x[1], x[2]),
            Any(2, 2, 17), Any(2, 2, 17), Any(2)),
        new("ScaledStandardizeGradient", x => new ScaledStandardizeGradient([2], [1], 0.1).Apply(x[0], x[1], x[2]),
            Any(2, 2, 16), Any(2, 2, 16), Any(2)),
        new("ScaleGradients", x => new ScaleGradients([0, 2], [1], 0.1).Apply(x[0], x[1]), Any(2, 2, 17), Any(2, 2, 17)),
        new("ScaleGradients", x => new ScaleGradients([1, 2], [1], 0.1).Apply(x[0], x[1]), Any(2, 2, 17), Any(2, 2, 17)),
        new("ScaledStandardizeGradient", x => new ScaledStandardizeGradient([1], [1], 0.1).Apply(x[0], x[1], x[2]),
            Any(3, 7), Any(3, 7), Any(7)),
        new("ScaledStandardizeGradient", x => new ScaledStandardizeGradient([0, 1], [2], 0.1).Apply(x[0], x[1], x[2]),
            Any(2, 2, 5), Any(2, 2, 5), Any(5)),
        new("ScaleGradients", x => new ScaleGradients([1], [1], 0.1).Apply(x[0], x[1]), Any(3, 7), Any(3, 7)),
        new("ScaleGradients", x => new ScaleGradients([0], [1], 0.1).Apply(x[0], x[1]), Any(4, 5), Any(4, 5)),
        new("LayerNorm", x => x[0].LayerNorm(x[1], x[2]), Any(3, 17), Any(17), Any(17)),
        new("BatchNorm", x => x[0].BatchNorm(x[1], x[2]), Any(3, 17), Any(17), Any(17)),
        new("BatchNorm", x => x[0].BatchNorm(x[1], x[2]), Any(5, 3), Any(3), Any(3)),
        new("BatchNorm", x => x[0].BatchNorm(x[1], running: new RunningStatistics<double>(2), eps: 0.1), Any(3, 2, 2, 2), Any(2)),
        new("BatchNorm", x => x[0].BatchNorm(eps: 1), NdArray.Ones<double>([4, 2])),
        new("BatchNormInference", x => x[0].BatchNormInference(s_running, x[1], x[2], eps: 0.1), Any(2, 3, 4), Any(3), Any(3)),
        new("Dropout", x => x[0].Square().Dropout(0.4, new Random(3)), Any(4, 5)),
        new("Dropout", x => x[0].Dropout(0.5, new Random(4)).Tanh(), Any(3, 4)),
    ];

    // The last element is the largest, so that a rule which forgets it is wrong.
    private static NdArray<double> Rising(params int[] lengths)
    {
        var next = 0;
        return NdArray.Generate(new Shape(lengths), () => 0.1 * ++next);
    }
}
