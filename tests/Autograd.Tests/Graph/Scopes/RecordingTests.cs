namespace Autograd.Tests;

/// <summary>What is recorded, and what is not.</summary>
[TestFixture]
public class RecordingTests
{
    [Test]
    public void A_first_order_pass_records_nothing()
    {
        var x = new Parameter<double>(0.7);
        var loss = x.Exp() * x;
        loss.Gradient(x).RequiresGrad.ShouldBeFalse();
        loss.Gradient(x, differentiable: true).RequiresGrad.ShouldBeTrue();
    }

    [Test]
    public void A_scope_records_nothing_and_ends()
    {
        var x = new Parameter<double>(2);
        using (Recording.Off())
        {
            Recording.IsOn.ShouldBeFalse();
            var y = x.Exp();
            y.RequiresGrad.ShouldBeFalse();
            y.Inputs.Count.ShouldBe(0);
            Should.Throw<GradientException>(() => y.Backward()).Message.ShouldContain("recording was off");
        }

        x.Exp().RequiresGrad.ShouldBeTrue();
    }

    [Test]
    public void Constants_record_nothing()
    {
        var y = Node.Constant(2.0) * 3;
        y.Inputs.Count.ShouldBe(0);
        y.RequiresGrad.ShouldBeFalse();
        y.Scalar.ShouldBe(6);
    }

    [Test]
    public void A_pass_that_is_to_be_recorded_is_recorded_inside_a_scope_that_records_nothing()
    {
        var x = new Parameter<double>(3);
        var y = x.Square();
        using var nothing = Recording.Off();
        y.Gradient(x, differentiable: true).RequiresGrad.ShouldBeTrue();
        y.Gradient(x).RequiresGrad.ShouldBeFalse();
    }

    [Test]
    public void A_constant_does_not_keep_a_recorded_graph_alive()
    {
        var x = new Parameter<double>(new double[1000]);
        var (constant, graph) = Make();
        GC.Collect();
        graph.IsAlive.ShouldBeFalse();
        constant.Scalar.ShouldBe(1);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        (Node<double> Constant, WeakReference Graph) Make()
        {
            var loss = x.Square().Sum();
            using var nothing = Recording.Off();
            return (loss.Exp(), new WeakReference(loss));
        }
    }
}
