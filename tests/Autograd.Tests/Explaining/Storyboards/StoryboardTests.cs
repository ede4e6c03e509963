namespace Autograd.Tests;

/// <summary>A storyboard holds what the two passes did, in their order; values worked out by hand or with PyTorch in double.</summary>
[TestFixture]
public class StoryboardTests
{
    [Test]
    public void Steps_are_the_nodes_as_they_were_made_the_seed_and_the_nodes_as_the_pass_visits_them()
    {
        var (u1, _, _, u3) = FanOut(0.5);
        var story = Storyboard<double>.Of(u3);
        story.Steps.Select(step => (step.Pass, story.Nodes[step.Node].Node.Name)).ShouldBe(
        [
            (StoryPass.Forward, "u1"), (StoryPass.Forward, "u2"), (StoryPass.Forward, "s"), (StoryPass.Forward, "u3"),
            (StoryPass.Seed, "u3"),
            (StoryPass.Backward, "u3"), (StoryPass.Backward, "s"), (StoryPass.Backward, "u2"), (StoryPass.Backward, "u1"),
        ]);
        story.Nodes[0].Node.ShouldBe(u1);
    }

    // d u3 / d u1 = e^(u1 + u1^2) (1 + 2 u1); the direct derivative, through s alone, is e^(u1 + u1^2).
    [Test]
    public void A_fan_out_is_the_sum_of_what_its_consumers_gave_in_the_order_of_the_pass()
    {
        var (_, _, _, u3) = FanOut(0.5);
        var u1 = Storyboard<double>.Of(u3).Nodes[0];
        var direct = Math.Exp(0.75);
        u1.Terms.Select(term => (term.From, term.Argument, term.Product.Span[0])).ShouldBe([(2, 0, direct), (1, 0, direct * 1.0)]);
        u1.Sums().Select(sum => sum.Span[0]).ShouldBe([direct, 2 * direct]);
        u1.Gradient!.Value.Span[0].ShouldBe(2 * direct);
        u1.WhyNoGradient.ShouldBeNull();
    }

    // x = [1 .5; -1 2], W = [.1 -.2 .3; .4 .5 -.6], b = [0 .1 -.1], labels 0 and 2; gradients by PyTorch in double.
    [Test]
    public void A_layer_gives_to_the_bias_the_sum_over_the_rows_and_to_the_weight_x_transposed_times_the_gradient()
    {
        var nodes = Storyboard<double>.Of(Layer()).Nodes.ToDictionary(node => node.Node.Name ?? "");
        nodes["loss"].Value.Span[0].ShouldBe(1.690, 5e-4);
        ShouldBe(nodes["h"].Gradient, -.3034, .1705, .1330, .1991, .2576, -.4567);
        ShouldBe(nodes["z"].Gradient, -.2777, .1667, .1316, .1264, .0663, -.0687);
        ShouldBe(nodes["m"].Gradient, -.2777, .1667, .1316, .1264, .0663, -.0687);
        ShouldBe(nodes["b"].Gradient, -.1513, .2330, .0629);
        ShouldBe(nodes["W"].Gradient, -.4041, .1004, .2004, .1140, .2160, -.0717);
        nodes["x"].Gradient.ShouldBeNull();
        nodes["x"].WhyNoGradient.ShouldBe("it was given as a value. Make it a Parameter to differentiate by it.");
    }

    [Test]
    public void The_same_input_twice_gets_two_terms()
    {
        var x = new Parameter<double>(3, "x");
        var terms = Storyboard<double>.Of(new Multiply().Apply(x, x)).Nodes[0].Terms;
        terms.Select(term => (term.From, term.Argument, term.Product.Span[0])).ShouldBe([(1, 0, 3), (1, 1, 3)]);
    }

    // The pass adds whole arrays as they come and all pieces at the end. Of numbers this far apart each other order would give another sum.
    [Test]
    public void Partial_sums_are_added_as_the_pass_adds_them_and_end_at_its_gradient()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        var loss = (x[0] * 1e16) + (x * new[] { 1.0, 0 }).Sum() + (x[0] * -1e16) + x[1] + (x * new[] { 0.5, 0 }).Sum();
        var expected = loss.Backward()[x].Value.ToArray();
        var story = Storyboard<double>.Of(loss).Nodes.Single(node => node.Node == x);
        story.Terms.Count.ShouldBe(5);
        story.Gradient!.Value.ToArray().ShouldBe(expected);
        story.Sums().Last().ToArray().ShouldBe(expected);
        story.Terms.Count(term => term.IsPiece).ShouldBe(3);
    }

    [Test]
    public void What_was_computed_from_constants_alone_keeps_no_inputs_and_is_data()
    {
        var x = Node.Constant<double>(new[] { 1.0, 4 });
        var loss = (x.Sqrt().Named("root") * new Parameter<double>(2, "w")).Sum();
        var root = Storyboard<double>.Of(loss).Nodes.Single(node => node.Node.Name == "root");
        root.IsLeaf.ShouldBeTrue();
        root.WhyNoGradient.ShouldNotBeNull().ShouldStartWith("no Parameter went into it");
    }

    [Test]
    public void Recording_a_pass_does_not_change_it()
    {
        var x = new Parameter<double>(NdArray.Generate<double>([50], () => 0.1), "x");
        var loss = Enumerable.Range(0, 50).Aggregate((Node<double>)x[0], (sum, i) => sum + (x[i] * i));
        var before = loss.Backward()[x].Value.ToArray();
        Storyboard<double>.Of(loss).Nodes[0].Gradient!.Value.ToArray().ShouldBe(before);
        loss.Backward()[x].Value.ToArray().ShouldBe(before);
    }

    [Test]
    public void Strong_zeros_are_told_from_numbers_that_are_0()
    {
        var x = new Parameter<double>(new[] { -1.0, 0, 4 }, "x");
        var node = Storyboard<double>.Of(((x > 0).Where(x.Sqrt(), 0) + (0 * x)).Sum()).Nodes.First(one => one.Node.Op is Sqrt);
        node.StrongZeros.ShouldBe([true, true, false]);
        Storyboard<double>.Of((x > 0).Where(x.Sqrt(), 0).Sum()).Nodes.Single(one => one.Node == x)
            .StrongZeros.ShouldBe([true, true, false]);
        Storyboard<double>.Of((0 * x).Sum()).Nodes.Single(one => one.Node == x).StrongZeros.ShouldBeNull();
    }

    [Test]
    public void A_parameter_that_was_updated_after_the_forward_pass_is_refused()
    {
        var w = new Parameter<double>(2, "w");
        var loss = w.Square().Named("loss");
        new Sgd<double>([w], 0.1).Step(loss.Backward());
        Should.Throw<GradientException>(() => loss.ToFilm()).Message.ShouldContain("w");
    }

    [Test]
    public void A_seed_is_needed_for_several_elements_and_used_where_it_is_given()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        Should.Throw<GradientException>(() => x.Square().ToTrace());
        Storyboard<double>.Of(x.Square(), new[] { 1.0, 10 }).Nodes[0].Gradient!.Value.ToArray().ShouldBe([2, 40]);
    }

    internal static (Parameter<double> U1, Node<double> U2, Node<double> S, Node<double> U3) FanOut(double at)
    {
        var u1 = new Parameter<double>(at, "u1");
        var u2 = u1.Square().Named("u2");
        var s = (u1 + u2).Named("s");
        return (u1, u2, s, s.Exp().Named("u3"));
    }

    internal static Node<double> Layer()
    {
        var x = Node.Constant<double>(new[,] { { 1, .5 }, { -1, 2 } }).Named("x");
        var w = new Parameter<double>(new[,] { { .1, -.2, .3 }, { .4, .5, -.6 } }, "W");
        var b = new Parameter<double>(new[] { 0, .1, -.1 }, "b");
        return (x.MatMul(w).Named("m") + b).Named("z").Tanh().Named("h").SoftmaxCrossEntropy([0, 2]).Named("loss");
    }

    private static void ShouldBe(NdArray<double>? gradient, params double[] expected)
    {
        var elements = gradient!.Value.ToArray();
        elements.Length.ShouldBe(expected.Length);
        elements.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 5e-5);
    }
}
