using Autograd;
using MathNet.Numerics.LinearAlgebra;

namespace Ops.Tests;

/// <summary>Factorizations by halves, of orders on both sides of every size where the work is cut, against MathNet.Numerics.</summary>
[TestFixture]
[Category("Kernels")]
public class LuFactorsTests
{
    private static readonly int[] s_orders = [7, 8, 9, 15, 16, 17, 24, 31, 33, 40, 64, 65, 100, 150];

    // Small elements come first, so that every step has to exchange rows.
    private static Matrix<double> Pivoted(int order)
    {
        var random = new Random(order);
        return Matrix<double>.Build.Dense(order, order, (i, j) => (random.NextDouble() - 0.5) * Math.Pow(10, 6.0 * i / order));
    }

    private static NdArray<double> Array(Matrix<double> x) => new([x.RowCount, x.ColumnCount], x.ToRowMajorArray());

    private static void ShouldBeNear(NdArray<double> actual, Matrix<double> expected, double tolerance)
    {
        var difference = Matrix<double>.Build.Dense(expected.RowCount, expected.ColumnCount, (i, j) => actual[i, j] - expected[i, j]);
        (difference.FrobeniusNorm() / expected.FrobeniusNorm()).ShouldBeLessThan(tolerance);
    }

    [Test]
    public void Solutions_of_every_order_and_number_of_columns_are_right([Values] bool transposed, [Values(1, 5, 8, 33, 70)] int columns)
    {
        foreach (var order in s_orders)
        {
            var x = Pivoted(order);
            var expected = Matrix<double>.Build.Random(order, columns, order);
            var y = transposed ? x.TransposeThisAndMultiply(expected) : x * expected;
            ShouldBeNear(Node.Constant(Array(x)).Solve(Array(y), transposed).Value, expected, 1e-9);
        }
    }

    [Test]
    public void Determinants_of_every_order_are_right()
    {
        foreach (var order in s_orders)
        {
            var x = Pivoted(order) / 100;
            var expected = x.Determinant();
            Node.Constant(Array(x)).Determinant().Scalar.ShouldBe(expected, 1e-9 * Math.Abs(expected));
        }
    }

    [Test]
    public void Triangles_and_Cholesky_factors_of_every_order_are_right([Values] bool upper, [Values] bool transposed)
    {
        foreach (var order in s_orders)
        {
            var root = Matrix<double>.Build.Random(order, order, order);
            var x = (root * root.Transpose()) + (0.1 * Matrix<double>.Build.DenseIdentity(order));
            var factor = x.Cholesky().Factor;
            ShouldBeNear(Node.Constant(Array(x)).Cholesky().Value, factor, 1e-11);

            // The other triangle is not read.
            var triangle = upper ? factor.Transpose() : factor;
            var other = triangle + (upper ? root.StrictlyLowerTriangle() : root.StrictlyUpperTriangle());
            var expected = Matrix<double>.Build.Random(order, 19, order);
            var y = transposed ? triangle.TransposeThisAndMultiply(expected) : triangle * expected;
            ShouldBeNear(Node.Constant(Array(other)).TriangularSolve(Array(y), upper, transposed).Value, expected, 1e-9);
        }
    }

    [Test]
    public void The_first_minor_that_is_not_positive_is_named_in_a_later_block_too()
    {
        var x = NdArray.Eye<double>(50).ToArray2D();
        x[37, 37] = -1;
        var later = NdArray.FromArray<double>(x);
        Should.Throw<NotPositiveDefiniteException>(() => Node.Constant(later).Cholesky()).Message.ShouldContain("38");
        x[37, 37] = 0;
        Should.Throw<ArgumentException>(() => Node.Constant(NdArray.FromArray<double>(x)).Inverse()).Message.ShouldContain("pivot 37");
    }

    [Test]
    public void A_matrix_that_differs_from_the_last_in_one_bit_is_another()
    {
        var x = Pivoted(20);
        var solved = Node.Constant(Array(x)).Inverse().Value;
        Node.Constant(Array(x)).Inverse().Value.ShouldBe(solved);
        x[19, 19] *= 1 + 1e-3;
        ShouldBeNear(Node.Constant(Array(x)).Inverse().Value, x.Inverse(), 1e-11);
        ShouldBeNear(Node.Constant(Array(x.SubMatrix(0, 10, 0, 10))).Inverse().Value, x.SubMatrix(0, 10, 0, 10).Inverse(), 1e-11);
    }
}
