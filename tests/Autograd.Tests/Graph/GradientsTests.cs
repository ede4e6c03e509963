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
            () => new Parameter<double>(new[] { 1.0, 2 }).Exp().Backward(Node.Constant(new double[1, 2]))).Message
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
        gradients.Contains(h).ShouldBeFalse();
        Should.Throw<GradientException>(() => gradients[h]).Message.ShouldContain("its gradient was not asked for");
        (2 * h).Backward()[h].Scalar.ShouldBe(2);
    }

    [Test]
    public void No_node_that_is_asked_for_may_be_null()
    {
        var x = new Parameter<double>(3);
        Should.Throw<ArgumentNullException>(() => x.Square().Backward(also: [null!])).ParamName.ShouldBe("also");
        Should.Throw<ArgumentNullException>(() => x.Square().Gradients([x, null!])).ParamName.ShouldBe("wrt");
    }
}
