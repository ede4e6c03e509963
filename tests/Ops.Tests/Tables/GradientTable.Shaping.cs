using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static GradientRow[] ShapingRows =>
    [
        new("BroadcastTo", x => x[0].BroadcastTo([2, 3, 4]), Any(3, 1)),
        new("SumTo", x => x[0].SumTo([3, 1]), Any(2, 3, 4)),
        new("SumTo", x => x[0].SumTo([4]), Any(2, 3, 4)),
        new("Reshape", x => x[0].Reshape([2, 6]), Any(3, 4)),
        new("Transpose", x => x[0].Transpose(), Any(3, 4)),
        new("Transpose", x => x[0].Transpose(2, 0, 1), Any(2, 3, 4)),
    ];
}
