namespace Autograd.Tests;

[TestFixture]
public class BackwardErrorTests
{
    [Test]
    public void Several_elements_without_a_seed_are_refused()
    {
        var message = Should.Throw<GradientException>(() => new Parameter<double>(new[] { 1.0, 2 }).Exp().Backward()).Message;
        message.ShouldContain("Exp (2) has 2 elements");
        message.ShouldContain("seed of shape (2)");
    }

    [Test]
    public void A_seed_of_another_shape_is_refused() =>
        Should.Throw<GradientException>(() => new Parameter<double>(new[] { 1.0, 2 }).Exp().Backward(Node.Constant(new double[1, 2]))).Message
            .ShouldContain("the seed has shape (1, 2), but Exp (2) has shape (2)");

    [Test]
    public void A_constant_has_no_gradients() =>
        Should.Throw<GradientException>(() => Node.Constant(2.0).Backward()).Message.ShouldContain("Make it a Parameter");

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
        Should.Throw<GradientException>(() => loss.Backward(also: [hidden])).Message.ShouldContain("target = StopGradient");
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
        Should.Throw<GradientException>(() => gradients[w]).Message.ShouldContain("the integer index of Gather(Indices = [0, 2], Axis = 0) (2)");
        Should.Throw<GradientException>(() => table.SoftmaxCrossEntropy([1]).Backward()[w]).Message.ShouldContain("the integer labels of SoftmaxCrossEntropy");
    }

    [Test]
    public void A_cut_by_a_comparison_or_by_a_scope_is_named()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        Should.Throw<GradientException>(() => ((w > 0) * v).Backward()[w]).Message.ShouldContain("Compare(Relation = Greater) (), which has no derivative");
        Node<double> silent;
        using (Recording.Off())
        {
            silent = w.Exp();
        }

        Should.Throw<GradientException>(() => (silent * v).Backward()[w]).Message.ShouldContain("Exp (), a constant computed without parameters or while recording was off");
    }

    [Test]
    public void A_parameter_updated_between_forward_and_backward_is_named_with_both_places()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        using var origins = Origins.Capture();
        var loss = (w * v).Named("product").Square();
        w.Update(3.0);
        var message = Should.Throw<GradientException>(() => loss.Backward()).Message;
        message.ShouldContain("w = Parameter () was updated at BackwardErrorTests.cs:");
        message.ShouldContain("(now version 1) after product = Multiply () made at BackwardErrorTests.cs:");
        Should.NotThrow(() => (w * v).Square().Backward());
    }

    [Test]
    public void A_recorded_backward_pass_is_guarded_too()
    {
        var w = new Parameter<double>(1, "w");
        var gradient = w.Exp().Square().Gradient(w, differentiable: true);
        w.Update(elements => elements[0] = 2);
        Should.Throw<GradientException>(() => gradient.Gradient(w)).Message.ShouldContain("was updated at");
    }

    [Test]
    public void A_rule_that_returns_the_wrong_count_or_shape_names_its_operation()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 });
        Should.Throw<GradientException>(() => new TooFew().Apply([x, x, x]).Sum().Backward()).Message
            .ShouldContain("TooFew: Bprop returned 2 gradients for 3 inputs");
        Should.Throw<GradientException>(() => new Misshapen().Apply(x).Sum().Backward()).Message
            .ShouldContain("Misshapen: Bprop returned a gradient of shape () for an input of shape (2)");
    }

    [Test]
    public void A_node_made_while_a_parameter_changes_is_refused()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        Node<double>? torn = null;
        w.Update(elements =>
        {
            torn = w.Square();
            elements[0] = 7;
        });
        Should.Throw<GradientException>(() => torn!.Sum().Backward()).Message.ShouldContain("was updated at");
    }

    [Test]
    public void A_derivative_that_is_0_is_0_and_not_an_error()
    {
        var w = new Parameter<double>(new[] { -1.0, 2 }, "w");
        var gradient = w.Relu().Sum().Gradient(w, differentiable: true);
        gradient.Sum().Gradient(w).Value.ToArray().ShouldBe([0, 0]);
        gradient.Sum().Backward()[w].Value.ToArray().ShouldBe([0, 0]);
    }

    [Test]
    public void The_gradient_of_a_linear_function_is_a_constant_and_says_so()
    {
        var w = new Parameter<double>(1, "w");
        var gradient = (2 * w).Gradient(w, differentiable: true);
        Should.Throw<GradientException>(() => gradient.Gradient(w)).Message.ShouldContain("the gradient of a linear function, for instance, is a constant");
    }

    [Test]
    public void An_intermediate_node_that_was_not_asked_for_says_how_to_ask()
    {
        var w = new Parameter<double>(1, "w");
        var h = w.Exp();
        Should.Throw<GradientException>(() => h.Square().Backward()[h]).Message.ShouldContain("Backward(also: [node])");
    }

    [Test]
    public void A_wrong_number_of_inputs_names_the_operation()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ShapeException>(() => new Add().Apply<double>([w, w, w])).Message.ShouldContain("Add: takes two inputs, but got 3");
        Should.Throw<ShapeException>(() => new Exp().Apply<double>([])).Message.ShouldContain("Exp: takes one input, but got 0");
        Should.Throw<ArgumentNullException>(() => new Where().Apply<double>([w, null!, w])).Message.ShouldContain("Where: input 1 is null");
    }

    [Test]
    public void An_update_of_another_shape_is_refused() =>
        Should.Throw<ShapeException>(() => new Parameter<double>(new[] { 1.0, 2 }, "w").Update(new[] { 1.0 })).Message
            .ShouldContain("the new value has shape (1), but w = Parameter (2) keeps its shape");

    [Test]
    public void A_constant_cannot_be_watched() =>
        Should.Throw<GradientException>(() => Node.Constant(1.0).Watch()).Message.ShouldContain("is a constant");

    private sealed record TooFew : Op
    {
        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => inputs[0].Span.CopyTo(output);

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [grad, grad];
    }

    private sealed record Misshapen : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.Sum();
    }
}
