namespace Autograd.Tests;

[TestFixture]
public class InitializeTests
{
    [Test]
    public void Initializers_have_the_spread_of_their_formula_and_repeat_with_the_seed()
    {
        Initialize.Glorot<double>([30, 20], new Random(1)).ToArray().ShouldBe(Initialize.Glorot<double>([30, 20], new Random(1)).ToArray());

        // 60,000 samples: the mean square is within 2 % of the variance.
        var glorot = Initialize.Glorot<double>([300, 200], new Random(1)).ToArray();
        glorot.Max(Math.Abs).ShouldBeLessThanOrEqualTo(Math.Sqrt(6.0 / 500));
        glorot.Average(value => value * value).ShouldBe(2.0 / 500, 0.02 * 2 / 500);
        var he = Initialize.He<double>([300, 200], new Random(1)).ToArray();
        he.Average(value => value * value).ShouldBe(2.0 / 300, 0.02 * 2 / 300);
        he.Average().ShouldBe(0, 0.002);
        Should.Throw<ShapeException>(() => Initialize.He<double>([3], new Random(1))).Message.ShouldContain("give (fan in, fan out)");
    }

    [Test]
    public void A_kernel_has_the_fans_of_its_channels_and_positions()
    {
        // Fan in 1 * 3 * 3.
        Initialize.He<double>([16, 1, 3, 3], new Random(1)).ShouldBe(
            Initialize.Normal<double>([16, 1, 3, 3], new Random(1), Math.Sqrt(2.0 / 9)));

        // 60,000 samples: the mean square is within 2 % of the variance. Fan in is 4 * 15, fan out 1000 * 15; of the 1D kernels, 100 * 3
        // and 200 * 3.
        Initialize.He<double>([1000, 4, 5, 3], new Random(1)).ToArray().Average(value => value * value).ShouldBe(2.0 / 60, 0.02 * 2 / 60);
        Initialize.Glorot<double>([1000, 4, 5, 3], new Random(1)).ToArray().Average(value => value * value)
            .ShouldBe(2.0 / 15060, 0.02 * 2 / 15060);
        Initialize.Glorot<double>([200, 100, 3], new Random(1)).ToArray().Average(value => value * value)
            .ShouldBe(2.0 / 900, 0.02 * 2 / 900);
    }

    [TestCase(0.5)]
    [TestCase(2)]
    [TestCase(5)]
    public void A_truncated_normal_has_the_variance_of_its_formula_and_nothing_beyond_the_cutoff(double cutoff)
    {
        var drawn = Initialize.TruncatedNormal<double>([300, 200], new Random(1), 3, cutoff).ToArray();
        var density = Math.Exp(-cutoff * cutoff / 2) / Math.Sqrt(2 * Math.PI);
        var variance = 9 * (1 - (2 * cutoff * density / ((2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, cutoff)) - 1)));
        drawn.Average(value => value * value).ShouldBe(variance, 0.02 * variance);
        drawn.Average().ShouldBe(0, 4 * Math.Sqrt(variance / drawn.Length));
        drawn.Max(Math.Abs).ShouldBeLessThanOrEqualTo(3 * cutoff);
        Initialize.TruncatedNormal<double>([300, 200], new Random(1), 3, cutoff).ToArray().ShouldBe(drawn);
    }

    [Test]
    public void A_truncated_normal_without_a_width_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Initialize.TruncatedNormal<double>([3], new Random(1), -1)).Message
            .ShouldContain("TruncatedNormal: the standard deviation is -1; it must be 0 or more, and finite.");
        Should.Throw<ArgumentOutOfRangeException>(() => Initialize.TruncatedNormal<double>([3], new Random(1), cutoff: 0)).Message
            .ShouldContain("TruncatedNormal: the cutoff is 0 standard deviations; it must be above 0.");
    }

    [Test]
    public void An_orthogonal_matrix_has_orthonormal_columns_or_rows()
    {
        foreach (Shape shape in (Shape[])[[7, 4], [4, 7], [5, 5], [6, 2, 3, 3], [1, 3]])
        {
            var kernel = Initialize.Orthogonal<double>(shape, new Random(1), gain: 3);
            var matrix = kernel.WithShape([shape[0], shape.Size / shape[0]]).ToMatrix();
            var product = matrix.RowCount >= matrix.ColumnCount ? matrix.Transpose() * matrix : matrix * matrix.Transpose();
            var identity = NdArray.Eye<double>(product.RowCount).ToMatrix();
            ((product / 9) - identity).L2Norm().ShouldBeLessThan(1e-14, shape.ToString());
        }

        Initialize.Orthogonal<double>([0, 3], new Random(1)).Shape.ShouldBe([0, 3]);
        Should.Throw<ShapeException>(() => Initialize.Orthogonal<double>([3], new Random(1))).Message
            .ShouldContain("Orthogonal: shape (3)");
    }

    [Test]
    public void Orthogonal_matrices_are_uniform()
    {
        // An element of a uniform orthogonal n x n matrix has mean 0, variance 1 / n and fourth moment 3 / (n (n + 2)).
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 20_000).Select(_ => Initialize.Orthogonal<double>([3, 3], random)).ToList();
        foreach (var (row, column) in new[] { (0, 0), (1, 0), (2, 2) })
        {
            drawn.Average(matrix => matrix[row, column]).ShouldBe(0, 4 * Math.Sqrt(1.0 / 3 / drawn.Count));
            drawn.Average(matrix => Math.Pow(matrix[row, column], 2)).ShouldBe(1.0 / 3, 0.01);
            drawn.Average(matrix => Math.Pow(matrix[row, column], 4)).ShouldBe(3.0 / 15, 0.01);
        }
    }
}
