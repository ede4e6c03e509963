using System.Numerics;
using Autograd;

namespace Ops.Tests.Reference;

internal static partial class ReferenceOperations
{
    private static Node<T>? Shaping<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "transpose" or "permute" => x[0].Transpose(c.Integers("axes")),
            "reshape" => x[0].Reshape(new Shape(c.Integers("shape"))),
            "broadcast_to" => x[0].BroadcastTo(new Shape(c.Integers("shape"))),
            "take" => x[0].Gather(c.Integers("indices"), c.Integers("axis")[0]),
            _ => null,
        };
}
