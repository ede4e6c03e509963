using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Factorizations against identities that do not need them, and what happens at singular and empty matrices.</summary>
[TestFixture]
public class LinearAlgebraTests
{
    private const double Nan = double.NaN;

    private static readonly int[] s_orders = [1, 2, 3, 4, 5, 8, 13, 30];

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
        var exact = InverseByCofactors(Node.Constant(new NdArray<double>([3, 3], [1, 0.5, 0.25, 0.5, 0.25, 0.1875, 0.25, 0.1875, 0.15625])).Value);
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
                y[i, i].ShouldBeGreaterThan(0);
                for (var j = i + 1; j < n; j++)
                {
                    y[i, j].ShouldBe(0);
                }
            }
        }
    }

    [Test]
    public void Determinants_agree_with_the_expansion_by_cofactors()
    {
        var random = new Random(14);
        for (var n = 0; n <= 4; n++)
        {
            for (var repeat = 0; repeat < 20; repeat++)
            {
                var x = Initialize.Normal<double>([n, n], random);
                var expected = Expansion(x);
                Node.Constant(x).Determinant().Scalar.ShouldBe(expected, 1e-13);
                Node.Constant(x).LogDeterminant().Scalar.ShouldBe(Math.Log(Math.Abs(expected)), 1e-11);
                ShouldBe(new Cofactors().Apply(Node.Constant(x)).Value.ToArray(), CofactorsByExpansion(x), 1e-12);
            }
        }
    }

    [Test]
    public void Determinants_do_not_overflow_on_the_way()
    {
        Diagonal(1e200, 1e200, 1e-300, -1).Determinant().Scalar.ShouldBe(-1e100, 1e87);
        Diagonal(1e-200, 1e-200, 1e300, 1e300).Determinant().Scalar.ShouldBe(1e200, 1e187);
        Diagonal(1e200, 1e200).LogDeterminant().Scalar.ShouldBe(400 * Math.Log(10), 1e-11);
        Diagonal(1e-320, 1e-320).LogDeterminant().Scalar.ShouldBe(2 * Math.Log(1e-320), 1e-11);
        Diagonal([.. Enumerable.Repeat(0.5, 100), 4]).LogDeterminant().Scalar.ShouldBe(-98 * Math.Log(2), 1e-12);

        // A determinant near 1 keeps the digits of its logarithm: (1 + 2^-40) 256 / 256.
        Diagonal(1 + Math.Pow(2, -40), 256, 1.0 / 256).LogDeterminant().Scalar.ShouldBe(Math.Pow(2, -40), 1e-24);
        new Cofactors().Apply(Diagonal(1e200, 1e200)).Value.ToArray().ShouldBe([1e200, 0, 0, 1e200], 1e187);
    }

    [Test]
    public void The_determinant_of_a_singular_matrix_has_its_cofactors_as_gradient()
    {
        foreach (var x in new NdArray<double>[]
        {
            new double[,] { { 1, 2 }, { 2, 4 } },
            new double[,] { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } },
            new double[,] { { 1, 2, 3 }, { 2, 4, 6 }, { 1, 0, 1 } },
            new double[,] { { 1, 2, 3 }, { 2, 4, 6 }, { 3, 6, 9 } },
            new double[,] { { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 } },
            new double[,] { { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 }, { 0, 0, 0, 0 } },
            new double[,] { { 0 } },
        })
        {
            var parameter = new Parameter<double>(x);
            var y = parameter.Determinant();
            y.Scalar.ShouldBe(0, 1e-14);
            ShouldBe(y.Backward()[parameter].Value.ToArray(), CofactorsByExpansion(x), 1e-13);
        }

        // det = a d - b c: the second derivatives are 1 and -1 everywhere, at a matrix of zeros too.
        var zero = new Parameter<double>(NdArray.Zeros<double>([2, 2]));
        var along = (zero.Determinant().Gradient(zero, differentiable: true) * Node.Constant(new double[,] { { 1, 2 }, { 3, 4 } })).Sum();
        ShouldBe(along.Gradient(zero).Value.ToArray(), [4, -3, -2, 1], 1e-14);
    }

    [Test]
    public void The_third_derivative_of_the_determinant_is_there_too_and_at_a_singular_matrix_refused()
    {
        // det of a diagonal matrix is x y z: the third derivative by all three is 1.
        ThirdDerivative([2, 3, 5]).ShouldBe(1, 1e-13);
        Should.Throw<ArgumentException>(() => ThirdDerivative([0, 3, 5])).Message.ShouldContain("Inverse: the matrix x of shape (3, 3) is singular");

        static double ThirdDerivative(double[] diagonal)
        {
            var x = new Parameter<double>(diagonal);
            var matrix = x.Reshape([3, 1]) * Node.Constant(new NdArray<double>([3, 3], Identity(3)));
            var first = matrix.Determinant().Gradient(x, differentiable: true).Gather([0]).Sum();
            var second = first.Gradient(x, differentiable: true).Gather([1]).Sum();
            return second.Gradient(x)[2];
        }
    }

    [Test]
    public void The_log_determinant_of_a_singular_matrix_is_minus_infinity()
    {
        var x = new Parameter<double>(new double[,] { { 1, 2 }, { 2, 4 } });
        var y = x.LogDeterminant();
        y.Scalar.ShouldBe(double.NegativeInfinity);
        Should.Throw<ArgumentException>(() => y.Backward()).Message.ShouldContain("LogDeterminant, gradient: the matrix x of shape (2, 2) is singular");
        Node.Constant(new double[,] { { 0, 1 }, { -3, 0 } }).LogDeterminant().Scalar.ShouldBe(Math.Log(3), 1e-15);
        Node.Constant(new double[,] { { 0, 1 }, { 3, 0 } }).Determinant().Scalar.ShouldBe(-3, 1e-15);
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

        // Of the sum a + b by the roots r, s, t = 2, 1, 3: da/dr = -1/2, db/dr = 1/6, db/ds = -1/3, db/dt = -2/3; and by their squares over 2r, 2s, 2t.
        z.Sum().Backward()[x].Value.ToArray().ShouldBe([-1.0 / 12, 0, -1.0 / 6, -1.0 / 9], 1e-15);
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
                Part(x.TriangularSolve(y, upper: true), i, j).Span.ToArray().ShouldBe(one.TriangularSolve(right, upper: true).Span.ToArray());
                Part(x.Inverse(), i, j).Span.ToArray().ShouldBe(one.Inverse().Span.ToArray());
                Part(spd.Cholesky(), i, j).Span.ToArray().ShouldBe(Part(spd, i, j).Cholesky().Span.ToArray());
                Part(new CofactorsAlong().Apply(x, direction), i, j).Span.ToArray().ShouldBe(new CofactorsAlong().Apply(one, Part(direction, i, j)).Span.ToArray());
                x.Determinant()[i, j].ShouldBe(one.Determinant().Scalar);
                x.LogDeterminant()[i, j].ShouldBe(one.LogDeterminant().Scalar);
            }
        }

        static Node<double> Part(Node<double> all, int i, int j) => all.Gather([i]).Gather([j], axis: 1).Reshape(new Shape(all.Shape.Lengths[2..]));
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

    [Test]
    public void Transposed_factors_agree_with_transposing()
    {
        var random = new Random(16);
        foreach (var (x, y) in new (Shape, Shape)[] { ([4, 3], [4, 5]), ([2, 4, 3], [2, 4, 5]), ([2, 4, 3], [4, 5]), ([4, 3], [2, 4, 5]), ([2, 4, 3], [4]), ([4], [2, 4, 5]) })
        {
            var left = Node.Constant(Initialize.Normal<double>(x, random));
            var right = Node.Constant(Initialize.Normal<double>(y, random));
            var expected = (x.Rank > 1 ? Swapped(left) : left).MatMul(right);
            left.MatMul(right, transposeX: x.Rank > 1).Value.ToArray().ShouldBe(expected.Value.ToArray(), 1e-14);
            left.MatMul(right, transposeX: x.Rank > 1).Shape.ShouldBe(expected.Shape);
            var swapped = y.Rank > 1 ? Swapped(right) : right;
            left.MatMul(swapped, transposeX: x.Rank > 1, transposeY: y.Rank > 1).Value.ToArray().ShouldBe(expected.Value.ToArray(), 1e-14);
            left.MatMul(swapped, transposeX: x.Rank > 1, transposeY: y.Rank > 1).Shape.ShouldBe(expected.Shape);
        }

        static Node<double> Swapped(Node<double> x) => x.Shape.Rank == 2 ? x.Transpose() : x.Transpose(0, 2, 1);
    }

    [Test]
    public void Dot_and_outer_products_are_those_of_the_elements()
    {
        var (x, y) = (Node.Constant([1.0, 2, 3]), Node.Constant([4.0, 5, 6]));
        x.Dot(y).Scalar.ShouldBe(32);
        x.Reshape([3, 1]).Dot(y.Reshape([3, 1])).Scalar.ShouldBe(32);
        x.Outer(Node.Constant([10.0, 100])).Value.ToArray().ShouldBe([10, 100, 20, 200, 30, 300]);
        Node.Constant(Array.Empty<double>()).Dot(Node.Constant(Array.Empty<double>())).Scalar.ShouldBe(0);
        x.Outer(Node.Constant(Array.Empty<double>())).Shape.ShouldBe([3, 0]);
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
                var rows = x.Value.ToRows().Select((row, i) => row.Select((element, j) => upper == (j > i) || i == j ? element : T.Zero).ToArray());
                var triangle = NdArray.FromRows<T>([.. rows]);
                ShouldBe(Product(Node.Constant(triangle), x.TriangularSolve(Node.Constant(y), upper, transposed).Value, transposed, false), Doubles(y), tolerance);
            }
        }
    }

    // Random, with a heavy diagonal so that it is not close to singular.
    private static Node<T> Matrix<T>(int n, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var next = 0;
        return Node.Constant(NdArray.Generate<T>([n, n], () => T.CreateChecked((next++ % (n + 1) == 0 ? n : 0) + (2 * random.NextDouble()) - 1)));
    }

    private static Node<double> Diagonal(params double[] diagonal)
    {
        var n = diagonal.Length;
        var next = 0;
        return Node.Constant(NdArray.Generate<double>([n, n], () => next++ % (n + 1) == 0 ? diagonal[(next - 1) / (n + 1)] : 0));
    }

    private static double[] Identity(int n) => [.. Enumerable.Range(0, n * n).Select(i => i % (n + 1) == 0 ? 1.0 : 0)];

    private static double[] Doubles<T>(NdArray<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(x.ToArray(), double.CreateChecked);

    // By the definition, in double.
    private static double[] Product<T>(Node<T> x, NdArray<T> y, bool transposeX, bool transposeY)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, k, n) = (x.Shape[0], x.Shape[1], transposeY ? y.Shape[0] : y.Shape[1]);
        var result = new double[m * n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var p = 0; p < k; p++)
                {
                    result[(i * n) + j] += double.CreateChecked(transposeX ? x[p, i] : x[i, p]) * double.CreateChecked(transposeY ? y[j, p] : y[p, j]);
                }
            }
        }

        return result;
    }

    private static double Expansion(NdArray<double> x)
    {
        if (x.Shape[0] == 0)
        {
            return 1;
        }

        var sum = 0.0;
        for (var j = 0; j < x.Shape[0]; j++)
        {
            sum += (j % 2 == 0 ? 1 : -1) * x[0, j] * Expansion(Minor(x, 0, j));
        }

        return sum;
    }

    private static double[] CofactorsByExpansion(NdArray<double> x) => [..
        from i in Enumerable.Range(0, x.Shape[0])
        from j in Enumerable.Range(0, x.Shape[0])
        select ((i + j) % 2 == 0 ? 1 : -1) * Expansion(Minor(x, i, j))];

    private static double[] InverseByCofactors(NdArray<double> x)
    {
        var cofactors = CofactorsByExpansion(x);
        var n = x.Shape[0];
        return [.. Enumerable.Range(0, n * n).Select(i => cofactors[(i % n * n) + (i / n)] / Expansion(x))];
    }

    private static NdArray<double> Minor(NdArray<double> x, int row, int column)
    {
        var n = x.Shape[0];
        return new NdArray<double>([n - 1, n - 1], [.. Enumerable.Range(0, n * n).Where(i => i / n != row && i % n != column).Select(i => x[i / n, i % n])]);
    }

    private static void ShouldBe(double[] actual, double[] expected, double tolerance) => actual.ShouldBe(expected, tolerance);
}
