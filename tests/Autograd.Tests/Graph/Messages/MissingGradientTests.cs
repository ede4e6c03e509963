namespace Autograd.Tests;

[TestFixture]
public class MissingGradientTests
{
    [Test]
    public void A_path_cut_by_StopGradient_is_named()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        var hidden = w.Exp().Named("hidden");
        var loss = hidden.StopGradient().Named("target") * v;
        var gradients = loss.Backward();
        var message = Should.Throw<GradientException>(() => gradients[w]).Message;
        message.ShouldContain("There is no gradient of Multiply () by w = Parameter ()");
        message.ShouldContain("the path was cut by target = StopGradient ()");
        Should.Throw<GradientException>(() => loss.Gradient(w)).Message.ShouldBe(message);
        Should.Throw<GradientException>(() => loss.Backward(wrt: [hidden])).Message.ShouldContain("target = StopGradient");
    }

    [Test]
    public void A_node_that_is_not_used_is_told_from_one_that_was_cut()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        Should.Throw<GradientException>(() => v.Square().Backward()[w]).Message.ShouldContain("Nothing cuts a path in the output's graph");
        var message = Should.Throw<GradientException>(() => (v * 2).Backward()[w]).Message;
        message.ShouldContain("does not depend on it");
        message.ShouldContain("the given constant Constant ()");
    }

    [Test]
    public void A_cut_by_an_integer_index_or_labels_is_named()
    {
        var (w, table) = (new Parameter<double>(new[] { 0.4, 1.6 }, "w"), new Parameter<double>(new[] { 1.0, 2, 3 }, "table"));
        var index = Array.ConvertAll(w.Value.ToArray(), value => (int)Math.Round(value));
        var gradients = table.Gather(index).Sum().Backward();
        Should.Throw<GradientException>(() => gradients[w]).Message
            .ShouldContain("the integer index of Gather(Indices = [0, 2], Axis = 0, Axes = 1) (2)");
        Should.Throw<GradientException>(() => table.SoftmaxCrossEntropy([1]).Backward()[w]).Message
            .ShouldContain("the integer labels of SoftmaxCrossEntropy");
    }

    [Test]
    public void A_cut_by_a_comparison_or_by_a_scope_is_named()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        Should.Throw<GradientException>(() => ((w > 0) * v).Backward()[w]).Message
            .ShouldContain("Compare(Relation = Greater) (), which has no derivative");
        Node<double> silent;
        using (Recording.Off())
        {
            silent = w.Exp();
        }

        Should.Throw<GradientException>(() => (silent * v).Backward()[w]).Message
            .ShouldContain("Exp (), which a parameter went into while recording was off");
    }

    [Test]
    public void The_gradient_of_a_linear_function_is_a_constant_and_says_so()
    {
        var w = new Parameter<double>(1, "w");
        var gradient = (2 * w).Gradient(w, differentiable: true);
        Should.Throw<GradientException>(() => gradient.Gradient(w)).Message
            .ShouldContain("the gradient of a linear function, for instance, is a constant");
    }

    [Test]
    public void A_second_derivative_of_a_pass_that_was_not_recorded_says_just_that_first()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var gradient = w.Exp().Sum().Gradient(w);
        foreach (var output in new[] { gradient.Sum(), gradient.Square().Sum(), w.Cube().Sum().Backward()[w].Sum() })
        {
            Should.Throw<GradientException>(() => output.Gradient(w)).Message.ShouldMatch(
                @"^Backward: Sum.* is a constant: to differentiate a gradient again, compute it with differentiable: true\. ");
        }

        // Where it was given, and the gradient is a constant all the same, nothing is said of it.
        var linear = (2 * w).Sum().Gradient(w, differentiable: true);
        Should.Throw<GradientException>(() => linear.Sum().Gradient(w)).Message.ShouldNotContain("differentiable");
        Should.Throw<GradientException>(() => (2 * w).Sum().Gradient(w).Sum().Gradient(w)).Message.ShouldNotContain("differentiable");
        w.Cube().Sum().Gradient(w, differentiable: true).Sum().Gradient(w).Value.ToArray().ShouldBe([6, 12]);
    }

    [Test]
    public void An_intermediate_node_that_was_not_asked_for_says_how_to_ask()
    {
        var w = new Parameter<double>(1, "w");
        var h = w.Exp();
        Should.Throw<GradientException>(() => h.Square().Backward()[h]).Message.ShouldContain("Backward(wrt: [node])");
    }
}
