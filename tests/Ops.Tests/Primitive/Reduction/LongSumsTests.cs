using Autograd;

namespace Ops.Tests;

/// <summary>What accumulates many numbers in float keeps its digits, and does not overflow before its result does.</summary>
[TestFixture]
public class LongSumsTests
{
    private const int Count = 2_000_000;

    // The number itself, because 0.0005 is not a float.
    private static readonly double s_each = 0.0005f;

    [Test]
    public void Cumulative_sums_do_not_drift()
    {
        var x = Node.Constant(NdArray.Full<float>([Count], 0.0005f));
        ((double)x.CumulativeSum(0).Value[Count - 1]).ShouldBe(Count * s_each, 2e-7 * Count * s_each);
        ((double)x.CumulativeSum(0, reverse: true).Value[0]).ShouldBe(Count * s_each, 2e-7 * Count * s_each);
        var columns = x.Reshape([Count / 2, 2]).CumulativeSum(0).Value;
        ((double)columns[(Count / 2) - 1, 1]).ShouldBe(Count / 2 * s_each, 2e-7 * Count * s_each);
        x.CumulativeSum(0).Value[0].ShouldBe(0.0005f);
    }

    [Test]
    public void A_long_product_does_not_drift()
    {
        // The number itself, because 1.000001 is not a float.
        var expected = Math.Pow(1.000001f, Count / 2);
        var x = Node.Constant(NdArray.Full<float>([Count / 2], 1.000001f));
        ((double)x.Prod().Scalar).ShouldBe(expected, 1e-6 * expected);
        var columns = x.Reshape([Count / 4, 2]).Prod(0).Value;
        ((double)columns[1]).ShouldBe(Math.Sqrt(expected), 1e-6 * Math.Sqrt(expected));
    }

    [Test]
    public void Cumulative_logsumexp_does_not_drift()
    {
        var x = Node.Constant(NdArray.Full<float>([Count], -3));
        ((double)x.CumulativeLogSumExp(0).Value[Count - 1]).ShouldBe(-3 + Math.Log(Count), 2e-6);
        ((double)x.CumulativeLogSumExp(0).Value[99_999]).ShouldBe(-3 + Math.Log(100_000), 2e-6);
    }

    [Test]
    public void A_recurrence_that_adds_up_does_not_drift()
    {
        var ones = Node.Constant(NdArray.Ones<float>([Count]));
        var z = new LinearRecurrence(0).Apply(ones, Node.Constant(NdArray.Full<float>([Count], 0.0005f)));
        ((double)z.Value[Count - 1]).ShouldBe((Count - 1) * s_each, 2e-7 * Count * s_each);
    }

    [Test]
    public void Sums_that_are_infinite_or_nan_are_so_from_there_on()
    {
        new Parameter<double>(new[] { 1, double.PositiveInfinity, 2, double.NaN, 3 }).CumulativeSum(0).Value.ToArray()
            .ShouldBe([1, double.PositiveInfinity, double.PositiveInfinity, double.NaN, double.NaN]);
        new Parameter<float>(new[] { 3e38f, 3e38f, -3e38f }).CumulativeSum(0).Value.ToArray()
            .ShouldBe([3e38f, float.PositiveInfinity, 3e38f]);
    }

    [Test]
    public void A_mean_is_finite_where_its_elements_are()
    {
        var x = new Parameter<float>(new[,] { { 3e38f, 3e38f }, { 1, 3 }, { -3e38f, -3.2e38f } });
        x.Mean(1).Value.ToArray().ShouldBe([3e38f, 2, -3.1e38f]);
        x.Mean(1).Sum().Gradient(x).Value.ToArray().ShouldBe([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f]);
        x.MeanAbsoluteError(new float[3, 2]).Scalar.ShouldBe(2.0333333e38f, 1e32f);
        new Parameter<float>(new[] { 1, float.PositiveInfinity }).Mean().Scalar.ShouldBe(float.PositiveInfinity);
        new Parameter<float>(new[] { float.NegativeInfinity, float.PositiveInfinity }).Mean().Scalar.ShouldBe(float.NaN);
    }

    // All numbers are the same, so that every rounding goes the same way. Added up in order, a million would be off by 1 % and more.
    private static IEnumerable<TestCaseData> Accumulations()
    {
        Node<float> Equal(Shape shape) => Node.Constant(NdArray.Full<float>(shape, 0.1f));
        TestCaseData Case(string name, double expected, Func<float> accumulate, double relative = 3e-5) =>
            new TestCaseData(accumulate, expected, relative).SetArgDisplayNames(name);
        const int Long = 1 << 20;
        double tenth = 0.1f;
        yield return Case("sum of narrow columns and rows that are left", 767 * tenth, () => Equal([767, 2]).Sum(0).Value[1], 3e-7);
        yield return Case("1-norm", Long * tenth, () => Equal([Long]).Norm(order: 1).Scalar);
        yield return Case("2-norm", Math.Sqrt(Long) * tenth, () => Equal([Long]).Norm().Scalar);
        yield return Case("3-norm", Math.Cbrt(Long) * tenth, () => Equal([Long]).Norm(order: 3).Scalar);
        yield return Case("unit columns", 1 / Math.Sqrt(Long / 8), () => new UnitVector([0]).Apply(Equal([Long / 8, 8])).Value[5, 3]);
        yield return Case("softmax of columns", 8.0 / Long, () => Equal([Long / 8, 8]).Softmax(0).Value[5, 3]);
        yield return Case("logsumexp of columns", tenth + Math.Log(Long / 8), () => Equal([Long / 8, 8]).LogSumExp(0).Value[3], 1e-6);
        yield return Case("soft labels", Long * tenth * Math.Log(Long),
            () => Equal([1, Long]).SoftmaxCrossEntropy(Equal([1, Long])).Scalar);
        yield return Case("scatter along the first axis", Long / 4 * tenth,
            () => Equal([Long / 4, 4]).ScatterAddAlongAxis(new IntArray([Long / 4, 4], new int[Long]), 2, 0).Value[0, 3], 3e-7);
        yield return Case("vector product", Long * tenth * tenth, () => Equal([Long]).Dot(Equal([Long])).Scalar);
        yield return Case("matrix product", Long * tenth * tenth, () => Equal([3, Long]).MatMul(Equal([Long, 5])).Value[1, 1]);
        yield return Case("transposed matrix product", Long * tenth * tenth,
            () => new MatMul(true, true).Apply(Equal([2, Long, 3]), Equal([2, 5, Long])).Value[1, 2, 4]);
        yield return Case("kernel gradient of a large image", 1022.0 * 1022 * tenth * tenth, () => Kernel(1, 1024, 3, 1));
        yield return Case("kernel gradients of a large image", 1022.0 * 1022 * tenth * tenth, () => Kernel(1, 1024, 3, 8));
        yield return Case("kernel gradient of many images", 1e5 * 4 * tenth * tenth, () => Kernel(100_000, 3, 2, 1));
        yield return Case("kernel gradients of many images", 1e5 * 4 * tenth * tenth, () => Kernel(100_000, 3, 2, 8));
        yield return Case("convolution with a large kernel", 1e6 * tenth * tenth,
            () => Equal([1, 1, 1000, 1001]).Conv2D(Equal([1, 1, 1000, 1000])).Value[0, 0, 0, 1], 1e-4);

        float Kernel(int images, int side, int size, int outputs)
        {
            var windows = side - size + 1;
            return new Conv2DWeight(new Window2D(size, 1, 0, 1), 1)
                .Apply(Equal([images, outputs, windows, windows]), Equal([images, 1, side, side])).Value[outputs - 1, 0, 1, 1];
        }
    }

    [TestCaseSource(nameof(Accumulations))]
    public void What_adds_up_very_many_floats_does_not_drift(Func<float> accumulate, double expected, double relative) =>
        ((double)accumulate()).ShouldBe(expected, relative * expected);

    [Test]
    public void A_kernel_gradient_adds_up_every_window()
    {
        // Few and many images, small and large ones, on both sides of what is added up in order; whole numbers, whose sums are exact.
        foreach (var (images, side, outputs) in new[]
        {
            (3, 5, 1), (300, 4, 8), (70_000, 2, 1), (70_000, 2, 8), (2, 300, 1), (2, 300, 8), (1, 1030, 8),
        })
        {
            var x = Node.Constant(NdArray.Arange<double>(images * side * side).WithShape([images, 1, side, side]));
            var ones = Node.Constant(NdArray.Ones<double>([images, outputs, side - 1, side - 1]));
            var gradient = new Conv2DWeight(new Window2D(2, 1, 0, 1), 1).Apply(ones, x).Value;
            var expected = x[.., .., 1.., ..^1].Sum().Scalar;
            gradient[outputs - 1, 0, 1, 0].ShouldBe(expected, $"{images} images of {side} x {side}, {outputs} outputs");
        }
    }

    [Test]
    public void The_gradient_of_standardized_rows_is_finite_where_only_sums_of_the_incoming_one_overflow()
    {
        // The gradient is linear in the incoming one: that of a small one, times a power of 2.
        const float up = 1.0f / (1 << 20);
        foreach (var (rows, columns) in new[] { (2, 3), (3, 8), (2, 37), (37, 2), (40, 5), (3, 300) })
        {
            var random = new Random(rows);
            var x = new Parameter<float>(Initialize.Uniform<float>([rows, columns], random, -1, 1));
            var seed = Initialize.Uniform<float>([rows, columns], random, 1e38, 3e38);
            var small = Node.Constant(seed) * up;
            foreach (var axes in new IntList[] { 0, 1, new(0, 1) })
            {
                var y = new Standardize(axes, 1).Apply(x);
                var gradient = y.Gradient(x, seed: seed).Value.ToArray();
                gradient.ShouldAllBe(g => float.IsFinite(g));
                var expected = y.Gradient(x, seed: small).Value.ToArray();
                for (var i = 0; i < gradient.Length; i++)
                {
                    (gradient[i] * up).ShouldBe(expected[i], 1e-6f * 3e38f * up);
                }
            }
        }
    }

    [Test]
    public void Roots_of_means_and_deviations_are_finite_where_the_elements_are()
    {
        var x = new Parameter<float>(new[] { 3e38f, 3e38f, -3e38f, 3e38f });
        x.Square().Mean().Sqrt().Scalar.ShouldBe(3e38f, 1e32f);
        x.Square().Mean().Sqrt().Gradient(x).Value.ToArray().ShouldBe([0.25f, 0.25f, -0.25f, 0.25f], 1e-6);
        new UnitVector([0]).Apply(x).Value.ToArray().ShouldBe([0.5f, 0.5f, -0.5f, 0.5f], 1e-6);
        new UnitVector([0]).Apply(x.Reshape([4, 1]).BroadcastTo([4, 9])).Value[2, 5].ShouldBe(-0.5f, 1e-6f);
        var y = new Parameter<float>([.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1.5e38f : -1.5e38f)]);
        y.StandardDeviation().Scalar.ShouldBe(1.5e38f, 1e32f);
        y.StandardDeviation().Gradient(y).Value[0].ShouldBe(0.01f, 1e-8f);

        // The textbook's layer normalization: of the squares, 1e60, no float tells.
        var row = new Parameter<float>(new[] { 1e30f, 2e30f, 3e30f });
        var centered = row - row.Mean();
        (centered / (centered.Square().Mean() + 1e-5).Sqrt()).Value.ToArray().ShouldBe([-1.2247449f, 0, 1.2247449f], 1e-6);
        (centered * (row.Variance() + 1e-5).Rsqrt()).Value.ToArray().ShouldBe([-1.2247449f, 0, 1.2247449f], 1e-6);

        // sqrt(z^2 + c) has no corner: of n elements at 0 the Hessian is I / (n sqrt(c)).
        Derivatives.HessianTimes(z => (z.Square().Mean() + 4).Sqrt(), [0, 0], [1, 0]).ShouldBe([0.25, 0]);
    }

    [Test]
    public void Steps_between_far_ends_are_finite() =>
        NdArray.Linspace<double>(-1.7e308, 1.7e308, 5).ToArray().ShouldBe([-1.7e308, -0.85e308, 0, 0.85e308, 1.7e308], 1e294);

    [Test]
    public void The_mean_of_losses_is_finite_where_they_are()
    {
        var weights = Node.Constant(new[] { 2f, 2 });
        var far = new Parameter<float>(new[,] { { 3e38f, 0 }, { 3e38f, 0 } });
        far.SoftmaxCrossEntropy([1, 1], classWeights: weights).Scalar.ShouldBe(3e38f, 1e32f);
        (-far).NegativeLogLikelihood([0, 0], classWeights: weights).Scalar.ShouldBe(3e38f, 1e32f);
        var x = new Parameter<float>(new[,] { { 3e38f, 0 }, { 0, 3e38f }, { 1, 1 } });
        x.SoftmaxCrossEntropy([1, 0, 0], ignoreIndex: null).Scalar.ShouldBe(2e38f, 1e32f);
        x[..2].SoftmaxCrossEntropy([1, 0]).Scalar.ShouldBe(3e38f, 1e32f);
    }
}
