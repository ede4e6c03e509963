using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Inputs near the largest and the smallest numbers of float: value and gradient are those that double has, where float can hold them; else
/// infinity, never NaN.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class ExtremeInputsTests
{
    private static readonly float[] s_sizes = [2e-38f, 1e-30f, 1e-19f, 1, 1e7f, 1e19f, 1e30f, 3e38f];

    private static readonly float[][] s_patterns = [[1, -1, 1, -1], [1, 0.9f, 0.8f, 0.7f], [1, 0, -0.5f, 1e-3f], [1, 1, 1, 1]];

    private static IEnumerable<TestCaseData> Functions =>
    [
        Case("StandardDeviation", new StandardDeviationRow()),
        Case("Variance", new VarianceRow()),
        Case("RmsNorm", new RmsNormRow()),
        Case("1 / (1 + Square)", new CauchyRow()),
        Case("Log(1 + Square)", new Log1pSquareRow()),
        Case("Hypot", new HypotRow()),
        Case("RadialBasis", new RadialBasisRow()),
        Case("divergence of normal distributions", new NormalDivergenceRow()),
        Case("divergence of Laplace distributions", new LaplaceDivergenceRow()),
        Case("divergence of exponential distributions", new ExponentialDivergenceRow()),
        Case("density of Student's distribution", new StudentRow()),
    ];

    [TestCaseSource(nameof(Functions))]
    public void Float_has_what_double_has(IRow row)
    {
        foreach (var first in s_sizes)
        {
            foreach (var second in row.Count == 1 ? [1] : s_sizes)
            {
                foreach (var pattern in s_patterns)
                {
                    var positive = Array.ConvertAll(pattern, x => Math.Max(x * x * second, 2e-38f));
                    ShouldAgree(row, Array.ConvertAll(pattern, x => x * first), positive);
                }
            }
        }
    }

    [Test]
    public void Logits_of_any_offset_diverge_as_without_it()
    {
        foreach (var offset in new[] { 0f, 1e4f, -1e7f, 1e7f })
        {
            // Of (1/2, 0, 1/2, 0) and four times 1/4 it is ln 2.
            var p = new CategoricalDistribution<float>(Node.Constant([offset + 1e7f, offset - 1e7f, offset + 1e7f, offset - 1e7f]));
            p.KullbackLeibler(new(Node.Constant([offset, offset, offset, offset]))).Scalar.ShouldBe(MathF.Log(2), 1e-6f);
        }
    }

    private static void ShouldAgree(IRow row, float[] x, float[] y)
    {
        Parameter<float>[] single = [new(x), new(y)];
        Parameter<double>[] twice = [new(Array.ConvertAll(x, z => (double)z)), new(Array.ConvertAll(y, z => (double)z))];
        var (actual, expected) = (row.Of<float>(single[0], single[1]), row.Of<double>(twice[0], twice[1]));
        var at = $"{string.Join(' ', x)} and {string.Join(' ', y)}";
        ShouldBeThose(actual.Value, expected.Value, $"value at {at}");
        if (Array.TrueForAll(expected.Value.ToArray(), z => Math.Abs(z) < 1e38))
        {
            for (var i = 0; i < row.Count; i++)
            {
                ShouldBeThose(actual.Sum().Gradient(single[i]).Value, expected.Sum().Gradient(twice[i]).Value, $"gradient {i} at {at}");
            }
        }
    }

    private static void ShouldBeThose(NdArray<float> actual, NdArray<double> expected, string what)
    {
        var largest = expected.ToArray().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < expected.Size; i++)
        {
            var (x, y) = ((double)actual.Span[i], expected.Span[i]);
            var isRight = Math.Abs(y) > 1e38
                ? !double.IsNaN(x) && Math.Sign(x) == Math.Sign(y)
                : double.IsFinite(x) && Math.Abs(x - y) <= (1e-4 * Math.Abs(y)) + (1e-6 * largest) + 2e-38;
            isRight.ShouldBeTrue($"{what}: {x} for {y}");
        }
    }

    private static TestCaseData Case(string name, IRow row) => new TestCaseData(row).SetArgDisplayNames(name);

    /// <summary>A function of a vector of either sign and a positive one, in either element type.</summary>
    public interface IRow
    {
        int Count => 1;

        Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    private sealed class StandardDeviationRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => x.StandardDeviation();
    }

    private sealed class VarianceRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => x.Variance();
    }

    private sealed class RmsNormRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => x.RmsNorm(eps: 1e-7) * Node.Constant(NdArray.Ones<T>([4])).CumulativeSum(0);
    }

    private sealed class CauchyRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => 1 / (1 + x.Square());
    }

    private sealed class Log1pSquareRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => (1 + x.Square()).Log();
    }

    private sealed class HypotRow : IRow
    {
        public int Count => 2;

        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => x.Hypot(y);
    }

    private sealed class RadialBasisRow : IRow
    {
        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => x.Reshape([4, 1]).RadialBasis(NdArray.Zeros<T>([1, 1]), NdArray.Ones<T>([1]));
    }

    private sealed class NormalDivergenceRow : IRow
    {
        public int Count => 2;

        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => new NormalDistribution<T>(0, 1).KullbackLeibler(new(0, y)) + (0 * x);
    }

    private sealed class LaplaceDivergenceRow : IRow
    {
        public int Count => 2;

        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => new LaplaceDistribution<T>(0, y).KullbackLeibler(new(0, 1)) + (0 * x);
    }

    private sealed class ExponentialDivergenceRow : IRow
    {
        public int Count => 2;

        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            new ExponentialDistribution<T>(y).KullbackLeibler(new(Node.Constant(NdArray.Ones<T>([4])))) + (0 * x);
    }

    private sealed class StudentRow : IRow
    {
        public int Count => 2;

        public Node<T> Of<T>(Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => new StudentTDistribution<T>(2.5, 0, y).LogProbability(x);
    }
}
