namespace Autograd.Tests;

[TestFixture]
public class BuffersTests
{
    [Test]
    public void Training_in_scopes_takes_the_same_steps_and_no_new_arrays()
    {
        var (plain, plainBytes) = Trained(reused: false);
        var (reused, reusedBytes) = Trained(reused: true);
        reused.ShouldBe(plain);
        plainBytes.ShouldBeGreaterThan(100_000 * sizeof(float));
        reusedBytes.ShouldBeLessThan(20_000);
    }

    [Test]
    public void A_node_is_refused_after_its_scope_and_others_stay()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2000]), "x");
        var before = x * 2;
        Node<double> large, shared, small, cut;
        NdArray<double> copy;
        using (Buffers.Reuse())
        {
            Buffers.AreReused.ShouldBeTrue();
            large = (x * 3).Named("large");
            shared = large.Reshape([20, 100]);
            cut = large.StopGradient();
            small = large.Square().Sum();
            copy = large.Value.Copy();
        }

        Buffers.AreReused.ShouldBeFalse();
        using (Buffers.Reuse())
        {
            (x * 5).Sum().Scalar.ShouldBe(10_000, "an array that was given back is written again");
        }

        Should.Throw<GradientException>(() => large.Value.Size).Message
            .ShouldStartWith("large = Multiply (2000) was made inside a scope of Buffers.Reuse");
        Should.Throw<GradientException>(() => shared[0, 0]);
        Should.Throw<GradientException>(() => cut.Scalar);
        Should.Throw<GradientException>(() => large.Exp());
        Should.Throw<GradientException>(() => small.Backward());
        large.ToString().ShouldBe("large = Multiply (2000) (given back)");
        small.Scalar.ShouldBe(18_000);
        copy.ShouldBe(NdArray.Full<double>([2000], 3));
        before.Value.ShouldBe(NdArray.Full<double>([2000], 2));
        x.Value.ShouldBe(NdArray.Ones<double>([2000]));
    }

    [Test]
    public void An_inner_scope_leaves_the_results_of_the_outer_one()
    {
        var x = new Parameter<float>(NdArray.Ones<float>([3000]));
        using (Buffers.Reuse())
        {
            var outer = x * 2;
            Node<float> inner;
            using (Buffers.Reuse())
            {
                inner = outer * 3;
            }

            Should.Throw<GradientException>(() => inner.Value.Size);
            _ = x * 7;
            outer.Value.ShouldBe(NdArray.Full<float>([3000], 2));
        }
    }

    [Test]
    public void A_replay_recorded_in_a_scope_outlives_it()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2000]));
        LossReplay<double> replay;
        using (Buffers.Reuse())
        {
            replay = Replay.OfLoss(() => (x * x).Sum());
        }

        x.Update(NdArray.Full<double>([2000], 3));
        replay.Run();
        replay.Loss.Scalar.ShouldBe(18_000);
        replay.Gradients[x].Value.ShouldBe(NdArray.Full<double>([2000], 6));
    }

    private static (NdArray<float> Weights, long Bytes) Trained(bool reused)
    {
        var random = new Random(2);
        var w = new Parameter<float>(Initialize.He<float>([200, 100], random));
        var x = Node.Constant(Initialize.Normal<float>([300, 200], random));
        var y = Node.Constant(Initialize.Normal<float>([300, 100], random));
        var optimizer = new Sgd<float>([w], 0.01, momentum: 0.9);
        var bytes = 0L;
        for (var step = 0; step < 20; step++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (reused)
            {
                using (Buffers.Reuse())
                {
                    Step();
                }
            }
            else
            {
                Step();
            }

            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (w.Value, bytes);

        void Step() => optimizer.Step((x.MatMul(w).Tanh() - y).Square().Mean().Backward());
    }
}
