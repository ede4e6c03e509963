using Autograd;

namespace Ops.Tests.Tables;

internal static partial class GradientTable
{
    private static GradientRow[] LinearAlgebraRows =>
    [
        new("MatMul", x => x[0].MatMul(x[1]), Any(3, 4), Any(4, 5)),
        new("MatMul", x => new MatMul(TransposeX: true).Apply(x[0], x[1]), Any(4, 3), Any(4, 5)),
        new("MatMul", x => new MatMul(TransposeY: true).Apply(x[0], x[1]), Any(3, 4), Any(5, 4)),
        new("MatMul", x => new MatMul(TransposeX: true, TransposeY: true).Apply(x[0], x[1]), Any(4, 3), Any(5, 4)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 3, 4), Any(2, 4, 2)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 1, 3, 4), Any(3, 4, 2)),
    ];
}
