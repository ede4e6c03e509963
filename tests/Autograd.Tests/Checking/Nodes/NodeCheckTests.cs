using System.Numerics;

namespace Autograd.Tests;

[TestFixture]
public class NodeCheckTests
{
    [Test]
    public void A_wrong_rule_anywhere_in_twelve_layers_is_named_first([Range(1, 20)] int seed)
    {
        if (seed % 2 == 0)
        {
            NamesTheCulprit<double>(seed);
        }
        else
        {
            NamesTheCulprit<float>(seed);
        }
    }

    [Test]
    public void A_model_without_a_wrong_rule_passes()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var report = new DeepModel<float>(seed, planted: -1, Wrong.Sign).Loss().CheckNodes();
            report.ShouldPass();
            report.Checked.ShouldBe(39);
            report.LeftOut.ShouldBeEmpty();
        }
    }

    [Test]
    public void The_suspect_has_its_operation_its_name_and_the_line_that_made_it()
    {
        var x = new Parameter<double>(new[] { 0.3, -0.7 }, "x");
        NodeCheckReport report;
        using (Origins.Capture())
        {
            var hidden = new Planted(new Tanh(), Wrong.Sign).Apply<double>(x.Exp()).Named("hidden");
            report = hidden.Square().Sum().CheckNodes();
        }

        var suspect = report.Suspects.ShouldHaveSingleItem();
        (suspect.Operation, suspect.Name, suspect.Shape).ShouldBe(("WrongTanh", "hidden", [2]));
        suspect.Origin.ShouldNotBeNull().ShouldStartWith("NodeCheckTests.cs:");
        suspect.Report.ShouldNotBeNull().Passed.ShouldBeFalse();
        report.ToString().ShouldContain("1. hidden = WrongTanh");
        report.ToString().ShouldContain($"made at {suspect.Origin}");
        Should.Throw<GradientCheckException>(() => report.ShouldPass()).Message.ShouldBe(report.ToString());
    }

    [Test]
    public void A_rule_that_is_wrong_only_where_one_node_is_both_inputs_is_suspect()
    {
        var x = new Parameter<double>(new[] { 0.3, -0.7 }, "x").Exp();
        var product = new WrongRule(
            y => y[0] * y[1], (grad, _, y) => [grad * y[1], ReferenceEquals(y[0], y[1]) ? null : grad * y[0]]);
        product.Apply([x, x]).Sum().CheckNodes().Suspects.ShouldHaveSingleItem().Operation.ShouldBe(nameof(WrongRule));
        product.Apply([x, x.Square()]).Sum().CheckNodes().ShouldPass();
        (x * x).CheckNodes().ShouldPass();
    }

    [Test]
    public void A_rule_that_throws_or_returns_a_wrong_shape_is_suspect()
    {
        var x = new Parameter<double>(new[,] { { 0.3, -0.7 } });
        var report = new WrongShape().Apply(x.Exp()).Sum().CheckNodes();
        var suspect = report.Suspects.ShouldHaveSingleItem();
        suspect.Operation.ShouldBe(nameof(WrongShape));
        suspect.Finding.ShouldContain("Bprop returned a gradient of shape (2)");
    }

    [Test]
    public void Masks_and_constants_are_not_checked_but_an_unmultiplied_bias_of_zeros_is()
    {
        // The value jumps where a mask leaves 0, so that it has no slope to miss.
        var mask = new Parameter<double>(new[] { 0.0, 1, 0 });
        var x = new Parameter<double>(new[] { 0.3, -0.7, 2 });
        Mask.Of(mask, x).CheckNodes().ShouldPass();
        (x > 0).Where(x.Square(), 0).Sum().CheckNodes().ShouldPass();

        var bias = new Parameter<double>(NdArray.Zeros<double>([3]));
        new Planted(new Add(), Wrong.LastDropped).Apply<double>(x, bias).CheckNodes().Suspects.Count.ShouldBe(1);
    }

    [Test]
    public void A_budget_leaves_out_repetitions_first()
    {
        Node<double> h = new Parameter<double>(new[] { 0.3, -0.7 });
        for (var i = 0; i < 50; i++)
        {
            h = h.Tanh();
        }

        var report = h.Square().CheckNodes(new GradientCheckOptions { Order = 1, TimeBudget = TimeSpan.FromTicks(1) });
        (report.Nodes, report.Checked, report.NotChecked).ShouldBe((51, 1, 50));
        report.ToString().ShouldContain("50 nodes were not checked");
        h.CheckNodes().Checked.ShouldBe(50);
    }

    [Test]
    public void A_value_that_is_not_finite_is_said_and_not_a_suspect()
    {
        var x = new Parameter<double>(new[] { 0.0, 1 });
        var report = x.Log().CheckNodes();
        report.Suspects.ShouldBeEmpty();
        report.Passed.ShouldBeFalse();
        report.ToString().ShouldContain("Not checked: Log (2): ");
    }

    [Test]
    public void What_cannot_be_checked_is_refused_in_words()
    {
        var x = new Parameter<double>(1, "x");
        Should.Throw<GradientException>(() => x.CheckNodes()).Message.ShouldContain("made by no operation");
        Should.Throw<GradientException>(() => x.StopGradient().CheckNodes()).Message.ShouldContain("StopGradient");
        Should.Throw<ArgumentOutOfRangeException>(() => x.Exp().CheckNodes(new GradientCheckOptions { Directions = 0 }));
        var y = x.Exp();
        x.Update(new NdArray<double>(2));
        Should.Throw<GradientException>(() => y.CheckNodes()).Message.ShouldContain("was updated");
    }

    private static void NamesTheCulprit<T>(int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var model = new DeepModel<T>(seed, random.Next(39), (Wrong)random.Next(6));
        var loss = model.Loss();
        model.Count.ShouldBe(39);
        var report = loss.CheckNodes();
        report.Suspects.Count.ShouldBe(1, report.ToString());
        report.Suspects[0].Operation.ShouldBe(model.Culprit!.Name);
    }

    private sealed record WrongShape : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.Reshape([x.Shape.Size]);
    }
}
