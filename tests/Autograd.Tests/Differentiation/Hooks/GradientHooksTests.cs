namespace Autograd.Tests;

/// <summary>Code that a backward pass calls with the gradient of a node.</summary>
[TestFixture]
public class GradientHooksTests
{
    [Test]
    public void A_gradient_is_looked_at_complete_and_goes_on()
    {
        var seen = new List<double[]>();
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var h = (w * 3).OnGradient(gradient => seen.Add(gradient.Value.ToArray()));
        h.Value.ToArray().ShouldBe([3, 6]);
        (h + (h * h)).Sum().Gradient(w).Value.ToArray().ShouldBe([21, 39]);
        seen.ShouldBe([[7.0, 13.0]]);
    }

    [Test]
    public void A_gradient_is_clipped_replaced_and_reversed()
    {
        var w = new Parameter<double>(new[] { 1.0, 20 }, "w");
        w.WithGradient(g => g.Clamp(-5, 5)).Square().Sum().Gradient(w).Value.ToArray().ShouldBe([2, 5]);
        w.WithGradient(_ => new[] { 7.0, 8 }).Square().Sum().Gradient(w).Value.ToArray().ShouldBe([7, 8]);
        w.WithGradient(g => -g).Square().Sum().Gradient(w).Value.ToArray().ShouldBe([-2, -40]);
        w.WithGradient(g => g / g.Norm()).Square().Sum().Gradient(w).Value[1].ShouldBe(40 / Math.Sqrt(1604), 1e-15);
    }

    [Test]
    public void A_changed_gradient_is_differentiated_again()
    {
        var w = new Parameter<double>(3, "w");
        var gradient = w.WithGradient(g => g * g).Square().Gradient(w, differentiable: true);
        gradient.Scalar.ShouldBe(36);

        // (2 y)^2 with y = w: its slope 24 goes back through the same hook.
        gradient.Gradient(w).Scalar.ShouldBe(24 * 24);
    }

    [Test]
    public void What_a_hook_keeps_does_not_change()
    {
        var seen = new List<Node<double>>();
        var w = new Parameter<double>(NdArray.Full<double>([4096], 0.5), "w");
        Node<double> Loss() => w.Exp()
            .OnGradient(seen.Add)
            .Square()
            .WithGradient(g =>
            {
                seen.Add(g);
                var doubled = 2 * g;
                seen.Add(doubled);
                return doubled;
            })
            .Tanh().Exp().Tanh().Sum();
        Loss().Backward();
        var copies = seen.Select(node => node.Value.Copy()).ToArray();
        copies.Length.ShouldBe(3);
        (3 * Loss()).Backward();
        seen.Take(3).Select(node => node.Value).ShouldBe(copies);
    }

    [Test]
    public void Hooks_stand_in_the_graph_and_in_messages()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var h = w.OnGradient(_ => { }).WithGradient(_ => 1.0);
        TopologicalOrder.Of(h).Select(node => node.Op?.ToString()).ShouldBe([null, "OnGradient", "WithGradient"]);
        Should.Throw<GradientException>(() => h.Sum().Backward()).Message.ShouldContain("WithGradient");
        Should.Throw<GradientException>(() => w.WithGradient(_ => null!).Sum().Backward()).Message.ShouldContain("returned null");
        Should.Throw<OpException>(() => w.OnGradient(_ => throw new InvalidOperationException("mine")).Sum().Backward())
            .Message.ShouldContain("OnGradient: its rule threw InvalidOperationException");
    }

    [Test]
    public void A_node_that_no_gradient_reaches_has_no_hook()
    {
        var x = Node.Constant(2.0);
        x.OnGradient(_ => { }).ShouldBeSameAs(x);
        x.WithGradient(g => g).ShouldBeSameAs(x);
    }

    [Test]
    public void A_replay_repeats_operations_and_refuses_to_look()
    {
        var w = new Parameter<double>(new[] { 1.0, 20 }, "w");
        var replay = Replay.OfLoss(() => w.WithGradient(g => g.Clamp(-5, 5)).Square().Sum());
        w.Update(new[] { 2.0, -7 });
        replay.Run();
        replay.Gradients[w].Value.ToArray().ShouldBe([4, -5]);
        Should.Throw<ReplayException>(() => Replay.OfLoss(() => w.OnGradient(_ => { }).Square().Sum()))
            .Message.ShouldContain("OnGradient: cannot be replayed");
        Should.Throw<ReplayException>(() => Replay.OfLoss(() => w.WithGradient(g => g * g.Value[0]).Square().Sum()));
    }

    [Test]
    public void A_strong_zero_stays_one()
    {
        var w = new Parameter<double>(new[] { 0.0, 4 }, "w");
        var root = w.Sqrt().OnGradient(_ => { }).WithGradient(g => g * 2);
        (w > 0).Where(root, 0).Sum().Gradient(w).Value.ToArray().ShouldBe([0, 0.5]);
    }

    [Test]
    public void A_hook_inside_a_recomputed_part_is_called_when_the_part_is_computed_again()
    {
        var calls = 0;
        var w = new Parameter<double>(3, "w");
        var y = Recompute.Of(x => (x * x).OnGradient(_ => calls++).WithGradient(g => 10 * g), w);
        y.Gradient(w).Scalar.ShouldBe(60);
        calls.ShouldBe(1);
    }
}
