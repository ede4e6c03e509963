using Autograd;
using static Ops.Tests.SmallMatrices;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class DeterminantTests
{
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
        Should.Throw<ArgumentException>(() => ThirdDerivative([0, 3, 5])).Message
            .ShouldContain("Inverse: the matrix x of shape (3, 3) is singular");

        static double ThirdDerivative(double[] diagonal)
        {
            var x = new Parameter<double>(diagonal);
            var matrix = x.Reshape([3, 1]) * Node.Constant(new NdArray<double>([3, 3], Identity(3)));
            var first = matrix.Determinant().Gradient(x, differentiable: true).Gather([0]).Sum();
            var second = first.Gradient(x, differentiable: true).Gather([1]).Sum();
            return second.Gradient(x).Value[2];
        }
    }

    [Test]
    public void The_log_determinant_of_a_singular_matrix_is_minus_infinity()
    {
        var x = new Parameter<double>(new double[,] { { 1, 2 }, { 2, 4 } });
        var y = x.LogDeterminant();
        y.Scalar.ShouldBe(double.NegativeInfinity);
        Should.Throw<ArgumentException>(() => y.Backward()).Message
            .ShouldContain("LogDeterminant, gradient: the matrix x of shape (2, 2) is singular");
        Node.Constant(new double[,] { { 0, 1 }, { -3, 0 } }).LogDeterminant().Scalar.ShouldBe(Math.Log(3), 1e-15);
        Node.Constant(new double[,] { { 0, 1 }, { 3, 0 } }).Determinant().Scalar.ShouldBe(-3, 1e-15);
    }

    private static void ShouldBe(double[] actual, double[] expected, double tolerance) => actual.ShouldBe(expected, tolerance);
}
