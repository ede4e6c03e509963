using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Cumulative operations from either end, at infinity and at huge elements. Expected values are worked by hand.</summary>
[TestFixture]
[Category("Kernels")]
public class CumulativeTests
{
    [Test]
    public void Cumulative_sums_run_from_either_end()
    {
        Value(x => x.CumulativeSum(0), [1, 2, 3]).ShouldBe([1, 3, 6]);
        Value(x => x.CumulativeSum(0, reverse: true), [1, 2, 3]).ShouldBe([6, 5, 3]);
        Gradient(x => x.CumulativeSum(0).Sum(), [1, 2, 3]).ShouldBe([3, 2, 1]);
        Gradient(x => x.CumulativeSum(0, reverse: true).Sum(), [1, 2, 3]).ShouldBe([1, 2, 3]);
        Gradient(x => x.Sqrt().CumulativeSum(0).Gather([0]).Sum(), [4, 0]).ShouldBe([0.25, 0]);
    }

    // Of w_0 x_0 + w_1 x_0 x_1 + ...: each derivative is a sum of products that lack the elements differentiated by.
    [TestCase(false)]
    [TestCase(true)]
    public void The_cumulative_product_has_the_right_derivatives_with_any_number_of_zeros(bool reverse)
    {
        double[] weights = [0.5, -1, 2, 3, -0.25];
        foreach (var x in new double[][] { [1.5, 2, -3, 0.5, 4], [1.5, 2, 0, 0.5, 4], [0, 2, -3, 0, 4], [0, 0, 0, 2, 1], [0, 0, 0, 0, 0] })
        {
            Node<double> Weighed(Node<double> node) => (node.CumulativeProduct(0, reverse) * weights).Sum();
            Value(node => node.CumulativeProduct(0, reverse), x).ShouldBe([.. Enumerable.Range(0, 5).Select(i => Product(i))]);
            Gradient(Weighed, x).ShouldBe([.. Enumerable.Range(0, 5).Select(k => Sum(k))], 1e-14);
            for (var k = 0; k < 5; k++)
            {
                double[] direction = new double[5];
                direction[k] = 1;
                HessianTimes(Weighed, x, direction).ShouldBe([.. Enumerable.Range(0, 5).Select(l => k == l ? 0 : Sum(k, l))], 1e-14);
            }

            double Sum(params int[] without) => Enumerable.Range(0, 5)
                .Where(i => without.All(k => reverse ? k >= i : k <= i)).Sum(i => weights[i] * Product(i, without));
            double Product(int i, params int[] without) => Enumerable.Range(0, 5)
                .Where(j => (reverse ? j >= i : j <= i) && !without.Contains(j)).Aggregate(1.0, (product, j) => product * x[j]);
        }
    }

    [Test]
    public void Cumulative_products_of_empty_and_single_axes()
    {
        var empty = new Parameter<double>(NdArray.Zeros<double>([2, 0]));
        empty.CumulativeProduct(1).Sum().Gradient(empty).Shape.ShouldBe([2, 0]);
        Gradient(x => x.Reshape([3, 1]).CumulativeProduct(1).Sum(), [1, 0, 2]).ShouldBe([1, 1, 1]);
        Value(x => x.CumulativeProduct(0), [2, double.NaN, 0]).ShouldBe([2, double.NaN, double.NaN]);
        Should.Throw<ArgumentOutOfRangeException>(() => empty.CumulativeProduct(2)).Message.ShouldContain("CumulativeProduct: axis 2");
    }
}
