namespace Autograd.Tests;

[TestFixture]
public class ShrinkTests
{
    private static readonly Random s_random = new(3);

    [Test]
    public void A_wrong_sign_is_left_with_one_simple_element()
    {
        var shrunk = GradientCheck.Shrink(x => new Planted(new Exp(), Wrong.Sign).Apply<double>(x), Any(4, 3, 5));
        shrunk.Inputs.ShouldHaveSingleItem().ShouldBe(new NdArray<double>(0));
        shrunk.Report.Passed.ShouldBeFalse();
        shrunk.Test.ShouldBe(
            """
            [Test]
            public void The_gradient_agrees_with_differences()
            {
                var report = GradientCheck.Of(x => new Planted(new Exp(), Wrong.Sign).Apply<double>(x), new NdArray<double>(0));
                report.Passed.ShouldBeTrue(report.ToString());
            }
            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Inputs_that_must_fit_each_other_shrink_together()
    {
        var shrunk = GradientCheck.Shrink((x, y) => new Planted(new MatMul(), Wrong.LastDropped).Apply<double>(x, y), Any(4, 6), Any(6, 3));
        shrunk.Inputs.Select(input => input.Shape).ShouldBe([[1, 1], [1, 1]]);
        shrunk.Inputs[0].Span[0].ShouldBe(1);
        shrunk.Inputs[1].Span[0].ShouldBe(0);
        shrunk.Test.ShouldContain(", new NdArray<double>([1, 1], 1), new NdArray<double>([1, 1], 0));");
    }

    [Test]
    public void Inputs_that_are_values_of_parameters_stay_in_the_test()
    {
        Func<IReadOnlyList<Node<double>>, Node<double>> wrong = x => new LastForgotten().Apply(x[0]) * x[1];
        var smallest = GradientCheck.Shrink(wrong, [Any(5), Any(1)]);
        Parameter<double>[] parameters = [.. smallest.Inputs.Select(input => new Parameter<double>(input))];
        var again = GradientCheck.Shrink(wrong, [.. parameters.Select(parameter => parameter.Value)]);
        foreach (var parameter in parameters)
        {
            parameter.Update(elements => elements.Fill(77));
        }

        again.Inputs.ShouldBe(smallest.Inputs);
    }

    [Test]
    public void What_the_mistake_needs_is_kept()
    {
        // The last element is forgotten, which shows only where there are two, and the first only counts for its sake.
        var shrunk = GradientCheck.Shrink(x => new LastForgotten().Apply(x[0]) * x[1], [Any(5), Any(1)]);
        shrunk.Inputs[0].Shape.ShouldBe([2]);
        shrunk.Test.ShouldContain("[new NdArray<double>([2], 0, 0), new NdArray<double>(1)]");
    }

    [Test]
    public void A_mistake_of_the_second_derivative_stays_one()
    {
        var shrunk = GradientCheck.Shrink(x => new Captured().Apply(x), Any(2, 3));
        shrunk.Inputs[0].ShouldBe(new NdArray<double>(0));
        shrunk.Report.Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch)
            .ShouldAllBe(comparison => comparison.Order == 2);
    }

    [Test]
    public void What_cannot_be_shrunk_is_said()
    {
        Should.Throw<ArgumentException>(() => GradientCheck.Shrink(x => x.Exp(), Any(2))).Message.ShouldContain("nothing to shrink");
        Should.Throw<GradientException>(() => GradientCheck.Shrink(x => x.StopGradient(), Any(2))).Message.ShouldContain("StopGradient");
        Should.Throw<ArgumentNullException>(() => GradientCheck.Shrink((Func<Node<double>, Node<double>>)null!, Any(2)));
    }

    private static NdArray<double> Any(params int[] lengths) => Initialize.Normal<double>(new Shape(lengths), s_random);

    private sealed record LastForgotten : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
            x.Shape.Size < 2 ? grad : Node.Concat([grad[..^1], Node.Constant(NdArray.Zeros<T>([1]))], axis: 0);
    }

    private sealed record Captured : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * y.StopGradient();
    }
}
