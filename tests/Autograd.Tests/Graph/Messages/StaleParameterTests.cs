namespace Autograd.Tests;

[TestFixture]
public class StaleParameterTests
{
    private static readonly Node<double> s_x = Node.Constant(new[] { 0.3, -0.8 });

    [Test]
    public void A_state_that_was_carried_over_an_update_is_named()
    {
        var (w, u) = (new Parameter<double>(new[] { 0.5, 0.2 }, "w"), new Parameter<double>(new[] { 0.1, -0.3 }, "u"));
        using var origins = Origins.Capture();
        var (state, memory) = (Node.Constant(new double[2]), Node.Constant(new double[2]));
        var message = "";
        for (var step = 0; step < 2; step++)
        {
            (state, memory) = Cell(state, memory);
            var loss = state.Square().Sum();
            if (step == 0)
            {
                var gradient = loss.Backward()[w].Value.ToArray();
                w.Update(elements => elements[0] -= gradient[0]);
            }
            else
            {
                message = Should.Throw<GradientException>(() => loss.Backward()).Message;
            }
        }

        message.ShouldContain("w = Parameter (2) was updated at StaleParameterTests.cs:");
        message.ShouldContain("(now version 1) after inner = ");
        message.ShouldContain("was carried over into what was computed after it by state = Tanh (2) made at StaleParameterTests.cs:");
        message.ShouldContain(" and memory = Add (2) made at StaleParameterTests.cs:");
        message.ShouldContain("carry a state over an update by its StopGradient()");
        message.ShouldNotContain("more");

        // As it says.
        var (nextState, _) = Cell(state.StopGradient(), memory.StopGradient());
        Should.NotThrow(() => nextState.Sum().Backward());

        (Node<double> State, Node<double> Memory) Cell(Node<double> before, Node<double> remembered)
        {
            var inner = ((w * s_x).Named("inner") + (u * before)).Tanh();
            var kept = ((remembered * 0.5) + inner).Named("memory");
            return ((kept + before).Tanh().Named("state"), kept);
        }
    }

    [Test]
    public void Only_what_reaches_the_reader_of_the_old_value_is_named()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        var (harmless, stale) = (v.Exp().Named("harmless"), (2 * w.Exp()).Named("stale"));
        w.Update(3.0);
        var message = Should.Throw<GradientException>(() => (harmless * stale * w).Backward()).Message;
        message.ShouldContain("carried over into what was computed after it by stale = Multiply ():");
        message.ShouldNotContain("harmless");
    }

    [Test]
    public void A_loss_that_is_older_than_the_update_carries_nothing_over()
    {
        var w = new Parameter<double>(1, "w");
        var loss = w.Exp().Square();
        w.Update(3.0);
        Should.Throw<GradientException>(() => loss.Backward()).Message
            .ShouldEndWith("Compute the loss again after an update, and take all gradients before it.");
    }
}
