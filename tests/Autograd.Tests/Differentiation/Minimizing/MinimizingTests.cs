using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Autograd.Tests;

/// <summary>MathNet's minimizers on node functions, with exact derivatives.</summary>
[TestFixture]
public class MinimizingTests
{
    private static IEnumerable<IUnconstrainedMinimizer> Minimizers =>
    [
        new BfgsMinimizer(1e-10, 1e-12, 1e-12, 1000),
        new LimitedMemoryBfgsMinimizer(1e-10, 1e-12, 1e-12, 10, 1000),
        new NewtonMinimizer(1e-10, 100),
    ];

    [TestCaseSource(nameof(Minimizers))]
    public void Every_minimizer_finds_the_minimum_of_Rosenbrock(IUnconstrainedMinimizer minimizer)
    {
        var (x, y) = (new Parameter<double>(-1.2, "x"), new Parameter<double>(1, "y"));
        var result = new NodeObjective(() => Rosenbrock(x, y), [x, y]).Minimize(minimizer, 1e-6).ShouldConverge();
        x.Value.Scalar.ShouldBe(1, 1e-6);
        y.Value.Scalar.ShouldBe(1, 1e-6);
        result.Value.ShouldBe(0, 1e-10);
        result.Evaluations.ShouldBeGreaterThan(5);
    }

    [Test]
    public void Value_gradient_and_Hessian_are_exact_and_packed_in_order()
    {
        var w = new Parameter<double>(new double[,] { { 1, 2 }, { 3, 4 } }, "w");
        var b = new Parameter<double>(new[] { 5.0 }, "b");
        var objective = new NodeObjective(() => (w.Square() * b).Sum(), [w, b]);
        objective.Start.ToArray().ShouldBe([1, 2, 3, 4, 5]);
        objective.EvaluateAt(Vector<double>.Build.Dense([1, 0, 2, 0, 3]));
        objective.Value.ShouldBe(15);
        objective.Gradient.ToArray().ShouldBe([6, 0, 12, 0, 5]);
        objective.Hessian.ToRowMajorArray().ShouldBe([6, 0, 0, 0, 2, 0, 6, 0, 0, 0, 0, 0, 6, 0, 4, 0, 0, 0, 6, 0, 2, 0, 4, 0, 0]);
        w.Value.ToArray().ShouldBe([1, 0, 2, 0]);
        objective.Gradient.ShouldNotBeSameAs(objective.Gradient);
    }

    [Test]
    public void A_copy_keeps_its_point_while_others_move_on()
    {
        var x = new Parameter<double>(1, "x");
        IObjectiveFunction first = new NodeObjective(() => x.Square().Square(), [x]);
        first.EvaluateAt(Vector<double>.Build.Dense([1]));
        var fork = first.Fork();
        first.EvaluateAt(Vector<double>.Build.Dense([2]));
        (fork.Point[0], fork.Value, fork.Gradient[0], fork.Hessian[0, 0]).ShouldBe((1, 1, 4, 12));
        (first.Point[0], first.Value, first.Gradient[0], first.Hessian[0, 0]).ShouldBe((2, 16, 32, 48));
        Should.Throw<InvalidOperationException>(() => first.CreateNew().Gradient).Message.ShouldContain("EvaluateAt");
    }

    [Test]
    public void A_minimizer_that_runs_out_of_iterations_has_not_converged()
    {
        IUnconstrainedMinimizer[] minimizers =
        [
            new BfgsMinimizer(1e-10, 1e-12, 1e-12, 4),
            new LimitedMemoryBfgsMinimizer(1e-10, 1e-12, 1e-12, 10, 4),
            new NewtonMinimizer(1e-10, 2),
        ];
        foreach (var minimizer in minimizers)
        {
            var (x, y) = (new Parameter<double>(-1.2, "x"), new Parameter<double>(1, "y"));
            var result = new NodeObjective(() => Rosenbrock(x, y), [x, y]).Minimize(minimizer);
            result.Converged.ShouldBeFalse();
            result.ToString().ShouldStartWith("NOT CONVERGED");
            Should.Throw<InvalidOperationException>(result.ShouldConverge);
            Rosenbrock(x, y).Scalar.ShouldBe(result.Value);
            result.Value.ShouldBeLessThan(24.2);
        }
    }

    [TestCaseSource(nameof(Minimizers))]
    public void What_cannot_be_minimized_says_so_and_leaves_a_finite_point(IUnconstrainedMinimizer minimizer)
    {
        // Steps that leave the domain, a function without a minimum, and one that is NaN from the start.
        var x = new Parameter<double>(5, "x");
        var result = new NodeObjective(() => x - x.Log(), [x]).Minimize(minimizer, 1e-6);
        double.IsFinite(x.Value.Scalar).ShouldBeTrue();
        result.Converged.ShouldBe(Math.Abs(x.Value.Scalar - 1) < 1e-5, result.ToString());
        x.Update(5.0);
        new NodeObjective(() => -x, [x]).Minimize(minimizer).Converged.ShouldBeFalse();
        x.Update(-1.0);
        new NodeObjective(() => x.Log(), [x]).Minimize(minimizer).Converged.ShouldBeFalse();
    }

    [Test]
    public void A_minimizer_with_bounds_takes_the_objective_as_it_is()
    {
        var (x, y) = (new Parameter<double>(-1.2, "x"), new Parameter<double>(0.4, "y"));
        var objective = new NodeObjective(() => Rosenbrock(x, y), [x, y]);
        var bounds = Vector<double>.Build.Dense([-2.0, -2.0]);
        var result = new BfgsBMinimizer(1e-8, 1e-10, 1e-10, 1000)
            .FindMinimum(objective, bounds, Vector<double>.Build.Dense([2.0, 0.5]), objective.Start);
        objective.EvaluateAt(result.MinimizingPoint);

        // On the bound y = 1/2 the minimum is where 400 x^3 - 198 x - 2 = 0 near 0.7.
        y.Value.Scalar.ShouldBe(0.5, 1e-9);
        (400 * Math.Pow(x.Value.Scalar, 3) - (198 * x.Value.Scalar) - 2).ShouldBe(0, 1e-3);
    }

    [Test]
    public void A_fit_with_too_many_parameters_or_a_model_that_is_not_finite_throws_nothing()
    {
        Node<double> t = NdArray.Linspace<double>(0, 4, 30);
        var (a, b) = (new Parameter<double>(1, "a"), new Parameter<double>(1, "b"));
        new NodeLeastSquares(() => (a + b) * t, (3 * t).Value, [a, b]).Minimize().Value.ShouldBe(0, 1e-12);
        (a.Value.Scalar + b.Value.Scalar).ShouldBe(3, 1e-6);
        new NodeLeastSquares(() => (a + b).Reshape([1]), new[] { 3.0 }, [a, b]).Minimize().Value.ShouldBe(0, 1e-12);
        a.Update(-1.0);
        new NodeLeastSquares(() => a.Log() * t, (3 * t).Value, [a]).Minimize().Converged.ShouldBeFalse();
    }

    [Test]
    public void Levenberg_Marquardt_fits_a_curve()
    {
        // A decay with an offset, without noise, so the parameters come back.
        Node<double> t = NdArray.Linspace<double>(0, 4, 30);
        var observed = ((2.5 * (-1.3 * t).Exp()) + 0.4).Value;
        var height = new Parameter<double>(1, "height");
        var rate = new Parameter<double>(0.5, "rate");
        var offset = new Parameter<double>(0, "offset");
        var fit = new NodeLeastSquares(() => (height * (-rate * t).Exp()) + offset, observed, [height, rate, offset]);
        var result = fit.Minimize().ShouldConverge();
        result.Value.ShouldBeLessThan(1e-20);
        new[] { height.Value.Scalar, rate.Value.Scalar, offset.Value.Scalar }.ShouldBe([2.5, 1.3, 0.4], 1e-12);
    }

    [Test]
    public void A_fit_that_has_not_converged_says_so()
    {
        Node<double> t = NdArray.Linspace<double>(0, 4, 30);
        var rate = new Parameter<double>(5, "rate");
        var fit = new NodeLeastSquares(() => (-rate * t).Exp(), (-0.3 * t).Exp().Value, [rate]);
        fit.Minimize(new LevenbergMarquardtMinimizer(maximumIterations: 1)).Converged.ShouldBeFalse();
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        Should.Throw<ArgumentException>(() => new NodeObjective(() => x.Sum(), [])).Message.ShouldContain("no nodes");
        Should.Throw<ShapeException>(() => new NodeObjective(() => x * x, [x]).EvaluateAt(Vector<double>.Build.Dense(2)))
            .Message.ShouldContain("one element");
        Should.Throw<ArgumentException>(() => new NodeObjective(() => x.Sum(), [x]).EvaluateAt(Vector<double>.Build.Dense(3)))
            .Message.ShouldContain("3 elements and the parameters have 2");
        Should.Throw<ShapeException>(() => new NodeLeastSquares(() => x * x, new[] { 1.0 }, [x]).Minimize())
            .Message.ShouldContain("predictions have shape (2)");
    }

    private static Node<double> Rosenbrock(Node<double> x, Node<double> y) => (100 * (y - x.Square()).Square()) + (1 - x).Square();
}
