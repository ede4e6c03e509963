using System.Numerics.Tensors;

namespace Autograd.Tests;

[TestFixture]
public class BackwardTests
{
    [Test]
    public void The_gradient_of_a_product_is_the_other_factor()
    {
        var (x, y) = (new Parameter<double>(3), new Parameter<double>(4));
        var gradients = (x * y).Backward();
        gradients[x].Scalar.ShouldBe(4);
        gradients[y].Scalar.ShouldBe(3);
        gradients.Count.ShouldBe(2);
    }

    [Test]
    public void The_total_derivative_goes_through_both_paths()
    {
        // u2 = u1^2, u3 = exp(u1 + u2): du3/du1 = exp(u1 + u1^2) (1 + 2 u1), while the direct derivative is exp(u1 + u2).
        foreach (var value in new[] { -1.5, 0, 0.5, 1 })
        {
            var u1 = new Parameter<double>(value);
            var u2 = u1.Square();
            var u3 = (u1 + u2).Exp();
            var exp = Math.Exp(value + (value * value));
            u3.Gradient(u1).Scalar.ShouldBe(exp * (1 + (2 * value)), 1e-15 * exp);
            u3.Gradient(u2).Scalar.ShouldBe(exp);

            var direct = (u1 + u2.StopGradient()).Exp();
            direct.Gradient(u1).Scalar.ShouldBe(exp);
        }
    }

    [Test]
    public void Nothing_is_accumulated_between_calls()
    {
        var x = new Parameter<double>(3);
        var loss = x.Square();
        loss.Backward();
        loss.Backward()[x].Scalar.ShouldBe(6);
    }

    [Test]
    public void An_input_used_several_times_gets_the_sum()
    {
        var x = new Parameter<double>(3);
        ((x * x) + (x * x * x) - x).Backward()[x].Scalar.ShouldBe(6 + 27 - 1);
    }

    [Test]
    public void A_seed_weights_the_elements()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, 3 });
        x.Square().Backward(Node.Constant([1.0, 0, -1])).Single().Value.Value.ToArray().ShouldBe([2, 0, -6]);
    }

    [Test]
    public void Gradients_of_intermediate_nodes_come_when_asked_for()
    {
        var x = new Parameter<double>(2);
        var h = x.Square();
        var watched = (h * 5).Watch();
        var loss = watched.Square();
        var gradients = loss.Backward(also: [h]);
        gradients[watched].Scalar.ShouldBe(40);
        gradients[h].Scalar.ShouldBe(200);
        gradients[x].Scalar.ShouldBe(800);
        loss.Backward().Contains(h).ShouldBeFalse();
    }

    [Test]
    public void The_functional_form_visits_only_the_paths_that_lead_to_what_is_asked()
    {
        var (x, y) = (new Parameter<double>(2), new Parameter<double>(3));
        var visited = new List<string>();
        var loss = new Noted("x", visited).Apply(x) * new Noted("y", visited).Apply(y);
        loss.Gradient(x).Scalar.ShouldBe(3);
        visited.ShouldBe(["x"]);
        loss.Backward();
        visited.Order(StringComparer.Ordinal).ShouldBe(["x", "x", "y"]);
    }

    [Test]
    public void Higher_derivatives_repeat()
    {
        var x = new Parameter<double>(0.7);
        Node<double> derivative = (2 * x).Exp() * x;
        for (var order = 1; order <= 5; order++)
        {
            derivative = derivative.Gradient(x, differentiable: true);

            // d^n/dx^n (x e^2x) = (2^n x + n 2^(n-1)) e^2x
            derivative.Scalar.ShouldBe(((Math.Pow(2, order) * 0.7) + (order * Math.Pow(2, order - 1))) * Math.Exp(1.4), 1e-12 * Math.Pow(4, order));
        }
    }

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
    public void StopGradient_keeps_the_value_even_when_the_parameter_moves_on()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 });
        var before = w.StopGradient();
        w.Update(new[] { 5.0, 6 });
        before.Value.ToArray().ShouldBe([1, 2]);
        w.Version.ShouldBe(1);
    }

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

        loss.Backward()[x][0].ShouldBe(Count / 4);
    }

    [Test]
    public void Very_many_parameters_each_get_their_gradient()
    {
        var parameters = Enumerable.Range(0, 50_000).Select(i => new Parameter<double>(i)).ToArray();
        var sum = parameters.Aggregate((Node<double>)0.0, (total, next) => total + next);
        sum.Backward().Count.ShouldBe(50_000);
        sum.Backward(also: parameters).ShouldAllBe(pair => pair.Value.Scalar == 1);
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
    public void A_gradient_is_not_the_live_seed()
    {
        var (x, seed) = (new Parameter<double>(3), new Parameter<double>(2));
        var gradient = (x + 1).Backward(seed)[x];
        gradient.RequiresGrad.ShouldBeFalse();
        seed.Update(5.0);
        gradient.Scalar.ShouldBe(2);
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

    [Test]
    public void Threads_may_differentiate_one_graph_at_once()
    {
        var x = new Parameter<double>(1.0001);
        Node<double> h = x;
        for (var i = 0; i < 200; i++)
        {
            h = (h * x) + (h - x);
        }

        // The order in which the paths are added up may differ, and with it the last digits.
        var expected = h.Backward()[x].Scalar;
        Parallel.For(0, 200, _ => h.Backward()[x].Scalar.ShouldBe(expected, 1e-13 * expected));
    }

    [Test]
    public void Threads_that_share_only_parameters_get_the_same_digits()
    {
        var x = new Parameter<double>(1.0001);
        var expected = Loss(x).Backward()[x].Scalar;
        Parallel.For(0, 200, _ => Loss(x).Backward()[x].Scalar.ShouldBe(expected));

        static Node<double> Loss(Node<double> x)
        {
            var h = x;
            for (var i = 0; i < 200; i++)
            {
                h = (h * x) + (h - x);
            }

            return h;
        }
    }

    [Test]
    public void The_layer_by_layer_algorithm_written_by_hand_agrees()
    {
        // Algorithms 6.1 and 6.2 of Goodfellow, Bengio and Courville: Deep Learning, for one example, tanh layers and a squared error with weight decay.
        var random = new Random(2);
        int[] sizes = [4, 5, 3, 2];
        var weights = sizes.Zip(sizes.Skip(1), (fanIn, fanOut) => new Parameter<double>(Initialize.Glorot<double>([fanOut, fanIn], random))).ToArray();
        var biases = sizes.Skip(1).Select(size => new Parameter<double>(Initialize.Normal<double>([size], random))).ToArray();
        var (input, target) = (Initialize.Normal<double>([4], random).ToArray(), Initialize.Normal<double>([2], random).ToArray());
        const double Decay = 0.1;

        Node<double> h = Node.Constant(input);
        var penalty = Node.Constant(0.0);
        for (var k = 0; k < weights.Length; k++)
        {
            h = (weights[k].MatMul(h) + biases[k]).Tanh();
            penalty += Decay / 2 * weights[k].Square().Sum();
        }

        var gradients = ((h - Node.Constant(target)).Square().Sum() + penalty).Backward();

        var layers = new List<double[]> { input };
        for (var k = 0; k < weights.Length; k++)
        {
            layers.Add([.. Enumerable.Range(0, sizes[k + 1]).Select(i => Math.Tanh(biases[k][i] + TensorPrimitives.Dot(weights[k].Span.Slice(i * sizes[k], sizes[k]), layers[k])))]);
        }

        var g = layers[^1].Zip(target, (y, t) => 2 * (y - t)).ToArray();
        for (var k = weights.Length - 1; k >= 0; k--)
        {
            g = [.. g.Zip(layers[k + 1], (gradient, y) => gradient * (1 - (y * y)))];
            gradients[biases[k]].Value.ToArray().ShouldBe(g, 1e-14);
            var below = new double[sizes[k]];
            for (var i = 0; i < sizes[k + 1]; i++)
            {
                for (var j = 0; j < sizes[k]; j++)
                {
                    gradients[weights[k]][i, j].ShouldBe((g[i] * layers[k][j]) + (Decay * weights[k][i, j]), 1e-14);
                    below[j] += weights[k][i, j] * g[i];
                }
            }

            g = below;
        }
    }

    [Test]
    public void Float_and_double_give_the_same_model_to_their_precision()
    {
        var (loss, gradient) = Model<double>();
        var (lossF, gradientF) = Model<float>();
        ((double)lossF).ShouldBe(loss, 1e-6 * Math.Abs(loss));
        gradientF.Length.ShouldBe(gradient.Length);
        var scale = gradient.Max(Math.Abs);
        gradientF.Zip(gradient, (single, wide) => Math.Abs(single - wide)).Max().ShouldBeLessThan(1e-6 * scale);

        static (T Loss, T[] Gradient) Model<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var random = new Random(4);
            var w = new Parameter<T>(Initialize.Glorot<T>([6, 5], random));
            var v = new Parameter<T>(Initialize.Glorot<T>([5, 3], random));
            var x = Node.Constant(Initialize.Normal<T>([7, 6], random));
            var loss = x.MatMul(w).Tanh().MatMul(v).SoftmaxCrossEntropy([0, 1, 2, 0, 1, 2, 0]);
            var gradients = loss.Backward();
            return (loss.Scalar, [.. gradients[w].Value.ToArray(), .. gradients[v].Value.ToArray()]);
        }
    }

    private sealed record Noted(string Mark, List<string> Visited) : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        {
            Visited.Add(Mark);
            return grad;
        }
    }
}
