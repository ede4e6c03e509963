namespace Autograd.Tests;

[TestFixture]
public class ReplayTests
{
    [Test]
    public void A_training_loop_replayed_takes_the_same_steps()
    {
        var (eagerLoss, eagerWeights) = Trained(replayed: false);
        var (replayedLoss, replayedWeights) = Trained(replayed: true);
        replayedLoss.ShouldBe(eagerLoss);
        replayedWeights.ShouldBe(eagerWeights);
    }

    [Test]
    public void A_replayed_step_allocates_nothing()
    {
        var random = new Random(1);
        var (w, b) = (new Parameter<float>(Initialize.He<float>([20, 5], random)), new Parameter<float>(NdArray.Zeros<float>([5])));
        var x = Node.Constant(Initialize.Normal<float>([300, 20], random));
        IntList labels = Enumerable.Range(0, 300).Select(i => i % 5).ToArray();
        var optimizer = new Sgd<float>([w, b], 0.1, momentum: 0.9);
        var replay = Replay.OfLoss(() => (x.MatMul(w) + b).Tanh().SoftmaxCrossEntropy(labels));
        var batch = Initialize.Normal<float>([300, 20], random).ToArray();
        void Step()
        {
            replay.Set(x, batch);
            replay.Run();
            optimizer.Step(replay.Gradients);
        }

        // Compiled code replaces itself while it warms up.
        for (var i = 0; i < 50; i++)
        {
            Step();
        }

        var collections = GC.CollectionCount(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Step();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        GC.CollectionCount(0).ShouldBe(collections);
    }

    [Test]
    public void Large_arrays_on_all_cores_allocate_nothing_either()
    {
        var random = new Random(1);
        var w = new Parameter<float>(Initialize.Normal<float>([256, 256], random, 0.05));
        var x = Node.Constant(Initialize.Normal<float>([512, 256], random));
        var y = Node.Constant(Initialize.Uniform<float>([512, 256], random));
        var replay = Replay.OfLoss(() => ((x.MatMul(w) * 2).Tanh() - x).Sigmoid().Softmax().Exp().SigmoidCrossEntropy(y));
        for (var i = 0; i < 50; i++)
        {
            replay.Run();
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var onThisThread = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            replay.Run();
        }

        (GC.GetAllocatedBytesForCurrentThread() - onThisThread).ShouldBe(0);

        // Other threads of the process may allocate a little; a result of this computation is 512 KB.
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(512 * 256 * sizeof(float));
    }

    [Test]
    public void Values_share_buffers_and_what_no_result_needs_is_left_out()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([10]));
        var replay = Replay.Of<double>(() =>
        {
            var unused = x.Exp().Sin();
            var h = x * 2;
            for (var i = 0; i < 20; i++)
            {
                h = h.Sin();
            }

            return [h];
        });

        replay.ToString().ShouldBe("Replay of 21 operations in 20 elements of buffers");
    }

    [Test]
    public void A_parameter_that_is_seen_in_another_shape_is_not_copied_unless_it_is_a_result()
    {
        var x = new Parameter<double>(new NdArray<double>([6], 1, 2, 3, 4, 5, 6));
        var replay = Replay.Of<double>(() => [x.Reshape([2, 3]).Reshape([3, 2]).Exp().Sum()]);
        replay.ToString().ShouldBe("Replay of 2 operations in 6 elements of buffers");
        x.Update(new NdArray<double>([6], 0, 0, 0, 0, 0, 0));
        replay.Run();
        replay.Results[0].Scalar.ShouldBe(6);

        var shown = Replay.Of<double>(() => [x.Reshape([2, 3]), x.Reshape([3, 2]).Sum()]);
        x.Update(new NdArray<double>([6], 1, 1, 1, 1, 1, 1));
        shown.Results[0].Value.Span.ToArray().ShouldAllBe(element => element == 0, "a result is that of the last run");
        shown.Run();
        shown.Results[0].Value.Span.ToArray().ShouldAllBe(element => element == 1);
        shown.Results[1].Scalar.ShouldBe(6);
    }

    [Test]
    public void A_gradient_that_is_made_later_keeps_the_parameter_of_its_run()
    {
        // f = the sum of x_0 w and x_2 w: its gradient by x has w in two rows, as w was when the replay ran.
        var x = new Parameter<double>(NdArray.Ones<double>([3, 2]));
        var w = new Parameter<double>(new NdArray<double>([4], 1, 2, 3, 4));
        var replay = Replay.OfLoss(() => (x.Gather([0, 2]) * w.Reshape([2, 2])).Sum());
        replay.Run();
        w.Update(new NdArray<double>([4], 9, 9, 9, 9));
        replay.Gradients[x].Value.ToArray().ShouldBe([1, 2, 0, 0, 3, 4]);
    }

    [Test]
    public void What_is_set_is_read_through_reshapes_and_stopped_gradients()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4));
        var x = Node.Constant(new NdArray<double>([2], 1, 1));
        var scale = Node.Constant(1.0);
        var replay = Replay.Of<double>(
            () => [(x.Reshape([1, 2]) * w.StopGradient() * scale * (w * 1).StopGradient().Reshape([1, 2])).Sum()]);
        replay.Results[0].Scalar.ShouldBe(9 + 16);

        replay.Set(x, [10, 100]);
        replay.Set(scale, [2]);
        w.Update(new NdArray<double>([2], 1, 2));
        replay.Run();

        replay.Results[0].Scalar.ShouldBe((10 * 2) + (100 * 2 * 4));
        x.Value.ShouldBe(new NdArray<double>([2], 1, 1), "what is set is the replay's own");
    }

    [Test]
    public void A_number_that_may_be_set_is_not_taken_for_part_of_a_formula()
    {
        var x = new Parameter<double>(0.5);
        var one = Node.Constant(1.0);
        var replay = Replay.Of<double>(() => [(one + x.Exp()).Log()]);
        replay.Set(one, [2]);
        replay.Run();
        replay.Results[0].Scalar.ShouldBe(Math.Log(2 + Math.Exp(0.5)), 1e-15);
    }

    [Test]
    public void Labels_can_be_set_and_are_checked()
    {
        var z = new Parameter<double>(new NdArray<double>([2, 3], 1, 2, 3, 4, 6, 8));
        IntList labels = [0, 0];
        var replay = Replay.OfLoss(() => z.SoftmaxCrossEntropy(labels));
        replay.Set(labels, [2, 1]);
        replay.Run();
        replay.Gradients[z].Value.ShouldBe(z.SoftmaxCrossEntropy([2, 1]).Gradient(z).Value);

        Should.Throw<ArgumentOutOfRangeException>(() => replay.Set(labels, [3, 0])).Message.ShouldContain("3 classes");
        replay.Run();
        replay.Gradients[z].Value.ShouldBe(z.SoftmaxCrossEntropy([2, 1]).Gradient(z).Value);
        labels.ShouldBe([0, 0]);
        Should.Throw<ShapeException>(() => replay.Set(labels, [1])).Message.ShouldContain("1 items");
        Should.Throw<ArgumentException>(() => replay.Set(new IntList(2, 1), [0, 0])).Message.ShouldContain("no operation holds this list");
    }

    [Test]
    public void A_list_from_which_an_operation_computed_another_cannot_be_set()
    {
        var z = new Parameter<double>(new NdArray<double>([2, 3], 1, 2, 3, 4, 6, 8));
        var weights = Node.Constant(new NdArray<double>([3], 1, 2, 3));
        IntList labels = [0, 1];
        foreach (var loss in new Func<Node<double>>[]
        {
            () => z.LogSoftmax().NegativeLogLikelihood(labels, classWeights: weights),
            () => z.SoftmaxCrossEntropy(labels, ignoreIndex: 2),
            () => z.SoftmaxCrossEntropy(labels, labelSmoothing: 0.1),
            () => (z * Operations.OneHot<double>(labels, 3)).Sum(),
        })
        {
            Should.Throw<ArgumentException>(() => Replay.OfLoss(loss).Set(labels, [2, 2])).Message.ShouldContain("would not follow");
        }

        labels.ShouldBe([0, 1]);
    }

    [Test]
    public void A_constant_that_is_a_result_follows_too()
    {
        var w = new Parameter<double>(new NdArray<double>([2], 3, 4));
        var x = Node.Constant(new NdArray<double>([2], 1, 1));
        var replay = Replay.Of<double>(() => [x, x * w, x]);
        replay.Set(x, [5, 6]);
        replay.Run();
        replay.Results.Select(result => result.Value)
            .ShouldBe([new NdArray<double>([2], 5, 6), new NdArray<double>([2], 15, 24), new NdArray<double>([2], 5, 6)]);
    }

    [Test]
    public void An_operation_that_reads_its_input_after_it_has_written_is_replayed_rightly()
    {
        var x = new Parameter<double>(new NdArray<double>([3], 1, 2, 3));
        var replay = Replay.Of<double>(() => [new TwoPasses().Apply(x * 2) + 1]);
        replay.Results[0].Value.ShouldBe((new TwoPasses().Apply(x * 2) + 1).Value);
    }

    private static (double Loss, NdArray<double> Weights) Trained(bool replayed)
    {
        var random = new Random(3);
        var w = new Parameter<double>(Initialize.He<double>([4, 3], random));
        var optimizer = new Sgd<double>([w], 0.1, momentum: 0.5);
        var batches = Enumerable.Range(0, 5).Select(_ => Initialize.Normal<double>([6, 4], random)).ToArray();
        int[][] labels = [.. batches.Select(_ => Enumerable.Range(0, 6).Select(_ => random.Next(3)).ToArray())];
        var x = Node.Constant(batches[0]);
        IntList classes = labels[0];
        var replay = replayed ? Replay.OfLoss(() => x.MatMul(w).Tanh().SoftmaxCrossEntropy(classes)) : null;
        var loss = 0.0;
        for (var step = 0; step < batches.Length; step++)
        {
            if (replay is null)
            {
                var eager = Node.Constant(batches[step]).MatMul(w).Tanh().SoftmaxCrossEntropy(labels[step]);
                optimizer.Step(eager.Backward());
                loss = eager.Scalar;
            }
            else
            {
                replay.Set(x, batches[step].Span);
                replay.Set(classes, labels[step]);
                replay.Run();
                optimizer.Step(replay.Gradients);
                loss = replay.Loss.Scalar;
            }
        }

        return (loss, w.Value);
    }

    /// <summary>x sigma(x), in two passes.</summary>
    private sealed record TwoPasses : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = T.One / (T.One + T.Exp(-x[i]));
            }

            for (var i = 0; i < x.Length; i++)
            {
                y[i] *= x[i];
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * y;
    }
}
