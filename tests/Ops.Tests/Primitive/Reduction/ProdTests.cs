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
