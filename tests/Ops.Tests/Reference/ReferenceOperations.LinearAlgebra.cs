using System.Numerics;
using Autograd;

namespace Ops.Tests;

internal static partial class ReferenceOperations
{
    private static Node<T>? LinearAlgebra<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> => c.Op switch
        {
            "matmul" => x[0].MatMul(x[1]),
            "einsum" => x.Length == 1 ? x[0].Einsum(c.Text("subscripts")) : x[0].Einsum(c.Text("subscripts"), x[1], [.. x.Skip(2)]),
            "inverse" => x[0].Inverse(),
            "solve" => x[0].Solve(x[1]),
            "det" => x[0].Determinant(),
            "logdet" => x[0].LogDeterminant(),
            "cholesky" => x[0].Cholesky(),
            _ => null,
        };
}
