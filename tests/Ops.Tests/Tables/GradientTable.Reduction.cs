using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static GradientRow[] ReductionRows =>
    [
        new("Sum", x => x[0].Sum(), Any(3, 4)),
        new("Sum", x => x[0].Sum([0, 2], keepDims: true), Any(2, 3, 4)),
        new("Max", x => x[0].Max(), Any(3, 4)),
        new("Max", x => x[0].Max([0, 2]), Any(2, 3, 4)),
        new("Mean", x => x[0].Mean(), Any(3, 4)),
        new("Mean", x => x[0].Mean(1, keepDims: true), Any(2, 3, 4)),
        new("LogSumExp", x => x[0].LogSumExp(), Any(3, 4)),
        new("LogSumExp", x => x[0].LogSumExp([0, 2], keepDims: true), Any(2, 3, 4)),
        new("Softmax", x => x[0].Softmax(), Any(3, 4)),
        new("Softmax", x => x[0].Softmax([0, 2]), Any(2, 3, 4)),
        new("LogSoftmax", x => x[0].LogSoftmax(0), Any(3, 4)),
        new("LogSoftmax", x => x[0].LogSoftmax([1, 2]), Any(2, 3, 4)),
    ];
}
