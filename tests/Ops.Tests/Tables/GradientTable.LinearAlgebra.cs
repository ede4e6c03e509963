using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static GradientRow[] LinearAlgebraRows =>
    [
        new("MatMul", x => x[0].MatMul(x[1]), Any(3, 4), Any(4, 5)),
        new("MatMul", x => x[0].MatMul(x[1], transposeX: true), Any(4, 3), Any(4, 5)),
        new("MatMul", x => x[0].MatMul(x[1], transposeY: true), Any(3, 4), Any(5, 4)),
        new("MatMul", x => x[0].MatMul(x[1], transposeX: true, transposeY: true), Any(4, 3), Any(5, 4)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 3, 4), Any(2, 4, 2)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 1, 3, 4), Any(3, 4, 2)),
        new("MatMul", x => x[0].MatMul(x[1], transposeX: true), Any(2, 4, 3), Any(4, 2)),
        new("MatMul", x => x[0].MatMul(x[1], transposeY: true), Any(4), Any(2, 3, 4)),
        new("Dot", x => x[0].Dot(x[1]), Any(2, 3), Any(2, 3)),
        new("Einsum", x => x[0].Einsum("ij,jk,kl->il", x[1], x[2]), Any(2, 3), Any(3, 4), Any(4, 2)),
        new("Einsum", x => x[0].Einsum("...ij,...jk->...ik", x[1]), Any(3, 1, 2, 2), Any(2, 2, 3)),
        new("Einsum", x => x[0].Einsum("i...,i,j...->j", x[1], x[2]), Any(2, 3), Any(2), Any(4, 3)),
        new("Outer", x => x[0].Outer(x[1]), Any(3), Any(2)),
        new("Einsum", x => x[0].Einsum("bij,bjk->bik", x[1]), Any(2, 3, 4), Any(2, 4, 2)),
        new("Einsum", x => x[0].Einsum("ki,jk", x[1]), Any(4, 3), Any(2, 4)),
        new("Einsum", x => x[0].Einsum("iij,kj->ki", x[1]), Any(3, 3, 2), Any(4, 2)),
        new("Einsum", x => x[0].Einsum("i,j->ji", x[1]), Any(3), Any(2)),
        new("Einsum", x => x[0].Einsum("iji->j"), Any(3, 2, 3)),
        new("Einsum", x => x[0].Einsum("ii->"), Any(3, 3)),
        new("Solve", x => x[0].Solve(x[1]), Invertible(4, 4), Any(4, 2)),
        new("Solve", x => x[0].Solve(x[1], transposed: true), Invertible(3, 3), Any(3)),
        new("Solve", x => x[0].Solve(x[1]), Invertible(2, 3, 3), Any(3)),
        new("Solve", x => x[0].Solve(x[1], transposed: true), Invertible(3, 3), Any(2, 3, 2)),
        new("Solve", x => x[0].Solve(x[1]), Invertible(1, 1), Any(1, 1)),
        new("Solve", x => x[0].Solve(x[1]), new double[,] { { 0, 2 }, { 100, 1 } }, Any(2)),
        new("Solve", x => x[0].Solve(x[0]), Invertible(3, 3)),
        new("TriangularSolve", x => x[0].TriangularSolve(x[1]), Invertible(4, 4), Any(4, 2)),
        new("TriangularSolve", x => x[0].TriangularSolve(x[1], upper: true), Invertible(3, 3), Any(3)),
        new("TriangularSolve", x => x[0].TriangularSolve(x[1], transposed: true), Invertible(2, 3, 3), Any(3, 2)),
        new("TriangularSolve", x => x[0].TriangularSolve(x[1], upper: true, transposed: true), Invertible(3, 3), Any(2, 3, 1)),
        new("Inverse", x => x[0].Inverse(), Invertible(4, 4)),
        new("Inverse", x => x[0].Inverse(), Invertible(2, 1, 3, 3)),
        new("Inverse", x => x[0].Inverse(), new double[,] { { 0, 1 }, { 1, 0 } }),
        new("Determinant", x => x[0].Determinant(), Invertible(4, 4)),
        new("Determinant", x => x[0].Determinant(), Any(3, 2, 2)),
        new("Determinant", x => x[0].Determinant(), Any(1, 1)),
        new("Determinant", x => x[0].Determinant(), OfRank(3, 4)),
        new("Determinant", x => x[0].Determinant(), OfRank(2, 4)),
        new("Determinant", x => x[0].Determinant(), new double[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } }),
        new("Determinant", x => x[0].Determinant(), NdArray.Zeros<double>([3, 3])),
        new("LogDeterminant", x => x[0].LogDeterminant(), Invertible(4, 4)),
        new("LogDeterminant", x => x[0].LogDeterminant(), Invertible(2, 3, 3)),
        new("LogDeterminant", x => x[0].LogDeterminant(), new double[,] { { 0, 2 }, { 3, 1 } }),
        new("Cofactors", x => new Cofactors().Apply(x[0]), Invertible(4, 4)),
        new("Cofactors", x => new Cofactors().Apply(x[0]), Invertible(2, 2, 2)),
        new("CofactorsAlong", x => new CofactorsAlong().Apply(x[0], x[1]), Invertible(4, 4), Any(4, 4)),
        new("CofactorsAlong", x => new CofactorsAlong().Apply(x[0], x[1]), Invertible(2, 3, 3), Any(2, 3, 3)),
        new("Cholesky", x => x[0].Cholesky(), PositiveDefinite(4)),
        new("Cholesky", x => x[0].Reshape([1, 3, 3]).BroadcastTo([2, 3, 3]).Cholesky(), PositiveDefinite(3)),
        new("Cholesky", x => x[0].Cholesky(), new double[,] { { 4, 3 }, { 1, 5 } }),
        new("Cholesky", x => x[0].Cholesky(), Positive(1, 1)),
        new("Cholesky", x => x[0].Cholesky(jitter: 1), new double[,] { { 1, 2 }, { 2, 3.5 } }),
        new("Jacobian", x => x[0].Tanh().MatMul(x[1]).Jacobian(x[0]), Any(2, 3), Any(3)),
        new("Jacobian", x => Node.Stack([x[0].Exp(), x[0].Square(), x[0].Sin()]).Jacobian(x[0]), Any()),
    ];

    private static Points Invertible(params int[] lengths) => new(random =>
    {
        var (n, next) = (lengths[^1], 0);
        return NdArray.Generate(new Shape(lengths), () =>
        {
            var (row, column) = Math.DivRem(next++ % (n * n), n);
            return (row == column ? 3 : 0) + (2 * random.NextDouble()) - 1;
        });
    });

    private static Points OfRank(int rank, int n) => new(random =>
        Node.Constant(Any(n, rank).Draw(random)).MatMul(Node.Constant(Any(rank, n).Draw(random))).Value);

    private static Points PositiveDefinite(int n) => new(random =>
    {
        var factor = Node.Constant(Invertible(n, n).Draw(random));
        return factor.MatMul(factor, transposeY: true).Value;
    });
}
