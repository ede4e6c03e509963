namespace Autograd.Tests;

/// <summary>An output so large that it absorbs the move of an input says nothing about its slope, and nothing against the rules.</summary>
[TestFixture]
public class AbsorbedTests
{
    private static readonly GradientCheckOptions s_first = new() { Order = 1 };
    private static readonly NdArray<double> s_x = new([3], 0.3, -0.7, 1.1);

    private static IEnumerable<TestCaseData> Functions
    {
        get
        {
            foreach (var size in new[] { 1e13, 1e15, 1e16, 1e17, 1e18, 1e20, -1e25, 1e100, 1e300 })
            {
                yield return Case($"a concatenation, {size}", x => Node.Concat([x.Sin(), size + x], 0));
                yield return Case($"a stack, {size}", x => Node.Stack([x.Softplus(), (1e18 * x) + (size * x[0]), x], 0));
                yield return Case($"rows of a product, {size}", x => Matrix(size).MatMul(x.Sin()));
                yield return Case($"a large one that is taken off again, {size}", x => Node.Concat([x.Sin(), (size + x) - size], 0));
                yield return Case(
                    $"an element times a vector of many sizes, {size}", x => new NdArray<double>([3], size, 1, 1e-5) + (x.Exp() * x.Sum()));
                yield return Case($"a sum behind a logarithm, {size}", x => Node.Concat([x.Cos(), (Math.Abs(size) + x.Square()).Log()], 0));
                yield return Case($"one that is taken off again, alone, {size}", x => (size + x) - size);
                yield return Case($"a gradient, {size}", x => (size * x[0]) + x.Square().Sum() + (x[0] * x[1] * x[2]));
                yield return Case($"each row, {size}", x => new NdArray<double>([4, 1], size, 0, -size, 1) + x.Exp());
                yield return Case(
                    $"a function of a part, {size}", x => Node.Concat([x[0] * x, (size + x).Tanh(), (size + x[1]).Reshape([1])], 0));
            }
        }
    }

    [TestCaseSource(nameof(Functions))]
    public void Beside_outputs_with_a_clean_slope_it_is_no_mistake(Func<Node<double>, Node<double>> function)
    {
        foreach (var mode in new[] { GradientCheckMode.EveryElement, GradientCheckMode.FullJacobian, GradientCheckMode.RandomDirections })
        {
            foreach (var order in new[] { 1, 2 })
            {
                var report = GradientCheck.Of(function, s_x, new GradientCheckOptions { Order = order, Mode = mode });
                report.Count(Verdict.Mismatch).ShouldBe(0, report.Details());
                report.Count(Verdict.Kink).ShouldBe(0, report.Details());
            }
        }
    }

    [Test]
    public void The_slope_of_the_sum_is_inconclusive_and_says_why()
    {
        foreach (var size in new[] { 1e18, 1e20 })
        {
            var comparison = GradientCheck.Of(x => Node.Concat([x.Sin(), size + x], 0), new double[] { 1 }, s_first).Comparisons.Single();
            comparison.Verdict.ShouldBe(Verdict.Inconclusive);
            comparison.Note.ShouldNotBeNull().ShouldContain("absorb");
        }
    }

    [Test]
    public void Floats_are_no_exception()
    {
        foreach (var size in new[] { 1e7f, 1e9f, 1e18f, 1e20f, 1e30f })
        {
            var report = GradientCheck.Of(
                x => Node.Concat([x.Sin(), size + x], 0), new NdArray<float>([3], 0.3f, -0.7f, 1.1f), new GradientCheckOptions());
            report.Count(Verdict.Mismatch).ShouldBe(0, report.Details());
        }
    }

    [Test]
    public void What_the_large_one_does_not_explain_is_still_a_mistake()
    {
        // The rule of the sine beside it.
        var sine = new WrongRule(x => x[0].Sin(), (g, y, x) => [g * x[0].Sin()]);
        GradientCheck.Of(x => Node.Concat([sine.Apply(x), 1e20 + x], 0), s_x, s_first).Count(Verdict.Mismatch).ShouldBe(3);

        // A slope of an output that stands still, but would show it.
        var still = new WrongRule(x => 0.5 + (0 * x[0]), (g, y, x) => [g]);
        GradientCheck.Of(x => Node.Concat([x.Sin(), still.Apply(x)], 0), s_x, s_first).Count(Verdict.Mismatch).ShouldBe(3);
        GradientCheck.Of(x => Node.Concat([x.Sin(), still.Apply(x), Node.Constant(1e20) + (0 * x)], 0), s_x, s_first)
            .Count(Verdict.Mismatch).ShouldBe(3);

        // A slope that even so large an output would show.
        var large = new WrongRule(x => 1e20 + (0 * x[0]), (g, y, x) => [1e10 * g]);
        GradientCheck.Of(x => Node.Concat([x.Sin(), large.Apply(x)], 0), s_x, s_first).Count(Verdict.Mismatch).ShouldBe(3);
    }

    [Test]
    public void A_gradient_written_by_hand_is_no_exception()
    {
        var options = new GradientCheckOptions { Mode = GradientCheckMode.EveryElement };
        GradientCheck.Of(x => [Math.Sin(x[0]), 1e20 + x[0]], x => new[,] { { Math.Cos(x[0]) }, { 1 } }, [0.4], options)
            .Count(Verdict.Mismatch).ShouldBe(0);
        GradientCheck.Of(x => [Math.Sin(x[0]), 1e20 + x[0]], x => new[,] { { Math.Sin(x[0]) }, { 1 } }, [0.4], options)
            .Count(Verdict.Mismatch).ShouldBe(1);
    }

    private static Node<double> Matrix(double size) => new NdArray<double>([3, 3], 1, 2, 3, size, 1, -1, 1e-3, 1, size);

    private static TestCaseData Case(string name, Func<Node<double>, Node<double>> function) =>
        new TestCaseData(function).SetArgDisplayNames(name);
}
