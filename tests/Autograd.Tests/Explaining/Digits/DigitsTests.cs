namespace Autograd.Tests;

[TestFixture]
public class DigitsTests
{
    [Test]
    public void A_saturated_difference_loses_all_digits_and_is_named()
    {
        using var asWritten = Stabilizing.Off();
        var z = new Parameter<float>([1f, 20], "z");
        var rest = 1 - z.Sigmoid();
        var report = rest.Log().Sum().DigitsLost();
        report.Culprit!.Node.ShouldBe(rest);
        report[rest].Value.ShouldBe(0);
        report[rest].Position.ShouldBe([1]);
        report[rest].Computed.ShouldBe(0);

        // 1 / (1 + e^20).
        report[rest].Better.ShouldBe(2.0611536e-9, 1e-15);
        report[z].Value.ShouldBe(7.2, 0.1);
        report[z].Gradient.ShouldBe(0);
        report.ToString().ShouldContain("Most were lost in Subtract (2), 7.2 digits: 0 in the place of 2.06115369E-09 at [1].");
    }

    [Test]
    public void The_stable_formula_keeps_them()
    {
        var z = new Parameter<float>([1f, 20, 40], "z");
        var report = (1 - z.Sigmoid()).Log().Sum().DigitsLost();
        report.Culprit.ShouldBeNull();
        report.Nodes.ShouldAllBe(node => node.Least > 6);
    }

    [Test]
    public void A_double_graph_is_judged_by_moving_what_goes_into_each_operation()
    {
        using var asWritten = Stabilizing.Off();
        var z = new Parameter<double>([1.0, 40], "z");
        var rest = 1 - z.Sigmoid();
        rest.Sum().DigitsLost().Culprit!.Node.ShouldBe(rest);

        // (x + 1e8) - 1e8: eight of sixteen digits are gone.
        var x = new Parameter<double>(0.7, "x");
        var back = x + 1e8 - 1e8;
        back.DigitsLost()[back].Value.ShouldBe(8, 0.7);
    }

    [Test]
    public void What_is_rounded_to_0_because_it_is_too_small_is_right_and_what_overflows_is_not()
    {
        var x = new Parameter<float>(-100f);
        var small = x.Exp() * 1;
        small.DigitsLost()[small].Value.ShouldBeGreaterThan(5);
        var large = (-x).Exp() * 1;
        large.DigitsLost()[large].Value.ShouldBe(0);
    }

    [Test]
    public void An_exact_difference_is_not_blamed()
    {
        var x = new Parameter<double>([1.1, -2.2, 3.3], "x");
        var report = (x.Relu() + (-x).Relu() - x.Abs()).Sum().DigitsLost();
        report.Culprit.ShouldBeNull(report.ToString());
    }

    [Test]
    public void Ties_infinities_that_are_masked_and_opposites_are_not_blamed()
    {
        var x = new Parameter<double>([0.1, 0.1, 0.3, 0.3], "x");
        x.Max().DigitsLost()[x].Gradient!.Value.ShouldBeGreaterThan(15);
        var y = new Parameter<double>([0.0, 2], "y");
        (y > 0).Where(y.Log(), 0).Sum().DigitsLost().Culprit.ShouldBeNull();
        var z = new Parameter<double>([0.7, -0.7], "z");
        (z * 1.01).Tanh().Sum().DigitsLost().Culprit.ShouldBeNull();
    }

    [Test]
    public void A_float_graph_with_a_hook_is_computed_again_too()
    {
        var x = new Parameter<float>([0.3f, 2], "x");
        (x * 0.7f).WithGradient(grad => 2 * grad).Sum().DigitsLost()[x].Gradient!.Value.ShouldBeGreaterThan(6);
    }

    [Test]
    public void A_constant_cannot_be_computed_again()
    {
        Should.Throw<GradientException>(() => Node.Constant(1.0).DigitsLost()).Message
            .ShouldStartWith("DigitsLost: Constant () is a constant");
    }
}
