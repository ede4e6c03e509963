using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd.Tests;

/// <summary>The checker is checked: rules that are wrong in the ways in which rules are wrong.</summary>
[TestFixture]
public class WrongRulesTests
{
    private static readonly NdArray<double> s_x = new([2, 3], 0.3, -1.2, 0.7, 1.9, -0.4, 0.8);
    private static readonly NdArray<double> s_y = new([2, 3], 1.3, 0.6, -0.9, 0.5, 1.4, -2.1);

    private static IEnumerable<TestCaseData> WrongUnary
    {
        get
        {
            yield return Wrong("the sign", (grad, y, x) => -(grad * y));
            yield return Wrong("a factor", (grad, y, x) => 2 * (grad * y));
            yield return Wrong("the input for the output", (grad, y, x) => grad * x);
            yield return Wrong("not multiplied by the incoming gradient", (grad, y, x) => y);
            yield return Wrong("a constant", (grad, y, x) => grad);
            yield return Wrong("nothing", (grad, y, x) => grad * 0);
            yield return Wrong("not a number", (grad, y, x) => grad * double.NaN);
            yield return Wrong("right, but with a captured value, so that the second derivative is lost",
                (grad, y, x) => grad * y.StopGradient());

            static TestCaseData Wrong(string name, Func<Node<double>, Node<double>, Node<double>, Node<double>> rule) =>
                new TestCaseData(new WrongExp(rule)).SetArgDisplayNames(name);
        }
    }

    private static IEnumerable<TestCaseData> WrongBinary
    {
        get
        {
            yield return Wrong("inputs swapped", (grad, x, y) => grad * x, (grad, x, y) => grad * y);
            yield return Wrong("a missing term", (grad, x, y) => grad * y, (grad, x, y) => null);
            yield return Wrong("the second sign", (grad, x, y) => grad * y, (grad, x, y) => -(grad * x));

            static TestCaseData Wrong(string name, Func<Node<double>, Node<double>, Node<double>, Node<double>?> ruleX,
                Func<Node<double>, Node<double>, Node<double>, Node<double>?> ruleY) =>
                new TestCaseData(new WrongProduct(ruleX, ruleY)).SetArgDisplayNames(name);
        }
    }

    [Test]
    public void The_right_rules_pass()
    {
        GradientCheck.Of(x => new WrongExp((grad, y, _) => grad * y).Apply(x), s_x).ShouldPass();
        GradientCheck.Of((x, y) => new WrongProduct((grad, _, b) => grad * b, (grad, a, _) => grad * a).Apply(x, y), s_x, s_y).ShouldPass();
    }

    [TestCaseSource(nameof(WrongUnary))]
    public void A_wrong_rule_of_one_input_is_caught(WrongExp op)
    {
        foreach (var mode in new[] { GradientCheckMode.EveryElement, GradientCheckMode.RandomDirections })
        {
            var report = GradientCheck.Of(op.Apply, s_x, new GradientCheckOptions { Mode = mode });
            report.Passed.ShouldBeFalse(mode.ToString());
            Should.Throw<GradientCheckException>(report.ShouldPass).Message.ShouldContain("derivatives differ");
        }
    }

    [TestCaseSource(nameof(WrongBinary))]
    public void A_wrong_rule_of_two_inputs_is_caught(WrongProduct op)
    {
        foreach (var mode in new[] { GradientCheckMode.EveryElement, GradientCheckMode.RandomDirections })
        {
            GradientCheck.Of(op.Apply, s_x, s_y, new GradientCheckOptions { Mode = mode }).Passed
                .ShouldBeFalse(mode.ToString());
        }
    }

    [Test]
    public void A_gradient_overwritten_where_an_input_is_used_twice_is_caught() =>
        GradientCheck.Of(x => new WrongProduct((grad, _, b) => grad * b, (_, _, _) => null).Apply(x, x), s_x).Passed.ShouldBeFalse();

    [Test]
    public void A_missing_sum_over_a_broadcast_axis_is_refused_by_name() =>
        Should.Throw<GradientException>(
            () => GradientCheck.Of((x, y) => new UnsummedAdd().Apply(x, y), s_x, new NdArray<double>([3], 1, 2, 3)))
            .Message.ShouldContain("UnsummedAdd: Bprop returned a gradient of shape (2, 3) for an input of shape (3)");

    [Test]
    public void Only_the_second_derivative_is_wrong_where_a_value_was_captured()
    {
        var report = GradientCheck.Of(new WrongExp((grad, y, _) => grad * y.StopGradient()).Apply, s_x);
        report.Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).Select(comparison => comparison.Order)
            .Distinct().ShouldBe([2]);
        GradientCheck.Of(new WrongExp((grad, y, _) => grad * y.StopGradient()).Apply, s_x,
            new GradientCheckOptions { Order = 1 }).ShouldPass();
    }

    [Test]
    public void The_report_names_the_worst_element()
    {
        var oneWrong = Node.Constant(new NdArray<double>([2, 3], 1, 1, 1, 1, 1.5, 1));
        var report = GradientCheck.Of(new WrongExp((grad, y, _) => grad * y * oneWrong).Apply, s_x, new GradientCheckOptions { Order = 1 });
        report.Worst!.Direction.ShouldBe("input 0 [1, 1]");
        report.Worst!.RelativeError.ShouldBe(1.0 / 3, 1e-6);
        report.Comparisons.Count(comparison => comparison.Verdict == Verdict.Mismatch).ShouldBe(1);
    }

    [Test]
    public void A_wrong_rule_is_caught_whatever_the_size_of_the_values()
    {
        GradientCheck.Of(x => 1e9 + x + (0.5 * x.StopGradient()), s_x).Passed.ShouldBeFalse();
        GradientCheck.Of(x => 1e-9 * (x + x.StopGradient()), s_x).Passed.ShouldBeFalse();
        GradientCheck.Of(x => 1e9 + x.Exp(), s_x, new GradientCheckOptions { Order = 1 }).ShouldPass();
        GradientCheck.Of(x => 1e-9 * x.Exp(), s_x).ShouldPass();
    }

    [Test]
    public void Functions_that_watch_or_differentiate_inside_can_be_checked()
    {
        GradientCheck.Of(x => x.Exp().Watch().Square(), s_x).ShouldPass();
        GradientCheck.Of(x => x.Exp().Sum().Gradient(x, differentiable: true), s_x).ShouldPass();
        using var nothing = Recording.Off();
        GradientCheck.Of(x => x.Exp(), s_x).ShouldPass();
    }

    [Test]
    public void Options_out_of_range_are_refused()
    {
        foreach (var options in new GradientCheckOptions[]
        {
            new() { Order = 0 }, new() { Order = 5 }, new() { Directions = 0 }, new() { TimeBudget = TimeSpan.Zero },
            new() { RelativeTolerance = double.NaN }, new() { AbsoluteTolerance = -1 }, new() { Mode = (GradientCheckMode)9 },
            new() { LargestEveryElement = -1 },
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => GradientCheck.Of(x => x.Exp(), s_x, options), options.ToString()).Message
                .ShouldContain("GradientCheck: ");
        }
    }

    [Test]
    public void A_step_out_of_the_domain_is_said()
    {
        GradientCheck.Of(x => x.Log(), 1e-5).ShouldPass().Count(Verdict.Match).ShouldBe(2);
        var report = GradientCheck.Of(x => x.Pow(2.5), 0.0, new GradientCheckOptions { Order = 1 }).ShouldPass();
        report.Comparisons.Single().Verdict.ShouldBe(Verdict.DomainEdge, report.Details());
        report.Comparisons.Single().Note.ShouldNotBeNull().ShouldContain("no value below this point");
    }

    [Test]
    public void Nothing_to_check_is_said()
    {
        var (other, random) = (new Parameter<double>(2), new Random(1));
        Should.Throw<GradientException>(() => GradientCheck.Of(_ => other.Exp(), s_x)).Message
            .ShouldContain("does not depend on its input");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x * random.NextDouble(), s_x)).Message
            .ShouldContain("two values at the same point");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(_ => null!, s_x)).Message.ShouldContain("returned null");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Reshape([6]).Gather([]), s_x)).Message
            .ShouldContain("without elements");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Exp(), NdArray.Zeros<double>([0]))).Message
            .ShouldContain("nothing to check");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x.StopGradient(), s_x)).Message.ShouldContain("StopGradient");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Log(), s_x)).Message.ShouldContain("not finite");
    }

    public sealed record WrongExp(Func<Node<double>, Node<double>, Node<double>, Node<double>> Rule) : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Exp(x, y);

        protected override Node<T>? Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
            Rule((Node<double>)(object)grad, (Node<double>)(object)y, (Node<double>)(object)x) as Node<T>;
    }

    public sealed record WrongProduct(
        Func<Node<double>, Node<double>, Node<double>, Node<double>?> RuleX,
        Func<Node<double>, Node<double>, Node<double>, Node<double>?> RuleY) : BinaryOp
    {
        protected override Shape OutputShape(Shape x, Shape y) => x;

        protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => TensorPrimitives.Multiply(x.Span, y.Span, z);

        protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Apply(RuleX, grad, x, y);

        protected override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Apply(RuleY, grad, x, y);

        private static Node<T>? Apply<T>(
            Func<Node<double>, Node<double>, Node<double>, Node<double>?> rule, Node<T> grad, Node<T> x, Node<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            rule((Node<double>)(object)grad, (Node<double>)(object)x, (Node<double>)(object)y) as Node<T>;
    }

    private sealed record UnsummedAdd : BinaryOp
    {
        protected override Shape OutputShape(Shape x, Shape y) => x;

        protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
        {
            for (var i = 0; i < z.Length; i++)
            {
                z[i] = x.Span[i] + y.Span[i % y.Size];
            }
        }

        protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;

        protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;
    }
}
