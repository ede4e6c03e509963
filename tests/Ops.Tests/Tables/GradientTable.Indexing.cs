using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static GradientRow[] IndexingRows =>
    [
        new("Gather", x => x[0].Gather([2, 0, 2, 1]), Any(3, 4)),
        new("Gather", x => x[0].Gather([1, 1], axis: -1), Any(2, 3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([2, 0, 2], length: 5), Any(3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([1, 0, 1], length: 2, axis: 1), Any(2, 3, 4)),
        new("TakeAlongAxis", x => x[0].TakeAlongAxis(new[,] { { 0 }, { 2 }, { 3 } }, axis: 1), Any(3, 4)),
        new("TakeAlongAxis", x => x[0].TakeAlongAxis(new[,] { { 1, 1, 0 }, { 1, 0, 0 }, { 1, 1, 1 } }, axis: 0), Any(2, 3)),
        new("TakeAlongAxis", x => x[0].TakeAlongAxis(new IntArray([2, 2, 2], [0, 2, 2, 2, 1, 0, 1, 2]), axis: -2), Any(2, 3, 2)),
        new("TakeAlongAxis", x => x[0].TakeAlongAxis(new[,] { { 3, 0 } }, axis: 1), Any(3, 4)),
        new("TakeAlongAxis", x => x[0].TakeAlongAxis(new[,] { { 1 }, { 0 }, { 1 } }, axis: 1), Any(1, 2)),
        new("Sort", x => x[0].Sort(), Any(3, 4)),
        new("Sort", x => x[0].Sort(-2, descending: true), Any(2, 3, 2)),
        new("ScatterAddAlongAxis", x => x[0].ScatterAddAlongAxis(new[,] { { 3, 0, 3 }, { 1, 1, 1 } }, length: 4, axis: 1), Any(2, 3)),
        new("ScatterAddAlongAxis", x => x[0].ScatterAddAlongAxis(new[,] { { 0, 1, 0 }, { 1, 1, 0 } }, length: 2, axis: 0), Any(2, 3)),
        new("GatherAt", x => x[0].GatherAt([2, 0, 2], [1, 3, 1]), Any(3, 4)),
        new("GatherAt", x => x[0].GatherAt(new[,] { { 1 }, { 0 } }, [2, 2, 0]), Any(2, 3, 2)),
        new("WithAt", x => x[0].WithAt(x[1], [2, 0], [1, 3]), Any(3, 4), Any(2)),
        new("WithAt", x => x[0].WithAt(x[1], [1, 0, 1]), Any(3, 2), Any(3, 2)),
        new("WithAt", x => x[0].WithAt(x[0][1].Square(), [0]), Any(3, 2)),
        new("ScatterUpdate", x => new ScatterUpdate([2, 0]).Apply(x[0], x[1]), Any(3), Any(2)),
        new("ScatterUpdate", x => new ScatterUpdate([3, 0], Axes: 2).Apply(x[0], x[1]), Any(2, 2, 3), Any(2, 3)),
        new("ScatterUpdate", x => new ScatterUpdate([1, 0, 1]).Apply(x[0], x[1]), Any(3, 2), Any(3, 2)),
        new("MaskedSelect", x => x[0].MaskedSelect(Mask(3, 4)), Any(3, 4)),
        new("MaskedSelect", x => x[0].MaskedSelect(Mask(3)), Any(3, 2)),
        new("With", x => x[0].With(x[1], 1, ..^1), Any(3, 4), Any(3)),
        new("With", x => x[0].With(x[1], .., ^2), Any(2, 3), Any()),
        new("With", x => x[0].With(x[0][1], 0), Any(3, 2)),
        new("Diagonal", x => x[0].Diagonal(), Any(3, 3)),
        new("Diagonal", x => x[0].Diagonal(-1), Any(2, 4, 3)),
        new("MakeDiagonal", x => x[0].MakeDiagonal(), Any(1)),
        new("MakeDiagonal", x => x[0].MakeDiagonal(2), Any(2, 3)),
        new("MakeDiagonal", x => new MakeDiagonal(-1, 4, 2).Apply(x[0]), Any(2)),
        new("Trace", x => x[0].Trace(), Any(4, 4)),
        new("Trace", x => x[0].Trace(1), Any(2, 2, 3)),
        new("LowerTriangle", x => x[0].LowerTriangle(), Any(3, 3)),
        new("LowerTriangle", x => x[0].LowerTriangle(-1), Any(2, 3, 4)),
        new("UpperTriangle", x => x[0].UpperTriangle(), Any(3, 3)),
        new("UpperTriangle", x => x[0].UpperTriangle(1), Any(2, 4, 3)),
        new("Embedding", x => x[0].Embedding([2, 0, 2]), Any(4, 3)),
        new("Embedding", x => x[0].Embedding(new[,] { { 1, 1 }, { 0, 3 } }), Any(4, 1)),
        new("MaskedFill", x => x[0].MaskedFill(Mask(3, 4), -2), Any(3, 4)),
        new("MaskedFill", x => x[0].MaskedFill(Mask(4), 0), Any(2, 3, 4)),
    ];
}
