namespace Autograd.Tests;

/// <summary>What a replay shows is what the function would compute, or it is refused by name.</summary>
[TestFixture]
public class ReplayFaithTests
{
    [Test]
    public void A_refused_set_has_changed_nothing()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        var replay = Replay.Of<double>(() => [w.Square().Sum()]);
        Should.Throw<ArgumentException>(() => replay.Set(w, [0, 0])).Message.ShouldContain("is a parameter");
        w.Update(new NdArray<double>([2], 6, 8));
        replay.Run();
        replay.Results[0].Scalar.ShouldBe(100);
    }

    [Test]
    public void Setting_a_list_changes_neither_the_list_nor_what_else_was_made_of_it()
    {
        var z = new Parameter<double>(new NdArray<double>([2, 3], 1, 2, 3, 4, 6, 8));
        IntList labels = [0, 1];
        HashSet<IntList> lists = [labels];
        var eager = z.SoftmaxCrossEntropy(labels);
        var before = eager.Gradient(z).Value.Copy();
        var first = Replay.OfLoss(() => z.SoftmaxCrossEntropy(labels));
        var second = Replay.OfLoss(() => z[.., ..2].SoftmaxCrossEntropy(labels));
        first.Set(labels, [2, 2]);
        first.Run();
        second.Run();

        first.Gradients[z].Value.ShouldBe(z.SoftmaxCrossEntropy([2, 2]).Gradient(z).Value);
        second.Gradients[z].Value.ShouldBe(z[.., ..2].SoftmaxCrossEntropy([0, 1]).Gradient(z).Value);
        eager.Gradient(z).Value.ShouldBe(before);
        labels.ShouldBe([0, 1]);
        lists.ShouldContain(labels);
        Should.Throw<ArgumentOutOfRangeException>(() => second.Set(labels, [2, 2])).Message.ShouldContain("2 classes");
    }

    [Test]
    public void Every_operation_that_is_told_a_list_follows_it()
    {
        var x = new Parameter<double>(new NdArray<double>([3, 2], 1, 2, 3, 4, 6, 8));
        IntList rows = [0, 1];
        IntList columns = [0, 1, 1];
        Node<double> Function(IntList r, IntList c)
        {
            var each = new IntArray([3, 1], c);
            var picked = (x.Gather(r) * x.Gather(r).Exp()).Sum() + x[0].Sum() + (x.TakeAlongAxis(each, 1).Square() * 3).Sum();
            return picked + x.Gather(r).ScatterAdd(r, 4).Square().Sum() + (x * x.SoftmaxCrossEntropy(c)).Sum();
        }

        Node<double>[] Results(IntList r, IntList c)
        {
            var y = Function(r, c);
            var first = y.Gradient(x, differentiable: true);
            return [y, first, first.Square().Sum().Gradient(x)];
        }

        var replay = Replay.Of(() => Results(rows, columns));
        replay.Set(rows, [2, 1]);
        replay.Set(columns, [1, 0, 0]);
        replay.Run();
        AreNear(replay.Results, Results([2, 1], [1, 0, 0]));
        replay.Set(rows, [0, 0]);
        replay.Run();
        AreNear(replay.Results, Results([0, 0], [1, 0, 0]));
        rows.ShouldBe([0, 1]);
    }

    [Test]
    public void A_list_that_a_batch_of_labels_is_computed_from_cannot_be_set()
    {
        var z = new Parameter<double>(new NdArray<double>([2, 3], 1, 2, 3, 4, 6, 8));
        IntList labels = [0, 1, 2, 0];
        var replay = Replay.OfLoss(() => new CategoricalDistribution<double>(z).LogProbability(labels, [2]).Sum());
        Should.Throw<ArgumentException>(() => replay.Set(labels, [2, 2, 2, 2])).Message
            .ShouldContain("CategoricalDistribution.LogProbability");
    }

    [Test]
    public void The_mean_by_class_weights_follows_weights_that_become_0()
    {
        var z = new Parameter<double>(new NdArray<double>([2, 3], 1, 2, 3, 4, 6, 8));
        var weights = Node.Constant(new NdArray<double>([3], 1, 2, 3));
        IntList labels = [0, 1];
        Node<double> Loss(Node<double> w) => z.SoftmaxCrossEntropy(labels, classWeights: w);
        var replay = Replay.OfLoss(() => Loss(weights));
        replay.Set(weights, [0, 0, 1]);
        replay.Run();
        replay.Loss.Scalar.ShouldBe(0);
        replay.Set(weights, [3, 1, 1]);
        replay.Run();
        replay.Loss.Scalar.ShouldBe(Loss(new NdArray<double>([3], 3, 1, 1)).Scalar, 1e-15);
    }

    [Test]
    public void Code_that_reads_elements_is_refused_by_name()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        Refused(() => w.Sum().Scalar > 1 ? w.Sum() : w.Square().Sum());
        Refused(() => w.Sum() * w.Value[0]);
        Refused(() => w.Sum() * Node.Constant(w.Value).Sum());
        Refused(() => w.Sum() * (w > 3).Span[0]);
        Refused(() => w.Sum() * w.StopGradient().Span[0]);
        Refused(() => new ChoosesByElements().Apply(w).Sum());
        Refused(() => w.Square().Sum().Backward().ClipNorm(1)[w].Sum());
        Should.NotThrow(() => new ChoosesByElements().Apply(w).Sum().Backward());

        static void Refused(Func<Node<double>> result) => Should.Throw<ReplayException>(() => Replay.Of<double>(() =>
        {
            var y = result();
            return [y, .. y.RequiresGrad ? y.Backward().Values : []];
        })).Message.ShouldStartWith("Value: cannot be replayed: code would read the elements of");
    }

    [Test]
    public void A_look_that_decides_nothing_is_allowed()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        var seen = "";
        Replay.OfLoss(() =>
        {
            var loss = w.Square().Sum();
            seen = $"{loss} {loss.Inspect().Scalar}";
            return loss;
        });
        seen.ShouldContain("25 25");
    }

    [Test]
    public void A_constant_that_code_reads_stays_and_cannot_be_set()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        var scale = Node.Constant(2.0);
        var other = Node.Constant(5.0);
        var replay = Replay.OfLoss(() => (w * scale * other).Sum() * (scale * Node.Constant(3.0)).Scalar);
        replay.Loss.Scalar.ShouldBe(7 * 2 * 5 * 6);
        Should.Throw<ArgumentException>(() => replay.Set(scale, [3])).Message
            .ShouldContain("the function read the elements of Constant ()");
        replay.Set(other, [1]);
        replay.Run();
        replay.Loss.Scalar.ShouldBe(7 * 2 * 6);
    }

    [Test]
    public void A_state_that_has_changed_is_not_taken_for_the_one_that_was_read()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        var state = new State<double>(new NdArray<double>([2], 1, 2));
        var replay = Replay.OfLoss(() => (w - state.Value).Square().Sum());
        replay.Run();
        state.Span[0] = 7;
        Should.Throw<ReplayException>(replay.Run).Message.ShouldContain("a state of shape (2)");
        state.Value = new NdArray<double>([2], 1, 2);
        replay.Run();
        replay.Loss.Scalar.ShouldBe(8);
    }

    [Test]
    public void A_step_of_float_and_double_is_one_replay_of_its_type_in_which_the_other_decides_nothing()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4), "w");
        var v = new Parameter<float>(new NdArray<float>([2], 1, 2), "v");
        IntList labels = [0, 1];

        // A look at the other type that goes into no result is harmless, and the list follows.
        var replay = Replay.OfLoss(() =>
        {
            v.Square().Sum().Backward();
            return w.Gather(labels).Square().Sum();
        });
        replay.Set(labels, [1, 1]);
        v.Update(new NdArray<float>([2], 5, 6));
        w.Update(new NdArray<double>([2], 1, 7));
        replay.Run();
        replay.Loss.Scalar.ShouldBe(98);
        replay.Gradients[w].Value.ToArray().ShouldBe([0, 28]);

        // What it computed may not be read, in whatever form, nor may it change.
        Refused(() => w.Sum() * v.Square().Sum().Scalar);
        Refused(() => w.Sum() * v.Value[0]);
        Refused(() => w.Sum() * v.Square().Sum().Backward()[v].Span[0]);
        Refused(() => w.Sum() * v.Square().Sum().Backward().Norm());
        Refused(() => w.Gather(v.ArgMax(0)).Sum());
        Refused(() =>
        {
            v.Update(v.Inspect());
            return w.Sum();
        });
        v.Update(new NdArray<float>([2], 0, 1));
        v.Span[1].ShouldBe(1);

        void Refused(Func<Node<double>> loss) => Should.Throw<ReplayException>(() => Replay.OfLoss(loss));
    }

    [Test]
    public void A_list_that_was_gathered_from_or_counted_does_not_follow_by_half()
    {
        var w = new Parameter<double>(new NdArray<double>([3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 10), "w");
        IntList labels = [0, 1, 2];
        Refused(() => w.SoftmaxCrossEntropy(labels) + w.SoftmaxCrossEntropy(labels.Gather([2, 1, 0])));
        Refused(() => w.SoftmaxCrossEntropy(labels) + w.SoftmaxCrossEntropy(new IntList(2, 1, 0).Gather(labels)));
        Refused(() => w.SoftmaxCrossEntropy(labels) + (w * NdArray.Eye<double>(3).Gather(labels)).Sum());
        Refused(() => w.SoftmaxCrossEntropy(labels) * ConfusionMatrix.Of(labels, [0, 1, 1], 3).Accuracy);

        void Refused(Func<Node<double>> loss) =>
            Should.Throw<ArgumentException>(() => Replay.OfLoss(loss).Set(labels, [2, 2, 0])).Message.ShouldContain("would not follow");
    }

    [Test]
    public void A_formula_does_not_reach_past_a_node_that_can_be_set()
    {
        var z = Node.Constant(new NdArray<double>([2], 1, 2));
        var x = z.Softmax();
        var w = new Parameter<double>(2.0);
        var replay = Replay.OfLoss(() => ((x.Log() * w) + x).Sum());
        replay.Set(x, [0.5, 0.25]);
        replay.Run();
        replay.Loss.Scalar.ShouldBe((2 * (Math.Log(0.5) + Math.Log(0.25))) + 0.75, 1e-14);
    }

    [Test]
    public void Verify_finds_what_no_operation_says()
    {
        var w = new Parameter<double>(new NdArray<double>([2, 3], 1, -2, 3, 4, 6, 8));
        var x = Node.Constant(new NdArray<double>([4, 2], 1, 2, 3, 4, 5, 6, 7, 8));
        IntList labels = [0, 1, 2, 1];
        var calls = 0;
        Passes(() => x.MatMul(w).SoftmaxCrossEntropy(labels));
        Passes(() => x.MatMul(w).LogSoftmax().NegativeLogLikelihood(labels));
        Passes(() => (x.MatMul(w) > 0).Where(x.MatMul(w).Sin(), 1).Sum());
        Fails(() => x.MatMul(w).SoftmaxCrossEntropy(labels) * (labels[0] + 1));
        Fails(() => w.Sum() * ++calls);

        void Passes(Func<Node<double>> loss)
        {
            var (version, before) = (w.Version, w.Value.Copy());
            var replay = Replay.OfLoss(loss);
            var value = replay.Loss.Scalar;
            Should.NotThrow(replay.Verify);
            replay.Run();
            replay.Loss.Scalar.ShouldBe(value);
            w.Value.ShouldBe(before);
            w.Version.ShouldBe(version);
            labels.ShouldBe([0, 1, 2, 1]);
        }

        void Fails(Func<Node<double>> loss) =>
            Should.Throw<ReplayException>(Replay.OfLoss(loss).Verify).Message
                .ShouldStartWith("Verify: cannot be replayed: element 0 of result 0 ()");
    }

    private static void AreNear(IReadOnlyList<Node<double>> results, Node<double>[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            results[i].Shape.ShouldBe(expected[i].Shape);
            foreach (var (x, y) in results[i].Value.ToArray().Zip(expected[i].Value.ToArray()))
            {
                x.ShouldBe(y, 1e-12 * (1 + Math.Abs(y)));
            }
        }
    }

    private sealed record ChoosesByElements : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => x.Span[0] > T.Zero ? grad : -grad;
    }
}
