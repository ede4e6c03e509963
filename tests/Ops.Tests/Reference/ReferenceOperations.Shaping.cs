using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? Shaping<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "transpose" or "permute" => x[0].Transpose(c.Integers("axes")),
            "swap_axes" => x[0].SwapAxes(c.Integers("axes")[0], c.Integers("axes")[1]),
            "move_axis" => x[0].MoveAxis(c.Integers("axes"), c.Integers("places")),
            "repeat" => x[0].Repeat(c.Integers("times"), c.Integers("axis")[0]),
            "reshape" => x[0].Reshape(new Shape(c.Integers("shape"))),
            "broadcast_to" => x[0].BroadcastTo(new Shape(c.Integers("shape"))),
            "take" => x[0].Gather(c.Integers("indices"), c.Integers("axis")[0]),
            "take_along_axis" => x[0].TakeAlongAxis(
                new IntArray(c.HasAny("indices_shape") ? new Shape(c.Integers("indices_shape")) : c.Output.Shape, c.Integers("indices")),
                c.Integers("axis")[0]),
            "gather_at" => x[0].GatherAt(c.Lists("indices")),
            "with_at" => x[0].WithAt(x[1], c.Lists("indices")),
            "masked_select" => x[0].MaskedSelect(c.Constant<T>("mask")),
            "sort" => x[0].Sort(c.Integers("axis")[0], c.Flag("descending")),
            "top_k" => x[0].TakeAlongAxis(x[0].TopK(c.Integers("k")[0], c.Integers("axis")[0], c.Flag("smallest")), c.Integers("axis")[0]),
            "concat" => Node.Concat(x, c.Integers("axis")[0]),
            "stack" => Node.Stack(x, c.Integers("axis")[0]),
            "slice" => Enumerable.Range(0, x[0].Shape.Rank).Aggregate(
                x[0], (y, axis) => y.SliceAlong(axis, c.Integers("start")[axis]..c.Integers("stop")[axis], c.Integers("step")[axis])),
            "flip" => x[0].Flip(c.Integers("axis")),
            "pad" => x[0].Pad(c.Integers("before"), c.Integers("after")),
            "diagonal" => x[0].Diagonal(),
            "trace" => x[0].Trace(),
            _ => null,
        };
}
