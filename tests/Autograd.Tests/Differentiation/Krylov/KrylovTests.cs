using MathNet.Numerics.LinearAlgebra;

namespace Autograd.Tests;

/// <summary>Krylov methods against dense linear algebra.</summary>
[TestFixture]
public class KrylovTests
{
    private static readonly Parameter<double> s_w = new(NdArray.Zeros<double>([6, 5]), "w");
    private static readonly Parameter<double> s_b = new(NdArray.Zeros<double>([10]), "b");
    private static readonly Matrix<double> s_positive = Symmetric(eigenvalue: k => 0.1 + (k * k));
    private static readonly Matrix<double> s_indefinite = Symmetric(eigenvalue: k => k - 3.5);

    [Test]
    public void Conjugate_gradients_solve_as_Cholesky_does()
    {
        var right = Vectors(new Random(2));
        foreach (var damping in new[] { 0, 2.5 })
        {
            var solution = Krylov.ConjugateGradients(Times(s_positive), right, damping, tolerance: 1e-13, maxIterations: 500);
            solution.Converged.ShouldBeTrue();
            var expected = (s_positive + (damping * Matrix<double>.Build.DenseIdentity(40))).Cholesky().Solve(Flat(right));
            (Flat(solution.Solution) - expected).L2Norm().ShouldBeLessThan(1e-10 * expected.L2Norm());
        }
    }

    [Test]
    public void Conjugate_gradients_say_when_they_have_not_converged_or_it_curves_down()
    {
        var right = Vectors(new Random(2));
        var few = Krylov.ConjugateGradients(Times(s_positive), right, maxIterations: 3);
        (few.Converged, few.CurvesDown, few.Iterations).ShouldBe((false, false, 3));
        (Flat(right) - (s_positive * Flat(few.Solution))).L2Norm().ShouldBe(few.Residual, 1e-9);
        var down = Krylov.ConjugateGradients(Times(s_indefinite), right);
        (down.Converged, down.CurvesDown).ShouldBe((false, true));
        var first = Krylov.ConjugateGradients(Times(-s_positive), right);
        (first.Iterations, first.CurvesDown).ShouldBe((1, true));
        Flat(first.Solution).ShouldBe(Flat(right));
        Krylov.ConjugateGradients(Times(s_positive), right * 0).Converged.ShouldBeTrue();
    }

    [Test]
    public void Both_ends_of_the_spectrum_are_found()
    {
        foreach (var matrix in new[] { s_positive, s_indefinite })
        {
            var found = Krylov.ExtremeEigenvalues(Times(matrix), Vectors(new Random(3)), new Random(4));
            var expected = matrix.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).ToArray();
            found.Converged.ShouldBeTrue();
            found.Smallest.Value.ShouldBe(expected.Min(), 1e-8);
            found.Largest.Value.ShouldBe(expected.Max(), 1e-8);
            var vector = Flat(found.Largest.Vector);
            vector.L2Norm().ShouldBe(1, 1e-12);
            ((matrix * vector) - (found.Largest.Value * vector)).L2Norm().ShouldBeLessThan(1e-6 * expected.Max());
        }
    }

    [Test]
    public void Eigenvalues_say_when_they_have_not_converged_and_end_where_nothing_is_left()
    {
        var like = Vectors(new Random(3));
        var few = Krylov.ExtremeEigenvalues(Times(s_positive), like, new Random(4), maxIterations: 3);
        (few.Converged, few.Iterations).ShouldBe((false, 3));
        var identity = Krylov.ExtremeEigenvalues(v => 3 * v, like, new Random(4));
        (identity.Iterations, identity.Converged).ShouldBe((1, true));
        identity.Smallest.Value.ShouldBe(3, 1e-14);
        Krylov.ExtremeEigenvalues(v => 0 * v, like, new Random(4)).Largest.Value.ShouldBe(0);
    }

    [Test]
    public void The_trace_is_estimated_with_its_error()
    {
        var like = Vectors(new Random(3));
        var (trace, error) = Krylov.HutchinsonTrace(Times(s_positive), like, new Random(5), samples: 400);
        error.ShouldBeGreaterThan(0);
        Math.Abs(trace - s_positive.Trace()).ShouldBeLessThan(4 * error);
        Krylov.HutchinsonTrace(v => 3 * v, like, new Random(5), samples: 2).ShouldBe((120, 0));
    }

    [Test]
    public void The_curvature_of_a_loss_is_what_they_are_for()
    {
        // (w - 1)^2 / 2 + 2 b^2: the Newton step from 0 is 1 for each w and 0 for each b.
        var product = Derivative.HessianProduct((0.5 * (s_w - 1).Square().Sum()) + (2 * s_b.Square().Sum()), [s_w, s_b]);
        var solution = Krylov.ConjugateGradients(product.Times, -1 * product.Gradients);
        solution.Converged.ShouldBeTrue();
        solution.Solution[s_w].Value.ToArray().ShouldAllBe(step => Math.Abs(step - 1) < 1e-12);
        var ends = Krylov.ExtremeEigenvalues(product.Times, product.Gradients, new Random(1));
        ends.Smallest.Value.ShouldBe(1, 1e-10);
        ends.Largest.Value.ShouldBe(4, 1e-10);
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        var like = Vectors(new Random(3));
        Should.Throw<ArgumentOutOfRangeException>(() => Krylov.ConjugateGradients(v => v, like, damping: -1))
            .Message.ShouldContain("damping is -1");
        Should.Throw<ArgumentOutOfRangeException>(() => Krylov.ExtremeEigenvalues(v => v, like, new Random(1), maxIterations: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Krylov.HutchinsonTrace(v => v, like, new Random(1), samples: 1));
        Should.Throw<ArgumentException>(() => Krylov.ConjugateGradients(v => v, new Gradients<double>([])))
            .Message.ShouldContain("no elements");
        Should.Throw<GradientException>(() => Krylov.ConjugateGradients(v => double.NaN * v, like)).Message.ShouldContain("NaN");
    }

    private static Matrix<double> Symmetric(Func<int, double> eigenvalue)
    {
        var basis = Matrix<double>.Build.Random(40, 40, seed: 7).QR().Q;
        return basis * Matrix<double>.Build.DenseOfDiagonalArray([.. Enumerable.Range(0, 40).Select(eigenvalue)]) * basis.Transpose();
    }

    private static Gradients<double> Vectors(Random random) => By(
        Initialize.Normal<double>(s_w.Shape, random).ToArray(), Initialize.Normal<double>(s_b.Shape, random).ToArray());

    private static Gradients<double> By(double[] w, double[] b) => new(
    [
        new(s_w, new NdArray<double>(s_w.Shape, w)),
        new(s_b, new NdArray<double>(s_b.Shape, b)),
    ]);

    private static Vector<double> Flat(Gradients<double> gradients) =>
        Vector<double>.Build.Dense([.. gradients[s_w].Value.ToArray(), .. gradients[s_b].Value.ToArray()]);

    private static Func<Gradients<double>, Gradients<double>> Times(Matrix<double> matrix) => v =>
    {
        var product = (matrix * Flat(v)).ToArray();
        return By(product[..30], product[30..]);
    };
}
