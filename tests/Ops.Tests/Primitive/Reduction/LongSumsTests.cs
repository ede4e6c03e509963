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
}
