using System.Numerics;
using Autograd;

namespace Ops.Tests.Reference;

internal static partial class ReferenceOperations
{
    private static Node<T>? LinearAlgebra<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "matmul" => x[0].MatMul(x[1]),
            _ => null,
        };
}
