namespace Autograd.Tests;

/// <summary>A backward pass uses its arrays again, and nothing that anybody can reach is ever written to.</summary>
[TestFixture]
public class PassArraysTests
{
    private const int Length = 2000;

    [Test]
    public void A_pass_over_a_long_chain_works_in_few_arrays()
    {
        const int Steps = 40;
        var x = new Parameter<double>(NdArray.Full([Length], 0.3));
        Node<double> y = x;
        for (var i = 0; i < Steps; i++)
        {
            y = y.Tanh();
        }

        var loss = y.Sum();
        loss.Backward();
        var before = GC.GetAllocatedBytesForCurrentThread();
        loss.Backward();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * Length * Steps / 4, "a quarter of an array for each step");
    }

    [Test]
    public void What_a_rule_of_ones_own_keeps_stays_as_it_was()
    {
        var kept = new List<(Node<double> Node, double[] Copy)>();
        var x = new Parameter<double>(NdArray.Full([Length], 0.3));
        var loss = new Keeping(kept).Apply((x.Exp() * x).Tanh()).Sin().Square().Sum();
        for (var pass = 0; pass < 3; pass++)
        {
            loss.Backward();
            (loss * (x + x).Sum()).Backward();
        }

        kept.Count.ShouldBe(12);
        kept.Count(pair => pair.Node.Value.ToArray().SequenceEqual(pair.Copy)).ShouldBe(12);
    }

    [Test]
    public void Returned_gradients_stay_as_they_were_and_those_of_watched_nodes()
    {
        var x = new Parameter<double>(NdArray.Full([Length], 0.3));
        var y = new Parameter<double>(NdArray.Full([Length], 0.5));
        var h = (x + y).Watch();
        var loss = (h.Exp() + (x * y) + h).Sum();
        var first = loss.Backward();
        var copies = first.ToDictionary(pair => pair.Key, pair => pair.Value.Value.ToArray());
        copies.Count.ShouldBe(3);
        for (var pass = 0; pass < 3; pass++)
        {
            (loss * loss).Backward();
        }

        first.Count(pair => pair.Value.Value.ToArray().SequenceEqual(copies[pair.Key])).ShouldBe(3);
        first[x].Span[7].ShouldBe(Math.Exp(0.8) + 0.5 + 1, 1e-15);
    }

    [Test]
    public void An_observed_pass_keeps_all_that_it_shows()
    {
        var seen = new Seeing();
        var x = new Parameter<double>(NdArray.Full([Length], 0.3));
        var loss = x.Tanh().Sin().Square().Tanh().Sum();
        using (new GraphScope(seen))
        {
            loss.Backward();
        }

        loss.Backward();
        seen.Gradients.Count.ShouldBeGreaterThan(5);
        seen.Gradients.Count(pair => pair.Gradient.Value.ToArray().SequenceEqual(pair.Copy)).ShouldBe(seen.Gradients.Count);
    }

    [Test]
    public void A_pass_that_ends_with_an_error_leaves_nothing_behind()
    {
        var x = new Parameter<double>(NdArray.Full([Length], 0.3));
        Should.Throw<OpException>(() => new Failing().Apply(x.Tanh()).Tanh().Sum().Backward());
        var gradient = x.Tanh().Tanh().Sum().Backward()[x].Span[0];
        gradient.ShouldBe((1 - Math.Pow(Math.Tanh(0.3), 2)) * (1 - Math.Pow(Math.Tanh(Math.Tanh(0.3)), 2)), 1e-15);
    }

    [Test]
    public void Random_programs_that_keep_what_they_can_never_see_it_change() => CheckPrograms(count: 300, firstSeed: 0);

    [Test]
    [Explicit("10,000 programs take half a minute.")]
    public void Very_many_random_programs_never_see_it_change() => CheckPrograms(count: 10_000, firstSeed: 1000);

    private static void CheckPrograms(int count, int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            CheckProgram(new Random(seed), $"seed {seed}");
        }
    }

    // Builds a random graph of large and small arrays, takes gradients of it in several ways, and keeps nodes, gradients and what its own
    // rules see. At the end all are what they were, and the gradients are those of a pass that was recorded, which uses nothing again.
    private static void CheckProgram(Random random, string seed)
    {
        var kept = new List<(Node<double> Node, double[] Copy)>();
        var shape = random.Next(4) switch
        {
            0 => new Shape(40, 50),
            1 => new Shape(1100),
            2 => new Shape(16, 16),
            _ => new Shape(3, 4),
        };
        var parameters = Enumerable.Range(0, 3).Select(_ => new Parameter<double>(Initialize.Normal<double>(shape, random))).ToArray();
        var nodes = new List<Node<double>>(parameters);
        for (var step = 0; step < 12; step++)
        {
            nodes.Add(Next(nodes, random, kept));
        }

        var loss = nodes.TakeLast(4).Aggregate((Node<double>)0.0, (sum, node) => sum + node.Sum());
        kept.AddRange(nodes.Select(node => (node, node.Value.ToArray())));
        for (var pass = 0; pass < 3; pass++)
        {
            var wrt = pass == 1
                ? [parameters[random.Next(3)], nodes[random.Next(3, nodes.Count)]]
                : parameters.Concat(nodes.Skip(5).Take(2));
            foreach (var node in wrt.Distinct().Where(node => TopologicalOrder.Of(loss).Contains(node)))
            {
                var gradient = loss.Backward([node])[node];
                var recorded = loss.Backward([node], differentiable: true)[node];
                gradient.Value.ToArray().ShouldBe(recorded.Value.ToArray(), seed);
                kept.Add((gradient, recorded.Value.ToArray()));
            }

            foreach (var (_, gradient) in loss.Backward())
            {
                kept.Add((gradient, gradient.Value.ToArray()));
            }
        }

        foreach (var (node, copy) in kept)
        {
            node.Value.ToArray().SequenceEqual(copy).ShouldBeTrue(seed + ": " + node);
        }
    }

    private static Node<double> Next(List<Node<double>> nodes, Random random, List<(Node<double> Node, double[] Copy)> kept)
    {
        var (x, y) = (nodes[random.Next(nodes.Count)], nodes[random.Next(nodes.Count)]);
        return random.Next(16) switch
        {
            0 => x + y,
            1 => x * y.Sin(),
            2 => x.Tanh(),
            3 => x.Relu(),
            4 => (x > 0).Where(x.Abs().Sqrt(), y),
            5 => x.Reshape([x.Shape.Size]).Reshape(x.Shape),
            6 => x - y.Mean(0, keepDims: true),
            7 => x.Softmax() + x[..1].Sum(),
            8 => x.With(x[^1], 0) + x.Gather([0, 0]).Sum(),
            9 => x.Clamp(-1, 1) / (1 + y.Square()),
            10 => new Keeping(kept).Apply(x),

            // A strong zero before a slope that is infinite at 0: the mask of the one is made while the rule of the other runs.
            11 => x.Relu().Sqrt().Clamp(0.1, 0.9),
            12 => x.Relu().Sqrt().Maximum(y.Relu()),
            13 => x * y.Relu().Sqrt().Max(0, keepDims: true),
            14 => x.HardSigmoid().Sqrt().HardSigmoid() + y.Norm(-1, keepDims: true),
            _ => x.Sigmoid().Log() + y,
        };
    }

    /// <summary>The identity times 2, whose rule keeps its gradient and what it returns.</summary>
    private sealed record Keeping(List<(Node<double> Node, double[] Copy)> Kept) : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y)
        {
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = x.Span[i] + x.Span[i];
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        {
            var half = grad * T.One;
            var gradient = half + half;
            foreach (var node in new[] { (object)grad, half }.Cast<Node<double>>())
            {
                Kept.Add((node, node.Value.ToArray()));
            }

            return gradient;
        }
    }

    private sealed record Failing : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => throw new InvalidTimeZoneException();
    }

    private sealed class Seeing : GraphObserver
    {
        public List<(Node<double> Gradient, double[] Copy)> Gradients { get; } = [];

        public override void OnVisited<T>(Node<T> node, Node<T> gradient) => See(gradient);

        public override void OnPassed<T>(Node<T> node, Node<T> input, Node<T> gradient) => See(gradient);

        private void See<T>(Node<T> gradient)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var mine = (Node<double>)(object)gradient;
            Gradients.Add((mine, mine.Value.ToArray()));
        }
    }
}
