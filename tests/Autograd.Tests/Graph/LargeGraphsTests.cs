namespace Autograd.Tests;

/// <summary>Deep and wide graphs cost their nodes and arcs, and no stack.</summary>
[TestFixture]
public class LargeGraphsTests
{
    [Test]
    public void A_chain_of_a_million_nodes_runs_forward_backward_and_second_order_backward()
    {
        const int Length = 1_000_000;
        var x = new Parameter<double>(1);
        var factor = Math.Pow(2, 1.0 / Length);
        Node<double> h = x;
        for (var i = 0; i < Length; i++)
        {
            h *= factor;
        }

        var gradients = (h * h).Backward(differentiable: true);

        // h = 2 x to rounding, so (h^2)' = 8 x and (h^2)'' = 8.
        gradients[x].Scalar.ShouldBe(8, 1e-8);
        gradients[x].Gradient(x).Scalar.ShouldBe(8, 1e-8);
        TopologicalOrder.Of(h).Count.ShouldBe((2 * Length) + 1);
    }

    [Test]
    public void A_ladder_of_60_fan_outs_costs_its_arcs_not_its_paths()
    {
        var x = new Parameter<double>(1);
        var visited = new List<string>();
        Node<double> h = x;
        for (var i = 0; i < 60; i++)
        {
            h = new Noted("rung", visited).Apply(h + h);
        }

        // There are 2^60 paths; every rung is visited once.
        h.Backward()[x].Scalar.ShouldBe(Math.Pow(2, 60));
        visited.Count.ShouldBe(60);
    }

    [Test]
    public void A_wide_graph_adds_up_every_use()
    {
        var x = new Parameter<double>(2);
        var sum = Enumerable.Range(0, 1000).Select(i => x * i).Reverse().Aggregate((total, next) => total + next);
        sum.Backward()[x].Scalar.ShouldBe(999 * 1000 / 2);
    }

    [Test]
    public void Very_many_selections_of_one_node_do_not_overflow_the_stack()
    {
        const int Count = 100_000;
        var x = new Parameter<double>(new[] { 0.0, 1, 2, 3 });
        var h = x.Exp();
        Node<double> loss = 0.0;
        for (var i = 0; i < Count; i++)
        {
            loss += h.Gather([i % 4]).Sum();
        }

        loss.Backward()[x].Value[0].ShouldBe(Count / 4);
    }

    [Test]
    public void Very_many_parameters_each_get_their_gradient()
    {
        var parameters = Enumerable.Range(0, 50_000).Select(i => new Parameter<double>(i)).ToArray();
        var sum = parameters.Aggregate((Node<double>)0.0, (total, next) => total + next);
        sum.Backward().Count.ShouldBe(50_000);
        sum.Backward(wrt: parameters).ShouldAllBe(pair => pair.Value.Scalar == 1);
    }
}
