using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Products with any number of zeros, whose derivatives would be lost in a division. Expected values are worked by hand.</summary>
[TestFixture]
[Category("Kernels")]
public class ProdTests
{
    [Test]
    public void A_product_whose_parts_overflow_is_right_when_the_whole_does_not()
    {
        var wide = Node.Constant(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1e200 : 1e-200).ToArray());
        wide.Prod().Scalar.ShouldBe(1, 1e-12);
        wide.Reshape([20, 2]).Transpose().Prod(1).Value.ToArray().ShouldBe([double.PositiveInfinity, 0]);
        Node.Constant(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 1e12f : 1e-12f).ToArray()).Prod().Scalar.ShouldBe(1, 1e-4f);
        Node.Constant([double.PositiveInfinity, 0]).Prod().Scalar.ShouldBe(double.NaN);
        Node.Constant([double.NaN, 1]).Prod().Scalar.ShouldBe(double.NaN);
        Node.Constant([double.PositiveInfinity, -2]).Prod().Scalar.ShouldBe(double.NegativeInfinity);
    }

    [Test]
    public void The_gradient_is_right_where_a_product_of_some_overflows_or_vanishes()
    {
        var wide = new Parameter<double>(new[] { 1e200, 1e200, 1e-200, 1e-200 });
        wide.Prod().Gradient(wide).Value.ToArray().Zip(new[] { 1e-200, 1e-200, 1e200, 1e200 }, (actual, right) => actual / right)
            .ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-14);
        var single = new Parameter<float>(new float[] { 1e-25f, 1e-25f, 1e20f, 1e15f, 1 });
        float[] expected = [1e10f, 1e10f, 1e-35f, 1e-30f, 1e-15f];
        single.Prod().Gradient(single).Value.ToArray().Zip(expected, (actual, right) => actual / right)
            .ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-6f);

        // Along the first axis of a matrix too, beside columns that are ordinary.
        var columns = new Parameter<double>(NdArray.FromArray<double>(new[,] { { 1e200, 2 }, { 1e200, 3 }, { 1e-200, 5 } }));
        var gradient = columns.Prod(0).Sum().Gradient(columns).Value;
        (gradient[0, 1], gradient[1, 1], gradient[2, 1]).ShouldBe((15, 10, 6));
        (gradient[0, 0] - 1).ShouldBe(0, 1e-14);
    }

    [Test]
    public void The_gradient_keeps_its_digits_where_a_product_of_some_is_subnormal()
    {
        // Every result is an ordinary number, but the first two factors together are not.
        double[] factors = [1e-200, 1.3e-115, 1e100, 1.7e100];
        double[] expected = [1.3e-115 * 1e100 * 1.7e100, 1e-200 * 1e100 * 1.7e100, 1e-200 * 1.7e100 * 1.3e-115, 1e-200 * 1e100 * 1.3e-115];
        Ratios(Gradient(x => x.Prod(), factors), expected).ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-14);
        var column = new Parameter<double>(NdArray.FromArray<double>(new[,]
        {
            { 1e-200, 1, 1, 1, 1 }, { 1.3e-115, 1, 1, 1, 1 }, { 1e100, 1, 1, 1, 1 }, { 1.7e100, 1, 1, 1, 1 },
        }));
        var gradient = column.Prod(0).Sum().Gradient(column).Value;
        Ratios([gradient[0, 0], gradient[1, 0], gradient[2, 0], gradient[3, 0]], expected)
            .ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-14);
    }

    [Test]
    public void The_second_derivative_is_right_where_a_product_of_some_overflows_or_vanishes()
    {
        // By x_i and x_k the product of the two others.
        ShouldHaveTheHessian([1e200, 1e200, 1e-300, 1e-100], (i, k) => Others([200, 200, -300, -100], i, k));
        ShouldHaveTheHessian([1e200, 1e-300, 1e200, 3], (i, k) => Others([200, -300, 200, Math.Log10(3)], i, k));
        ShouldHaveTheHessian([-1e-200, 1e-200, 1e150, 1e100], (i, k) => (i == 0 || k == 0 ? 1 : -1) * Others([-200, -200, 150, 100], i, k));
        var single = new Parameter<float>(new[] { 1e30f, 1e30f, 1e-35f, 1e-30f });
        var direction = Node.Constant(new float[] { 0, 0, 1, 0 });
        var second = (single.Prod().Gradient(single, differentiable: true) * direction).Sum().Gradient(single).Value;
        (second[0], second[1], second[2]).ShouldBe((1e30f * 1e-30f, 1e30f * 1e-30f, 0));
        second[3].ShouldBe(float.PositiveInfinity);
    }

    [Test]
    public void A_product_of_some_that_overflows_beside_zeros_leaves_the_second_derivative_right()
    {
        double[] one = [1e200, 1e200, 0, 1e-100], two = [0, 1e200, 0, 1e-300], three = [0, 1e200, 0, 0];
        ShouldHaveTheHessian(one, (i, k) => i == 2 || k == 2 ? Others([200, 200, 0, -100], i, k) : 0);
        ShouldHaveTheHessian(two, (i, k) => i + k == 2 && i != k ? 1e-100 : 0);
        ShouldHaveTheHessian(three, (_, _) => 0);
    }

    // The product of all but two, from the logarithms of the factors.
    private static double Others(double[] logarithms, int i, int k) =>
        Math.Pow(10, logarithms.Where((_, j) => j != i && j != k).Sum());

    private static void ShouldHaveTheHessian(double[] factors, Func<int, int, double> expected)
    {
        for (var i = 0; i < factors.Length; i++)
        {
            var direction = new double[factors.Length];
            direction[i] = 1;
            var row = HessianTimes(x => x.Prod(), factors, direction);
            for (var k = 0; k < factors.Length; k++)
            {
                var right = i == k ? 0 : expected(i, k);
                (row[k] == right || Math.Abs((row[k] / right) - 1) < 1e-12).ShouldBeTrue($"{row[k]} for {right} by {i} and {k}");
            }
        }
    }

    private static double[] Ratios(double[] actual, double[] right) => [.. actual.Zip(right, (x, y) => x / y)];

    [Test]
    public void Prod_has_the_right_derivatives_with_any_number_of_zeros()
    {
        // Derivatives of abcd, by hand.
        Gradient(x => x.Prod(), [2, 3, 5, 7]).ShouldBe([105, 70, 42, 30]);
        Gradient(x => x.Prod(), [2, 0, 5, 7]).ShouldBe([0, 70, 0, 0]);
        Gradient(x => x.Prod(), [0, 3, 0, 7]).ShouldBe([0, 0, 0, 0]);
        Gradient(x => x.Prod(), [0, 0, 0, 0]).ShouldBe([0, 0, 0, 0]);
        Gradient(x => x.Prod(), [5]).ShouldBe([1]);
        Gradient(x => x.Prod(), [0]).ShouldBe([1]);
        Gradient(x => x.Prod(), [1e-200, 1e-200, 1e200]).ShouldBe([1, 1, 0]);

        HessianTimes(x => x.Prod(), [2, 0, 5, 7], [1, 0, 0, 0]).ShouldBe([0, 35, 0, 0]);
        HessianTimes(x => x.Prod(), [2, 0, 5, 7], [0, 1, 0, 0]).ShouldBe([35, 0, 14, 10]);
        HessianTimes(x => x.Prod(), [0, 3, 0, 7], [1, 0, 0, 0]).ShouldBe([0, 0, 21, 0]);
        HessianTimes(x => x.Prod(), [0, 3, 0, 7], [0, 1, 0, 0]).ShouldBe([0, 0, 0, 0]);
        HessianTimes(x => x.Prod(), [0, 0, 0, 7], [1, 1, 1, 1]).ShouldBe([0, 0, 0, 0]);

        // The third derivative of abc by all three is 1, also where all are 0.
        var (a, b, c) = (new Parameter<double>(0), new Parameter<double>(0), new Parameter<double>(0));
        var product = Stacked(a, b, c).Prod();
        product.Gradient(a, differentiable: true).Gradient(b, differentiable: true).Gradient(c).Scalar.ShouldBe(1);
    }

    [Test]
    public void A_long_product_has_the_gradient_of_its_definition()
    {
        foreach (var length in Enumerable.Range(1, 40))
        {
            var factors = Enumerable.Range(0, length).Select(i => 1 + (i / 100.0)).ToArray();
            var expected = factors.Select(
                (_, i) => factors.Where((_, j) => j != i).Aggregate(1.0, (product, factor) => product * factor)).ToArray();
            Gradient(x => x.Prod(), factors).ShouldBe(expected, 1e-9);
        }
    }

    private static Node<double> Stacked(params Node<double>[] scalars) => scalars
        .Select((scalar, i) => scalar.Reshape([1]).ScatterAdd([i], scalars.Length))
        .Aggregate((sum, next) => sum + next);
}
