namespace Autograd.Tests;

/// <summary>A parameter that is updated between forward and backward.</summary>
[TestFixture]
public class ParameterTests
{
    [Test]
    public void StopGradient_keeps_the_value_even_when_the_parameter_moves_on()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var before = w.StopGradient();
        w.Update(new[] { 5.0, 6 });
        before.Value.ToArray().ShouldBe([1, 2]);
        w.Version.ShouldBe(1);
    }

    [Test]
    public void A_parameter_updated_between_forward_and_backward_is_named_with_both_places()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        using var origins = Origins.Capture();
        var loss = (w * v).Named("product").Square();
        w.Update(3.0);
        var message = Should.Throw<GradientException>(() => loss.Backward()).Message;
        message.ShouldContain("w = Parameter () was updated at ParameterTests.cs:");
        message.ShouldContain("(now version 1) after product = Multiply () made at ParameterTests.cs:");
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
    public void An_update_of_another_shape_is_refused() =>
        Should.Throw<ShapeException>(() => new Parameter<double>(new[] { 1.0, 2 }, "w").Update(new[] { 1.0 })).Message
            .ShouldContain("the new value has shape (1), but w = Parameter (2) keeps its shape");

    [Test]
    public void The_value_of_a_parameter_moves_with_it_and_a_copy_does_not()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var (value, copy) = (w.Value, w.Value.Copy());
        w.Update(new[] { 3.0, 4 });
        value.ToArray().ShouldBe([3, 4]);
        copy.ToArray().ShouldBe([1, 2]);
    }

    [Test]
    public void Only_float_and_double_are_elements() =>
        Should.Throw<NotSupportedException>(() => new Parameter<Half>((Half)1)).Message.ShouldContain("float or double, not Half");
}
