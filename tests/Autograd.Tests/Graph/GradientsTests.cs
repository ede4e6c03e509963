namespace Autograd.Tests;

/// <summary>What cannot be differentiated is refused in words.</summary>
[TestFixture]
public class GradientsTests
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
        Should.Throw<GradientException>(
            () => new Parameter<double>(new[] { 1.0, 2 }).Exp().Backward(seed: Node.Constant(new double[1, 2]))).Message
            .ShouldContain("the seed has shape (1, 2), but Exp (2) has shape (2)");

    [Test]
    public void A_constant_has_no_gradients() =>
        Should.Throw<GradientException>(() => Node.Constant(2.0).Backward()).Message.ShouldContain("Make it a Parameter");

    [Test]
    public void A_derivative_that_is_0_is_0_and_not_an_error()
    {
        var w = new Parameter<double>(new[] { -1.0, 2 }, "w");
        var gradient = w.Relu().Sum().Gradient(w, differentiable: true);
        gradient.Sum().Gradient(w).Value.ToArray().ShouldBe([0, 0]);
        gradient.Sum().Backward()[w].Value.ToArray().ShouldBe([0, 0]);
    }

    [Test]
    public void What_holds_no_gradient_says_so_in_every_way()
    {
        // Behind a rule that returns none, the parameter and the watched node have the gradient 0: as key, as value, in the count.
        var w = new Parameter<double>(new[] { -1.0, 2 }, "w");
        var h = (w * w).Watch();
        foreach (var gradients in new[] { new NoGradient().Apply(h).Sum().Backward(), new NoGradient().Apply(h).Sum().Backward([w, h]) })
        {
            gradients.Count.ShouldBe(2);
            gradients.Keys.ShouldBe([w, h], ignoreOrder: true);
            gradients.Values.SelectMany(gradient => gradient.Value.ToArray()).ShouldBe([0, 0, 0, 0]);
            gradients.TryGetValue(h, out var zero).ShouldBeTrue();
            zero.ShouldBeSameAs(gradients[h]);
        }
    }

    [Test]
    public void A_node_that_was_not_chosen_is_not_there()
    {
        var (x, y) = (new Parameter<double>(3, "x"), new Parameter<double>(4, "y"));
        var gradients = (x * y).Watch().Backward(wrt: [x]);
        gradients.Keys.ShouldBe([x]);
        gradients.TryGetValue(y, out _).ShouldBeFalse();
        Should.Throw<GradientException>(() => gradients[y]).Message.ShouldContain("Backward(wrt: [node])");
        (x * y).Backward(wrt: []).ShouldBeEmpty();
    }

    [Test]
    public void What_is_asked_for_must_be_there()
    {
        var (x, y) = (new Parameter<double>(3, "x"), new Parameter<double>(4, "y"));
        Should.Throw<GradientException>(() => x.Square().Backward(wrt: [x, y])).Message.ShouldContain("by y = Parameter ()");
    }

    [Test]
    public void Gradients_can_be_made()
    {
        var x = new Parameter<double>(new[] { 3.0, 4 }, "x");
        var y = new Parameter<double>(5, "y");
        var gradients = new Gradients<double>([new(x, new[] { 1.0, 2 })]);
        gradients[x].Value.ToArray().ShouldBe([1, 2]);
        Should.Throw<GradientException>(() => gradients[y]).Message
            .ShouldBe("There is no gradient by y = Parameter () among these; there is one by: x = Parameter (2).");
        Should.Throw<ShapeException>(() => new Gradients<double>([new(x, 1.0)])).Message.ShouldContain("has shape (); it must have");
        Should.Throw<ArgumentException>(() => new Gradients<double>([new(y, 1.0), new(y, 2.0)]));
        Should.Throw<ArgumentNullException>(() => new Gradients<double>([new(y, null!)]));
    }

    [Test]
    public void A_constant_cannot_be_watched() =>
        Should.Throw<GradientException>(() => Node.Constant(1.0).Watch()).Message.ShouldContain("is a constant");

    [Test]
    public void A_node_that_is_watched_after_the_pass_has_no_gradient_there_not_0()
    {
        var x = new Parameter<double>(3);
        var h = x.Square();
        var gradients = (2 * h).Backward();
        h.Watch();
        h.IsWatched.ShouldBeTrue();
        gradients.ContainsKey(h).ShouldBeFalse();
        Should.Throw<GradientException>(() => gradients[h]).Message.ShouldContain("its gradient was not asked for");
        (2 * h).Backward()[h].Scalar.ShouldBe(2);
    }

    [Test]
    public void No_node_that_is_asked_for_may_be_null()
    {
        var x = new Parameter<double>(3);
        Should.Throw<ArgumentNullException>(() => x.Square().Backward(wrt: [x, null!])).ParamName.ShouldBe("wrt");
    }

    private sealed record NoGradient : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T>? Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => null;
    }
}
