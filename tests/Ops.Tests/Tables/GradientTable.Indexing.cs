using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static GradientRow[] IndexingRows =>
    [
        new("Gather", x => x[0].Gather([2, 0, 2, 1]), Any(3, 4)),
        new("Gather", x => x[0].Gather([1, 1], axis: -1), Any(2, 3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([2, 0, 2], length: 5), Any(3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([1, 0, 1], length: 2, axis: 1), Any(2, 3, 4)),
    ];
}
