using Autograd;

namespace Ops.Tests;

/// <summary>Matrices without an answer, and subscripts that are not well formed, are refused in words.</summary>
[TestFixture]
public class LinearAlgebraBadInputTests
{
    private static readonly Node<double> s_singular = Node.Constant(new double[,] { { 1, 2 }, { 2, 4 } });

    [Test]
    public void Matrices_that_are_not_square_are_named()
    {
        foreach (var (name, function) in new (string, Func<Node<double>, Node<double>>)[]
        {
            ("Inverse", x => x.Inverse()), ("Determinant", x => x.Determinant()), ("LogDeterminant", x => x.LogDeterminant()),
            ("Cholesky", x => x.Cholesky()),
            ("Solve", x => x.Solve(Ones(2))), ("TriangularSolve", x => x.TriangularSolve(Ones(2))), ("Solve", x => x.Solve(Ones(2, 2))),
            ("Cofactors", x => new Cofactors().Apply(x)), ("CofactorsAlong", x => new CofactorsAlong().Apply(x, x)),
        })
        {
            Should.Throw<ShapeException>(() => function(Ones(2, 3))).Message
                .ShouldStartWith($"{name}: x has shape (2, 3); it must be a square matrix (n, n)");
            Should.Throw<ShapeException>(() => function(Ones(2))).Message
                .ShouldStartWith($"{name}: x has shape (2); it must be a square matrix (n, n)");
            Should.Throw<ShapeException>(() => function(Ones())).Message
                .ShouldStartWith($"{name}: x has shape (); it must be a square matrix (n, n)");
        }
    }

    [Test]
    public void A_singular_matrix_is_refused_with_its_pivot()
    {
        Should.Throw<ArgumentException>(() => s_singular.Inverse()).Message
            .ShouldStartWith("Inverse: the matrix x of shape (2, 2) is singular: in its LU factorization, pivot 1 is 0. "
                + "Leave out the rows or columns that depend on others");
        Should.Throw<ArgumentException>(() => s_singular.Solve(Ones(2))).Message
            .ShouldStartWith("Solve: the matrix x of shape (2, 2) is singular: in its LU factorization, pivot 1 is 0.");
        Should.Throw<ArgumentException>(() => s_singular.Solve(Ones(2), transposed: true)).Message.ShouldContain("pivot 1 is 0");
        Should.Throw<ArgumentException>(() => Node.Constant(NdArray.Zeros<float>([3, 3])).Inverse()).Message.ShouldContain("pivot 0 is 0");

        var batch = Node.Constant(new NdArray<double>([2, 2, 2], [1, 0, 0, 1, 1, 2, 2, 4]));
        Should.Throw<ArgumentException>(() => batch.Inverse()).Message
            .ShouldContain("matrix 1 of the batch x of shape (2, 2, 2) is singular");
        Should.Throw<ArgumentException>(() => batch.Solve(Ones(2))).Message
            .ShouldContain("matrix 1 of the batch x of shape (2, 2, 2) is singular");
    }

    [Test]
    public void A_triangular_matrix_with_0_on_its_diagonal_is_refused()
    {
        var x = Node.Constant(new double[,] { { 1, 2 }, { 2, 0 } });
        Should.Throw<ArgumentException>(() => x.TriangularSolve(Ones(2))).Message
            .ShouldStartWith("TriangularSolve: the matrix x of shape (2, 2) is singular: on its diagonal, element 1 is 0.");
        Should.Throw<ArgumentException>(() => x.TriangularSolve(Ones(2), upper: true, transposed: true)).Message
            .ShouldContain("element 1 is 0");
    }

    [Test]
    public void A_matrix_that_is_not_positive_definite_is_refused_with_its_leading_minor()
    {
        Should.Throw<ArgumentException>(() => Node.Constant(new double[,] { { 1, 2 }, { 2, 1 } }).Cholesky()).Message
            .ShouldStartWith("Cholesky: the matrix x of shape (2, 2) is not positive definite: "
                + "its leading 2 x 2 minor is not positive. Check");
        Should.Throw<ArgumentException>(() => Node.Constant(new double[,] { { -1 } }).Cholesky()).Message
            .ShouldContain("leading 1 x 1 minor");
        Should.Throw<ArgumentException>(() => Node.Constant(new double[,] { { 0, 0 }, { 0, 1 } }).Cholesky()).Message
            .ShouldContain("leading 1 x 1 minor");
        Should.Throw<ArgumentException>(() => s_singular.Cholesky()).Message.ShouldContain("leading 2 x 2 minor");
        for (var bad = 0; bad < 6; bad++)
        {
            var diagonal = new double[6, 6];
            for (var i = 0; i < 6; i++)
            {
                diagonal[i, i] = i < bad ? 1 : i == bad ? -1 : 2;
            }

            Should.Throw<ArgumentException>(() => Node.Constant(diagonal).Cholesky()).Message
                .ShouldContain($"leading {bad + 1} x {bad + 1} minor");
        }

        var batch = Node.Constant(new NdArray<double>([2, 1, 1], [1, -1]));
        Should.Throw<ArgumentException>(() => batch.Cholesky()).Message.ShouldContain("matrix 1 of the batch x of shape (2, 1, 1)");
    }

    [Test]
    public void A_matrix_that_is_not_positive_definite_has_an_exception_of_its_own()
    {
        // The second of three, 3 x 3: the leading minors are 1, -3, ...
        var batch = NdArray.Zeros<double>([3, 3, 3]).ToArray();
        for (var i = 0; i < 27; i += 9)
        {
            (batch[i], batch[i + 4], batch[i + 8]) = (1, 1, 1);
        }

        (batch[10], batch[12]) = (2, 2);
        var x = new Parameter<double>(new NdArray<double>([3, 3, 3], batch), "x");
        var refusal = Should.Throw<NotPositiveDefiniteException>(() => x.Cholesky());
        (refusal.Matrix, refusal.Minor, refusal.Order).ShouldBe((1, 2, 3));
        refusal.Message.ShouldContain("add a small multiple of the identity (jitter: 1e-6)");

        // What stands on it passes it on: a log-determinant, a Gaussian, a solution.
        Should.Throw<NotPositiveDefiniteException>(() => 2 * x.Cholesky().Diagonal().Log().Sum(-1));
        Should.Throw<NotPositiveDefiniteException>(
            () => new MultivariateNormalDistribution<double>(Node.Constant(new double[3]), x[1].Cholesky()));
        Should.Throw<NotPositiveDefiniteException>(() => x[1].Cholesky().TriangularSolve(Ones(3, 1)));

        // The eigenvalues are 3, 1 and -1.
        Should.Throw<NotPositiveDefiniteException>(() => x.Cholesky(jitter: 0.5)).Message
            .ShouldStartWith("Cholesky: matrix 1 of the batch x of shape (3, 3, 3), with 0.5 added to its diagonal, is not positive");
        x.Cholesky(jitter: 1.5).Shape.ShouldBe([3, 3, 3]);
        foreach (var jitter in new[] { -1e-9, double.NaN, double.PositiveInfinity })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => x.Cholesky(jitter)).Message
                .ShouldStartWith($"Cholesky: the jitter is {jitter}; ");
            Should.Throw<ArgumentOutOfRangeException>(() => new Cholesky(jitter));
        }
    }

    [Test]
    public void Right_sides_that_do_not_fit_are_named()
    {
        foreach (var (name, solve) in new (string, Func<Node<double>, Node<double>, Node<double>>)[] { ("Solve", (x, y) => x.Solve(y)),
            ("TriangularSolve", (x, y) => x.TriangularSolve(y)) })
        {
            Should.Throw<ShapeException>(() => solve(Ones(3, 3), Ones(2))).Message
                .ShouldStartWith($"{name}: x has shape (3, 3) and y has shape (2); y must have 3 rows");
            Should.Throw<ShapeException>(() => solve(Ones(3, 3), Ones(2, 3))).Message
                .ShouldStartWith($"{name}: x has shape (3, 3) and y has shape (2, 3); y must have 3 rows");
            Should.Throw<ShapeException>(() => solve(Ones(3, 3), Ones())).Message
                .ShouldStartWith($"{name}: x has shape (3, 3) and y has shape (); y must have 3 rows");
            Should.Throw<ShapeException>(() => solve(Ones(2, 3, 3), Ones(5, 3, 1))).Message.ShouldContain($"{name}, leading axes");
            Should.Throw<ArgumentNullException>(() => solve(Ones(3, 3), null!));
        }

        Should.Throw<ShapeException>(() => new Solve().Apply(Ones(3, 3))).Message
            .ShouldContain("Solve: takes two inputs, x and y, but got 1");
        Should.Throw<ShapeException>(() => new CofactorsAlong().Apply(Ones(3, 3), Ones(2, 2))).Message
            .ShouldContain("CofactorsAlong: x has shape (3, 3) and y has shape (2, 2)");
    }

    [Test]
    public void Products_that_do_not_fit_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(3).Dot(Ones(3, 1))).Message
            .ShouldContain("Dot: x has shape (3) and y has shape (3, 1); they must be the same");
        Should.Throw<ShapeException>(() => Ones(3, 1).Outer(Ones(3))).Message
            .ShouldContain("Outer: x has shape (3, 1) and y has shape (3); both must be vectors");
        Should.Throw<ShapeException>(() => Ones(3).Outer(Ones())).Message.ShouldContain("both must be vectors");
        Should.Throw<ShapeException>(() => Ones(3).MatMul(Ones(3, 2), transposeX: true)).Message
            .ShouldContain("a vector has nothing to transpose. Leave transposeX out");
        Should.Throw<ShapeException>(() => Ones(2, 3).MatMul(Ones(3), transposeY: true)).Message
            .ShouldContain("a vector has nothing to transpose. Leave transposeY out");
        Should.Throw<ShapeException>(() => Ones(3, 4).MatMul(Ones(5, 4), transposeX: true)).Message
            .ShouldContain("MatMul: x has shape (3, 4) (transposed) and y has shape (5, 4)");
        Should.Throw<ShapeException>(() => Ones(2, 3, 4).MatMul(Ones(4), transposeX: true)).Message
            .ShouldContain("the second last axis of x, 3, must be as long as the last axis of y, 4");
    }

    [TestCase("ij,jk->i?", 8, "'?' is not a letter")]
    [TestCase("ij,j k->i1", 9, "'1' is not a letter")]
    [TestCase("..ij,jk", 0, "'.' is not a letter")]
    [TestCase("ij-jk", 2, "'-' is not a letter")]
    [TestCase("ij,jk->ik->", 9, "a second '->'")]
    [TestCase("ij,jk->i,k", 8, "a ',' after the '->'")]
    [TestCase("ij,jk,kl->il", 5, "a ',', so more terms than operands; give 2")]
    [TestCase("ij->ij", 2, "only 1 of 2 terms")]
    [TestCase("ij", 2, "only 1 of 2 terms")]
    [TestCase("", 0, "only 1 of 2 terms")]
    [TestCase("ij,jk->im", 8, "the result has 'm', which no operand has")]
    [TestCase("ij,jk->iki", 9, "the result has 'i' twice")]
    public void Subscripts_that_are_not_well_formed_are_pointed_at(string subscripts, int position, string problem) =>
        Should.Throw<ArgumentException>(() => Ones(2, 2).Einsum(subscripts, Ones(2, 2))).Message
            .ShouldContain($"Einsum: subscripts \"{subscripts}\", position {position}: {problem}");

    [Test]
    public void Subscripts_that_do_not_fit_the_shapes_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(2, 3).Einsum("ijk->i")).Message
            .ShouldContain("Einsum: subscripts \"ijk->i\": the term \"ijk\" has 3 letters, and x has shape (2, 3) with 2 axes");
        Should.Throw<ShapeException>(() => Ones(2, 3).Einsum("ij,j->i", Ones(3, 1))).Message
            .ShouldContain("the term \"j\" has 1 letters, and y has shape (3, 1)");
        Should.Throw<ShapeException>(() => Ones(2, 3).Einsum("ij,jk->ik", Ones(4, 5))).Message
            .ShouldContain("'j' stands for length 3 before, and for 4, axis 0 of y of shape (4, 5)");
        Should.Throw<ShapeException>(() => Ones(2, 3).Einsum("ii->i")).Message
            .ShouldContain("'i' stands for length 2 before, and for 3, axis 1 of x");
        Should.Throw<ArgumentException>(() => Ones(2).Einsum("i,i->")).Message
            .ShouldContain("position 1: a ',', so more terms than operands; give 1");
        Should.Throw<ArgumentNullException>(() => Ones(2).Einsum(null!));
        Should.Throw<ArgumentNullException>(() => Ones(2).Einsum("i,i->", null!));
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
