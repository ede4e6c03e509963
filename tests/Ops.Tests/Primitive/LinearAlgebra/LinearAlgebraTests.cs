using System.Numerics;
using Autograd;
using static Ops.Tests.SmallMatrices;

namespace Ops.Tests;

/// <summary>Factorizations against identities that do not need them, and what happens at singular and empty matrices.</summary>
[TestFixture]
[Category("Kernels")]
public class LinearAlgebraTests
{
    private const double Nan = double.NaN;

    private static readonly int[] s_orders = [1, 2, 3, 4, 5, 8, 13, 30, 67];

    [Test]
    public void Solutions_fulfil_their_equations()
    {
        var random = new Random(11);
        foreach (var n in s_orders)
        {
            Solves<double>(n, random, 1e-12);
            Solves<float>(n, random, 1e-4);
        }
    }

    [Test]
    public void An_inverse_times_its_matrix_is_the_identity()
    {
        var random = new Random(12);
        foreach (var n in s_orders)
        {
            var x = Matrix<double>(n, random);
            ShouldBe(Product(x, x.Inverse().Value, false, false), Identity(n), 1e-11);
            ShouldBe(Product(x.Inverse(), x.Value, false, false), Identity(n), 1e-11);
        }
    }

    [Test]
    public void A_float_inverse_is_the_rounded_double_one()
    {
        // Entries are exact in float; the inverse of a 3 x 3 by its cofactors, worked in decimal.
        float[,] x = { { 1, 0.5f, 0.25f }, { 0.5f, 0.25f, 0.1875f }, { 0.25f, 0.1875f, 0.15625f } };
        var exact = InverseByCofactors(
            Node.Constant(new NdArray<double>([3, 3], [1, 0.5, 0.25, 0.5, 0.25, 0.1875, 0.25, 0.1875, 0.15625])).Value);
        Node.Constant(x).Inverse().Value.ToArray().ShouldBe(Array.ConvertAll(exact, value => (float)value));
    }

    [Test]
    public void A_cholesky_factor_is_lower_with_a_positive_diagonal_and_gives_its_matrix_back()
    {
        var random = new Random(13);
        foreach (var n in s_orders)
        {
            var root = Matrix<double>(n, random);
            var x = new NdArray<double>([n, n], Product(root, root.Value, false, true));
            var y = Node.Constant(x).Cholesky();
            ShouldBe(Product(y, y.Value, false, true), x.ToArray(), 1e-10);
            for (var i = 0; i < n; i++)
            {
                y.Value[i, i].ShouldBeGreaterThan(0);
                for (var j = i + 1; j < n; j++)
                {
                    y.Value[i, j].ShouldBe(0);
                }
            }
        }
    }

    [Test]
    public void A_triangular_solution_reads_its_triangle_only()
    {
        var lower = Node.Constant(new double[,] { { 2, Nan }, { 1, 4 } });
        var upper = Node.Constant(new double[,] { { 2, 1 }, { Nan, 4 } });
        var y = Node.Constant([2.0, 9]);

        // 2 a = 2, a + 4 b = 9; and transposed 2 a + b = 2, 4 b = 9.
        lower.TriangularSolve(y).Value.ToArray().ShouldBe([1, 2]);
        upper.TriangularSolve(y, upper: true, transposed: true).Value.ToArray().ShouldBe([1, 2]);
        lower.TriangularSolve(y, transposed: true).Value.ToArray().ShouldBe([-0.125, 2.25]);
        upper.TriangularSolve(y, upper: true).Value.ToArray().ShouldBe([-0.125, 2.25]);
    }

    [Test]
    public void The_triangle_that_is_not_read_gets_a_strong_zero()
    {
        // The square root has an infinite slope at the 0 above the diagonal. a = y0 / 2, b = (y1 - a) / 3 with y = (2, 7): a = 1, b = 2.
        var x = new Parameter<double>(new double[,] { { 4, 0 }, { 1, 9 } });
        var z = x.Sqrt().TriangularSolve(Node.Constant([2.0, 7]));
        z.Value.ToArray().ShouldBe([1, 2], 1e-15);

        // Of the sum a + b by the roots r, s, t = 2, 1, 3: da/dr = -1/2, db/dr = 1/6, db/ds = -1/3, db/dt = -2/3; and by their squares
        // over 2r, 2s, 2t.
        z.Sum().Backward()[x].Value.ToArray().ShouldBe([-1.0 / 12, 0, -1.0 / 6, -1.0 / 9], 1e-15);
    }

    [Test]
    public void A_jitter_is_added_to_the_diagonal_before_a_matrix_is_factorized()
    {
        // The kernel of two points at one place: singular. L = [a, 0; 1/a, b] with a^2 = 1 + j and b^2 = (1 + j) - 1 / (1 + j).
        const double j = 0.01;
        var x = new Parameter<double>(new double[,] { { 1, 1 }, { 1, 1 } }, "x");
        var (a, b) = (Math.Sqrt(1 + j), Math.Sqrt(1 + j - (1 / (1 + j))));
        var y = x.Cholesky(j);
        y.ToString().ShouldStartWith("Cholesky(Jitter = 0.01) (2, 2)");
        y.Value.ToArray().Zip([a, 0, 1 / a, b]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-15);

        // The gradient of ln det (X + j I) is its inverse, [1 + j, -1; -1, 1 + j] / (2 j + j^2).
        var gradient = (2 * y.Diagonal().Log().Sum()).Gradient(x).Value.ToArray();
        gradient.Zip([1 + j, -1, -1, 1 + j]).ShouldAllBe(pair => Math.Abs(pair.First - (pair.Second / (2 * j + j * j))) < 1e-11);

        // In float 1e6 + 1e-3 is 1e6; the factor is of 1e6 + 1e-3 all the same, and rounded once.
        Node.Constant(new float[,] { { 1e6f, 1e6f }, { 1e6f, 1e6f } }).Cholesky(jitter: 1e-3).Value[1, 1]
            .ShouldBe((float)Math.Sqrt(2e-3), 1e-4f);
    }

    [Test]
    public void Cholesky_takes_a_lopsided_matrix_as_its_symmetric_part()
    {
        var lopsided = new Parameter<double>(new double[,] { { 4, 3 }, { 1, 5 } });
        var y = lopsided.Cholesky();
        y.Value.ToArray().ShouldBe([2, 0, 1, 2], 1e-15);
        var gradient = y.Sum().Backward()[lopsided].Value;
        gradient[0, 1].ShouldBe(gradient[1, 0]);
    }

    [Test]
    public void Batches_agree_with_one_matrix_at_a_time()
    {
        var random = new Random(15);
        var x = Node.Constant(NdArray.Generate([2, 3, 2, 2], () => random.NextDouble() - 0.5));
        var y = Node.Constant(NdArray.Generate([3, 2, 4], random.NextDouble));
        var spd = x.MatMul(x, transposeY: true) + Node.Constant(new NdArray<double>([2, 2], Identity(2)));
        var direction = Node.Constant(NdArray.Generate([2, 3, 2, 2], random.NextDouble));
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var one = Part(x, i, j);
                var right = y.Gather([j]).Reshape([2, 4]);
                Part(x.Solve(y), i, j).Span.ToArray().ShouldBe(one.Solve(right).Span.ToArray());
                Part(x.Solve(y, transposed: true), i, j).Span.ToArray().ShouldBe(one.Solve(right, transposed: true).Span.ToArray());
                Part(x.TriangularSolve(y, upper: true), i, j).Span.ToArray()
                    .ShouldBe(one.TriangularSolve(right, upper: true).Span.ToArray());
                Part(x.Inverse(), i, j).Span.ToArray().ShouldBe(one.Inverse().Span.ToArray());
                Part(spd.Cholesky(), i, j).Span.ToArray().ShouldBe(Part(spd, i, j).Cholesky().Span.ToArray());
                Part(new CofactorsAlong().Apply(x, direction), i, j).Span.ToArray()
                    .ShouldBe(new CofactorsAlong().Apply(one, Part(direction, i, j)).Span.ToArray());
                x.Determinant().Value[i, j].ShouldBe(one.Determinant().Scalar);
                x.LogDeterminant().Value[i, j].ShouldBe(one.LogDeterminant().Scalar);
            }
        }

        static Node<double> Part(Node<double> all, int i, int j) =>
            all.Gather([i]).Gather([j], axis: 1).Reshape(new Shape(all.Shape.Lengths[2..]));
    }

    [Test]
    public void Right_sides_are_vectors_or_matrices_and_leading_axes_broadcast()
    {
        Shapes([3, 3], [3]).ShouldBe([3]);
        Shapes([3, 3], [3, 2]).ShouldBe([3, 2]);
        Shapes([5, 3, 3], [3]).ShouldBe([5, 3]);
        Shapes([5, 3, 3], [3, 2]).ShouldBe([5, 3, 2]);
        Shapes([3, 3], [5, 3, 2]).ShouldBe([5, 3, 2]);
        Shapes([4, 1, 3, 3], [5, 3, 2]).ShouldBe([4, 5, 3, 2]);
        Shapes([3, 3], [3, 0]).ShouldBe([3, 0]);
        Shapes([0, 3, 3], [3]).ShouldBe([0, 3]);

        static Shape Shapes(Shape x, Shape y)
        {
            var n = x[^1];
            var matrices = Node.Constant(new NdArray<double>([n, n], Identity(n))).BroadcastTo(x);
            var right = Node.Constant(NdArray.Ones<double>(y));
            var shape = matrices.Solve(right).Shape;
            matrices.TriangularSolve(right).Shape.ShouldBe(shape);
            return shape;
        }
    }

    [Test]
    public void Matrices_of_order_0_have_determinant_1()
    {
        var empty = new Parameter<double>(NdArray.Zeros<double>([0, 0]));
        empty.Determinant().Scalar.ShouldBe(1);
        empty.LogDeterminant().Scalar.ShouldBe(0);
        empty.Inverse().Shape.ShouldBe([0, 0]);
        empty.Cholesky().Shape.ShouldBe([0, 0]);
        empty.Solve(Node.Constant(NdArray.Zeros<double>([0, 3]))).Shape.ShouldBe([0, 3]);
        empty.TriangularSolve(Node.Constant(NdArray.Zeros<double>([0]))).Shape.ShouldBe([0]);
        (empty.Determinant() + empty.LogDeterminant()).Backward()[empty].Shape.ShouldBe([0, 0]);
        (empty.Inverse().Sum() + empty.Cholesky().Sum()).Backward()[empty].Shape.ShouldBe([0, 0]);
        new Parameter<double>(NdArray.Zeros<double>([4, 0, 0])).Determinant().Value.ToArray().ShouldBe([1, 1, 1, 1]);
        new Parameter<double>(NdArray.Zeros<double>([0, 2, 2])).Determinant().Shape.ShouldBe([0]);
    }

    [Test]
    public void Nan_passes_through()
    {
        var x = Node.Constant(new[,] { { 4, 1 }, { 1, Nan } });
        x.Determinant().Scalar.ShouldBe(Nan);
        x.LogDeterminant().Scalar.ShouldBe(Nan);
        x.Inverse().Value.ToArray().ShouldContain(Nan);
        x.Solve(Node.Constant([1.0, 2])).Value.ToArray().ShouldContain(Nan);
        x.TriangularSolve(Node.Constant([1.0, 2])).Value.ToArray().ShouldBe([0.25, Nan]);
        x.Cholesky().Value.ToArray().ShouldBe([Nan, 0, Nan, Nan]);
        new Cofactors().Apply(x).Value.ToArray().ShouldBe([Nan, Nan, Nan, Nan]);
        new CofactorsAlong().Apply(x, x).Value.ToArray().ShouldBe([Nan, Nan, Nan, Nan]);
    }

    private static void Solves<T>(int n, Random random, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Matrix<T>(n, random);
        var y = Initialize.Normal<T>([n, 3], random);
        foreach (var transposed in new[] { false, true })
        {
            ShouldBe(Product(x, x.Solve(Node.Constant(y), transposed).Value, transposed, false), Doubles(y), tolerance);
            foreach (var upper in new[] { false, true })
            {
                var rows = x.Value.ToRows()
                    .Select((row, i) => row.Select((element, j) => upper == (j > i) || i == j ? element : T.Zero).ToArray());
                var triangle = NdArray.FromRows<T>([.. rows]);
                var solution = x.TriangularSolve(Node.Constant(y), upper, transposed).Value;
                ShouldBe(Product(Node.Constant(triangle), solution, transposed, false), Doubles(y), tolerance);
            }
        }
    }

    private static void ShouldBe(double[] actual, double[] expected, double tolerance) => actual.ShouldBe(expected, tolerance);
}
