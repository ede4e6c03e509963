using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Reductions at ties, at infinity, over no axes and over nothing. Expected values are worked by hand.</summary>
[TestFixture]
[Category("Kernels")]
public class ReductionTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Min_shares_the_gradient_of_a_tie_equally()
    {
        Gradient(x => x.Min(), [3, 1, 1, 2]).ShouldBe([0, 0.5, 0.5, 0]);
        Gradient(x => x.Min(), [2, 2, 2, 2]).ShouldBe([0.25, 0.25, 0.25, 0.25]);
        Gradient(x => x.Min(), [-Inf, 0, -Inf]).ShouldBe([0.5, 0, 0.5]);
        Value(x => x.Min(), [1, double.NaN, 3])[0].ShouldBe(double.NaN);
        Gradient(x => x.Sqrt().Min(), [4, 9]).ShouldBe([0.25, 0]);
        Gradient(x => (-x.Sqrt()).Min(), [0, 4]).ShouldBe([0, -0.25]);
    }

    [Test]
    public void The_first_position_wins_a_tie_and_nan_wins_all()
    {
        var x = Node.Constant(new[,] { { 1.0, 5, 5 }, { -2, -2, -3 }, { -Inf, -Inf, -Inf }, { 1, double.NaN, double.NaN } });
        x.ArgMax(-1).ShouldBe([1, 0, 0, 1]);
        x.ArgMin(1).ShouldBe([0, 2, 0, 1]);
        x.ArgMax().ShouldBe([10]);
        Node.Constant([0.0, -0.0]).ArgMin().ShouldBe([0]);
        Node.Constant([-0.0, 0.0]).ArgMax().ShouldBe([0]);
        Node.Constant([double.NaN, 1, double.NaN]).ArgMin().ShouldBe([0]);
        Node.Constant(3.0).ArgMax().ShouldBe([0]);

        // Positions can pick what they are positions of.
        var largest = x.Gather(x.ArgMax(0), axis: 0);
        largest.Value[0, 0].ShouldBe(1);
    }

    [Test]
    public void Reductions_over_nothing_have_an_answer_where_there_is_one()
    {
        var empty = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
        empty.Prod(0).Value.ToArray().ShouldBe([1, 1, 1]);
        empty.Prod().Scalar.ShouldBe(1);
        empty.Norm().Scalar.ShouldBe(0);
        empty.Norm(0, order: Inf).Value.ToArray().ShouldBe([0, 0, 0]);
        foreach (var reduced in new[]
        {
            empty.Min(1), empty.Max(1), empty.Prod(1), empty.Norm(1), empty.Variance(1),
            empty.StandardDeviation(1, correction: 3), empty.LogMeanExp(1),
        })
        {
            reduced.Shape.ShouldBe([0]);
            reduced.Sum().Gradient(empty).Shape.ShouldBe([0, 3]);
        }

        empty.ArgMax(1).ShouldBe([]);
        foreach (var y in new[] { empty.CumulativeSum(0), empty.CumulativeSum(1), empty.CumulativeLogSumExp(0),
            empty.CumulativeLogSumExp(1) })
        {
            y.Shape.ShouldBe([0, 3]);
            y.Sum().Gradient(empty).Shape.ShouldBe([0, 3]);
        }

        empty.Prod().Gradient(empty).Shape.ShouldBe([0, 3]);
        empty.Norm().Gradient(empty).Shape.ShouldBe([0, 3]);
    }

    [Test]
    public void Nan_passes_through()
    {
        var x = new Parameter<double>(new[,] { { double.NaN, 1 }, { 2, 3 } });
        foreach (var y in new[]
        {
            x.Prod(1), x.Min(1), x.SumOfSquares(1), x.Norm(1), x.Norm(1, order: 1), x.Norm(1, order: 3), x.Norm(1, order: Inf),
            x.Variance(1), x.StandardDeviation(1), x.LogMeanExp(1),
            x.CumulativeSum(1).Reshape([2, 2]).Gather([1], 1), x.CumulativeLogSumExp(1).Gather([1], 1),
            new AbsolutePower(2).Apply(x).Gather([0], 1),
        })
        {
            y.Span[0].ShouldBe(double.NaN, y.ToString());
            double.IsFinite(y.Span[1]).ShouldBeTrue(y.ToString());
        }
    }

    [Test]
    public void Max_shares_the_gradient_of_a_tie_equally()
    {
        Gradient(x => x.Max(), [3, 1, 3]).ShouldBe([0.5, 0, 0.5]);
        Gradient(x => x.Max(), [2, 2, 2, 2]).ShouldBe([0.25, 0.25, 0.25, 0.25]);
        Value(x => x.Max(), [1, double.NaN, 3])[0].ShouldBe(double.NaN);
        Gradient(x => x.Max(), [1, double.NaN, 3]).ShouldBe([0, 1, 0]);
        Gradient(x => x.Max().Sqrt(), [-1, 0]).ShouldBe([0, Inf]);
    }
}
