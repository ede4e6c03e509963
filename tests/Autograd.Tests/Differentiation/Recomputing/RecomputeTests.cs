namespace Autograd.Tests;

/// <summary>A part that is computed again in the backward pass changes nothing but what is kept.</summary>
[TestFixture]
public class RecomputeTests
{
    private const int Layers = 200;
    private const int Width = 8;

    [Test]
    public void A_chain_of_200_layers_keeps_a_fifth_of_its_values_and_has_the_same_gradients()
    {
        var (x, layers) = Chain();
        var (whole, kept) = Peak(() => Run(x, layers, Layers + 1).Sum().Backward());
        var (parts, keptOfParts) = Peak(() => Run(x, layers, 14).Sum().Backward());
        foreach (var layer in layers)
        {
            parts[layer].Value.ShouldBe(whole[layer].Value);
        }

        TestContext.Progress.WriteLine($"most live values of a chain of {Layers} layers: {kept}, in recomputed parts {keptOfParts}");
        kept.ShouldBeGreaterThanOrEqualTo(2 * Layers);
        keptOfParts.ShouldBeLessThanOrEqualTo(kept / 5);
    }

    [Test]
    public void Second_derivatives_are_the_same()
    {
        var (x, layers) = Chain();
        var v = new Gradients<double>(layers.Select((layer, k) =>
            KeyValuePair.Create<Node<double>, Node<double>>(layer, Initialize.Normal<double>(layer.Shape, new Random(k)))));
        var whole = Derivative.HessianProduct(Run(x, layers, Layers + 1).Square().Sum(), layers).Times(v);
        var parts = Derivative.HessianProduct(Run(x, layers, 14).Square().Sum(), layers).Times(v);
        foreach (var layer in layers)
        {
            parts[layer].Value.ToArray().ShouldBe(whole[layer].Value.ToArray(), 1e-14);
        }
    }

    [Test]
    public void An_input_that_leads_to_another_input_counts_once()
    {
        // y = (w h)^2 with h = w^2 outside: w^6.
        foreach (var differentiable in new[] { false, true })
        {
            var w = new Parameter<double>(2, "w");
            var h = w * w;
            var y = Recompute.Of(() => (w * h).Square());
            y.Scalar.ShouldBe(64);
            var gradient = y.Gradient(w, differentiable: differentiable);
            gradient.Scalar.ShouldBe(6 * 32);
            if (differentiable)
            {
                gradient.Gradient(w).Scalar.ShouldBe(30 * 16);
            }
        }
    }

    [Test]
    public void Parts_nest()
    {
        var w = new Parameter<double>(0.5, "w");
        var y = Recompute.Of(a => Recompute.Of(b => (b * w).Tanh(), a.Exp()).Square(), w);
        var plain = (w.Exp() * w).Tanh().Square();
        y.Scalar.ShouldBe(plain.Scalar);
        y.Gradient(w).Scalar.ShouldBe(plain.Gradient(w).Scalar);
        Derivative.Hessian(y, [w])[0][0].Scalar.ShouldBe(Derivative.Hessian(plain, [w])[0][0].Scalar, 1e-14);
    }

    [Test]
    public void Dropout_drops_the_same_elements_when_it_is_computed_again()
    {
        var w = new Parameter<double>(NdArray.Ones<double>([1000]), "w");
        var y = Recompute.Of(x => (x * 3).Dropout(0.5, new Random()), w);
        y.Sum().Gradient(w).Value.ShouldBe(y.Value);
    }

    [Test]
    public void The_code_of_a_part_runs_once_and_its_constants_stay()
    {
        var calls = 0;
        var random = new Random(1);
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var y = Recompute.Of(
            x =>
            {
                calls++;
                return x * Initialize.Normal<double>([2], random);
            },
            w);
        y.Sum().Gradient(w).Value.ToArray().ShouldBe([y.Value[0], y.Value[1] / 2], 1e-15);
        calls.ShouldBe(1);
    }

    [Test]
    public void Paths_that_are_cut_inside_stay_cut()
    {
        var w = new Parameter<double>(3, "w");
        Recompute.Of(x => x * x.StopGradient(), w).Gradient(w).Scalar.ShouldBe(3);
        Recompute.Of(x => x * (x > 0) * x.Floor(), w).Gradient(w).Scalar.ShouldBe(3);
        Recompute.Of(x => x * x.Square().Gradient(x), w).Gradient(w).Scalar.ShouldBe(6);
        Recompute.Of(x => x * x.Square().Gradient(x, differentiable: true), w).Gradient(w).Scalar.ShouldBe(12);
        Recompute.Of(x => x * Derivative.Gradient(z => z * z * x, x, differentiable: true), w).Gradient(w).Scalar.ShouldBe(54);
    }

    [Test]
    public void Nothing_is_made_of_a_part_that_records_nothing()
    {
        var w = new Parameter<double>(3, "w");
        Recompute.Of(x => x * 2, Node.Constant(2.0)).RequiresGrad.ShouldBeFalse();
        Recompute.Of(x => x, w).ShouldBeSameAs(w);
        using (Recording.Off())
        {
            Recompute.Of(x => x * 2, w).RequiresGrad.ShouldBeFalse();
        }
    }

    [Test]
    public void A_parameter_that_was_updated_since_is_refused()
    {
        var w = new Parameter<double>(3, "w");
        var y = Recompute.Of(x => x * x, w);
        w.Update(4.0);
        Should.Throw<GradientException>(() => y.Gradient(w)).Message.ShouldContain("w");
    }

    [Test]
    public void A_strong_zero_stays_one_inside()
    {
        var w = new Parameter<double>(new[] { 0.0, 4 }, "w");
        var root = Recompute.Of(x => x.Sqrt(), w);
        (w > 0).Where(root, 0).Sum().Gradient(w).Value.ToArray().ShouldBe([0, 0.25]);
    }

    [Test]
    public void A_replay_computes_a_part_again_too()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var replay = Replay.OfLoss(() => Recompute.Of(x => (x * x).Exp(), w).Sum());
        w.Update(new[] { 0.5, 0.25 });
        replay.Run();
        var expected = (w * w).Exp().Sum().Gradient(w).Value;
        replay.Gradients[w].Value.ToArray().ShouldBe(expected.ToArray(), 1e-15);
        replay.Verify();
        Should.Throw<ReplayException>(() => Replay.OfLoss(() => Recompute.Of(x => x.Dropout(0.5, new Random(1)), w).Sum()))
            .Message.ShouldContain("Dropout");
    }

    [Test]
    public void What_an_operation_of_others_keeps_does_not_change()
    {
        var keeps = new KeepsAll();
        var w = new Parameter<double>(NdArray.Full<double>([4096], 0.5), "w");
        var x = w;
        var y = Recompute.Of(a => keeps.Apply(a.Exp()).Square(), x * 2);
        for (var k = 0; k < 3; k++)
        {
            y = y.Tanh();
        }

        (y * y).Sum().Backward();
        keeps.Seen.Count.ShouldBe(2);
        var copies = keeps.Copies;
        (y * y).Sum().Backward();
        keeps.Seen.Take(2).Select(node => node.Value).ShouldBe(copies.Take(2));
    }

    [Test]
    public void Gradient_checks_pass_in_both_element_types_and_blame_no_node()
    {
        static Node<T> Part<T>(Node<T> x)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
            Recompute.Of(h => (h * h.Tanh()) + (x / (h.Square() + 1.5)), x.Exp());
        var point = Initialize.Normal<double>([3, 2], new Random(1));
        GradientCheck.Of(Part, point).ShouldPass();
        var w = new Parameter<float>(new NdArray<float>([3, 2], Array.ConvertAll(point.ToArray(), x => (float)x)), "w");
        Part<float>(w).Sum().CheckNodes().ShouldPass();
    }

    [Test]
    public void A_function_that_returns_null_is_refused() =>
        Should.Throw<ArgumentException>(() => Recompute.Of<double>(() => null!)).Message.ShouldContain("returned null");

    private static (Node<double> X, Parameter<double>[] Layers) Chain()
    {
        var random = new Random(5);
        return (Initialize.Normal<double>([1, Width], random), [.. Enumerable.Range(0, Layers)
            .Select(k => new Parameter<double>(Initialize.Glorot<double>([Width, Width], random), $"layer {k}"))]);
    }

    // In parts of some layers each.
    private static Node<double> Run(Node<double> x, Parameter<double>[] layers, int length)
    {
        foreach (var part in layers.Chunk(length))
        {
            Node<double> Apply(Node<double> input) => part.Aggregate(input, (h, layer) => h.MatMul(layer).Tanh());
            x = length > layers.Length ? Apply(x) : Recompute.Of(Apply, x);
        }

        return x;
    }

    private static (Gradients<double> Gradients, int Most) Peak(Func<Gradients<double>> run)
    {
        var counter = new LiveValues();
        using var scope = new GraphScope(counter);
        return (run(), counter.Most);
    }

    /// <summary>Counts how many values of layers are alive at a time, gradients on their way included.</summary>
    private sealed class LiveValues : GraphObserver
    {
        private readonly List<WeakReference> _values = [];

        public int Most { get; private set; }

        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        {
            if (node.Shape == [1, Width])
            {
                _values.Add(new WeakReference(node.Buffer));
                Look();
            }
        }

        public override void OnVisited<T>(Node<T> node, Node<T> gradient) => Look();

        private void Look()
        {
            GC.Collect();
            _values.RemoveAll(value => !value.IsAlive);
            Most = Math.Max(Most, _values.Count);
        }
    }

    /// <summary>y = 2 x, whose rule keeps what it sees.</summary>
    private sealed record KeepsAll : UnaryOp
    {
        public List<Node<double>> Seen { get; } = [];

        public List<NdArray<double>> Copies { get; } = [];

        protected override void Forward<T>(NdArray<T> x, Span<T> y)
        {
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = x.Span[i] + x.Span[i];
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        {
            foreach (var node in new[] { grad, x })
            {
                Seen.Add((Node<double>)(object)node);
                Copies.Add(((Node<double>)(object)node).Value.Copy());
            }

            return grad * 2;
        }
    }
}
