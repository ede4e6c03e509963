using Autograd;

namespace Ops.Tests;

[TestFixture]
public class StabilizingTests
{
    private static readonly double[] s_moderate = [0.3, -1.2, 2];
    private static readonly double[] s_extreme = [1000, 0, -1000];

    [Test]
    public void The_scope_ends_where_it_is_disposed()
    {
        using (Stabilizing.Off())
        {
            Stabilizing.IsOn.ShouldBeFalse();
            new Parameter<double>(s_moderate).Sigmoid().Log().Op.ShouldBeOfType<Log>();
        }

        Stabilizing.IsOn.ShouldBeTrue();
    }

    [Test]
    public void A_watched_node_is_not_replaced()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax().Watch();
        var loss = -p.Log().Gather([0]).Sum();
        loss.Backward()[p].Value.ToArray().ShouldBe([-1 / p.Value[0], 0, 0], 1e-14);
    }

    [Test]
    public void A_constant_stays_a_constant()
    {
        var z = new Parameter<double>(s_moderate);
        var deep = z * 2;
        Node<double> p, q;
        using (Recording.Off())
        {
            (p, q) = (z.Softmax(), deep.Softmax());
        }

        p.Log().RequiresGrad.ShouldBeFalse();
        q.Log().RequiresGrad.ShouldBeFalse();
        p.Log().Value.ShouldBe(z.LogSoftmax().Value);
        q.Log().Value.ShouldBe(deep.LogSoftmax().Value);
    }

    [Test]
    public void A_formula_whose_parameter_was_updated_in_between_keeps_its_value()
    {
        var z = new Parameter<double>(s_moderate);
        var (p, sum) = (z.Softmax(), z.Exp().Sum());
        var (expected, expectedSum) = (p.Value.ToArray(), sum.Scalar);
        z.Update(s_extreme);
        p.Log().Value.ToArray().ShouldBe(Array.ConvertAll(expected, Math.Log), 1e-15);
        sum.Log().Scalar.ShouldBe(Math.Log(expectedSum), 1e-15);
    }

    [Test]
    public void The_gradient_by_a_replaced_node_that_is_also_used_elsewhere_is_refused_not_partial()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax();
        var loss = (p * p.Log()).Sum();
        Should.Throw<GradientException>(() => loss.Gradient(p)).Message.ShouldContain("replaced");
        Should.Throw<GradientException>(() => loss.Backward(wrt: [p])).Message.ShouldContain("replaced");
        p.Watch();
        Should.Throw<GradientException>(() => loss.Backward()[p]).Message.ShouldContain("replaced");

        var watched = z.Softmax().Watch();
        (watched * watched.Log()).Sum().Gradient(watched).Value.ToArray()
            .ShouldBe(Array.ConvertAll(watched.Value.ToArray(), value => Math.Log(value) + 1), 1e-14);
    }

    [Test]
    public void Asking_for_the_gradient_of_a_replaced_node_says_so_and_how_to_keep_it()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax();
        var loss = p.Log().Sum();
        var message = Should.Throw<GradientException>(() => loss.Backward()[p]).Message;
        message.ShouldContain("replaced when Log(Softmax(z)) became the stable LogSoftmax");
        message.ShouldContain("Watch()");
        message.ShouldContain("Stabilizing.Off()");
    }
}
