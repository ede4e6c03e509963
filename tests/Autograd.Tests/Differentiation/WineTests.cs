using System.Globalization;
using MathNet.Numerics.Optimization;

namespace Autograd.Tests;

/// <summary>Logistic regression on the wine data by second-order methods: all reach the one minimum.</summary>
[TestFixture]
public class WineTests
{
    private Node<double> _x = null!;
    private IntList _labels;
    private Parameter<double> _w = null!;
    private Parameter<double> _b = null!;

    [SetUp]
    public void Begin()
    {
        var rows = File.ReadLines(SourceFolder.Of("samples/data/wine.csv")).Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), text => double.Parse(text, CultureInfo.InvariantCulture))).ToArray();
        rows.Length.ShouldBe(178);
        var data = NdArray.FromRows<double>([.. rows.Select(row => row[..13])]);
        _x = Node.Constant(new Standardizer<double>(data).Apply(data));
        _labels = rows.Select(row => (int)row[13]).ToArray();
        _w = new Parameter<double>(new double[13, 3], "w");
        _b = new Parameter<double>(new double[3], "b");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Newton_by_conjugate_gradients_needs_less_than_10_steps(bool gaussNewton)
    {
        Newton(gaussNewton).ShouldBeLessThan(10);
    }

    [Test]
    public void BFGS_and_L_BFGS_reach_the_same_minimum()
    {
        Newton(gaussNewton: false);
        var (expected, w) = (Loss().Scalar, _w.Value.ToArray());
        IUnconstrainedMinimizer[] minimizers =
            [new BfgsMinimizer(1e-9, 1e-12, 1e-12, 1000), new LimitedMemoryBfgsMinimizer(1e-9, 1e-12, 1e-12, 10, 1000)];
        foreach (var minimizer in minimizers)
        {
            _w.Update(new double[13, 3]);
            _b.Update(new double[3]);
            var result = new NodeObjective(Loss, [_w, _b]).Minimize(minimizer, 1e-7).ShouldConverge();
            TestContext.Progress.WriteLine($"{minimizer.GetType().Name}: {result}");
            result.Value.ShouldBe(expected, 1e-12);
            _w.Value.ToArray().ShouldBe(w, 1e-5);
        }
    }

    // For a linear model the Gauss-Newton matrix of the cross-entropy is its Hessian; the penalty has one of its own.
    private int Newton(bool gaussNewton)
    {
        for (var step = 0; step < 20; step++)
        {
            var hessian = Derivative.HessianProduct(Loss(), [_w, _b]);
            if (hessian.Gradients.Norm() <= 1e-10)
            {
                return step;
            }

            var model = Derivative.GaussNewtonProduct(Logits(), z => z.SoftmaxCrossEntropy(_labels), [_w, _b]);
            Gradients<double> Times(Gradients<double> v) => gaussNewton
                ? model.Times(v) + new Gradients<double>([new(_w, 2 * Penalty * v[_w]), new(_b, NdArray.Zeros<double>([3]))])
                : hessian.Times(v);

            // A shift of all biases changes nothing, so near the minimum the rounding of the gradient has no solution.
            var found = Krylov.ConjugateGradients(Times, -1 * hessian.Gradients, tolerance: 1e-8);
            found.Converged.ShouldBeTrue();
            _w.Update((_w + found.Solution[_w]).Value);
            _b.Update((_b + found.Solution[_b]).Value);
        }

        return int.MaxValue;
    }

    private const double Penalty = 0.005;

    private Node<double> Logits() => _x.MatMul(_w) + _b;

    private Node<double> Loss() => Logits().SoftmaxCrossEntropy(_labels) + (Penalty * _w.Square().Sum());
}
