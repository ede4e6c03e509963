using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    // A window, rows of which one comes twice, and an element of each row.
    private static readonly ScatterSum s_pieces = new(
        [
            new SliceScatter([3, 1], [-2, 3], [4, 6]),
            new ScatterAdd([2, 0, 2], Axis: 0, Lengths: [4]),
            new ScatterAddAlongAxis(new int[,] { { 5 }, { 0 }, { 5 }, { 2 } }, Axis: 1, Length: 6),
        ],
        [4, 6]);

    private static GradientRow[] ShapingRows =>
    [
        new("BroadcastTo", x => x[0].BroadcastTo([2, 3, 4]), Any(3, 1)),
        new("SumTo", x => x[0].SumTo([3, 1]), Any(2, 3, 4)),
        new("SumTo", x => x[0].SumTo([4]), Any(2, 3, 4)),
        new("Reshape", x => x[0].Reshape([2, 6]), Any(3, 4)),
        new("Transpose", x => x[0].Transpose(), Any(3, 4)),
        new("Transpose", x => x[0].Transpose([2, 0, 1]), Any(2, 3, 4)),
        new("SwapAxes", x => x[0].SwapAxes(0, -1), Any(2, 3, 4)),
        new("MoveAxis", x => x[0].MoveAxis([0, -1], [1, 0]), Any(2, 3, 4)),
        new("Repeat", x => x[0].Repeat(3, axis: 1), Any(2, 3)),
        new("Repeat", x => x[0].Repeat([2, 0, 1], axis: -2), Any(2, 3, 2)),
        new("Squeeze", x => x[0].Squeeze(), Any(1, 3, 1, 2)),
        new("Squeeze", x => x[0].Squeeze([0, -1]), Any(1, 3, 1, 1)),
        new("ExpandDims", x => x[0].ExpandDims(1), Any(3, 4)),
        new("ExpandDims", x => x[0].ExpandDims(-1), Any()),
        new("Concat", x => Node.Concat([x[0], x[1], x[2]], axis: 1), Any(2, 3), Any(2, 1), Any(2, 4)),
        new("Concat", x => Node.Concat([x[0], x[1], x[0]]), Any(2, 3), Any(0, 3)),
        new("Stack", x => Node.Stack([x[0], x[1], x[0]], axis: 1), Any(2, 3), Any(2, 3)),
        new("Stack", x => Node.Stack([x[0], x[1]], axis: -1), Any(), Any()),
        new("Split", x => x[0].Split(2, axis: 1)[1] * x[0].Split(2, axis: 1)[0], Any(3, 4)),
        new("Split", x => x[0].Split([1, 0, 3], axis: -1)[2], Any(3, 4)),
        new("Slice", x => x[0][1..3, .., ^2..], Any(4, 2, 3)),
        new("Slice", x => x[0][1..^1], Any(4)),
        new("Slice", x => x[0].SliceAlong(-1, 1.., step: -2), Any(3, 6)),
        new("Slice", x => x[0].SliceAlong(0, 1.., step: 3), Any(8, 1)),
        new("Slice", x => x[0][1], Any(3, 4)),
        new("Slice", x => x[0][.., ^2, 1..], Any(2, 3, 4)),
        new("Slice", x => x[0][^1, 0], Any(3, 2)),
        new("SliceUpdate", x => new SliceUpdate([1, 2], [0, -2]).Apply(x[0], x[1]), Any(2, 4), Any(2)),
        new("SliceUpdate", x => new SliceUpdate([1, 0], [1, 1]).Apply(x[0], x[1]), Any(3, 2), Any(2, 2)),
        new("SliceScatter", x => new SliceScatter([3, 1], [-2, 3], [4, 6]).Apply(x[0]), Any(2, 2)),
        new("SliceScatter", x => new SliceScatter([2, 1], [0, 2], [3, 6]).Apply(x[0]), Any(2)),
        new("SliceScatter", x => new SliceScatter([0, 1], [1, 1], [2, 4], Background: 7).Apply(x[0]), Any(2, 3)),
        new("ScatterSum", x => s_pieces.Apply(x[0], x[1], x[2]), Any(2, 2), Any(3, 6), Any(4, 1)),
        new("ScatterSum", x => s_pieces.Apply(x[0], x[1], x[2], x[3]), Any(2, 2), Any(3, 6), Any(4, 1), Any(4, 6)),
        new("Pad", x => x[0].Pad([0, 1], [0, 2]), Any(2, 3)),
        new("Pad", x => x[0].Pad([2, 0, 1], [1, 0, 0], value: -3), Any(2, 1, 3)),
        new("Flip", x => x[0].Flip(), Any(2, 3)),
        new("Flip", x => x[0].Flip(1), Any(2, 3, 2)),
        new("Roll", x => x[0].Roll(1, axis: 1), Any(2, 3)),
        new("Roll", x => x[0].Roll(-8, axis: 0), Any(5, 2)),
        new("Tile", x => x[0].Tile(2, 1, 3), Any(2, 3)),
        new("Tile", x => x[0].Tile(2), Any(2, 1, 3)),
    ];
}
