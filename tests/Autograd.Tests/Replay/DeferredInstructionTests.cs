namespace Autograd.Tests;

/// <summary>A replayed gradient of few rows costs those rows, and is what the function would compute whenever it is read.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class DeferredInstructionTests
{
    private const int Rows = 40;

    private readonly Parameter<double> _table = new(NdArray.Arange<double>(Rows * 8).WithShape([Rows, 8]), "table");
    private readonly Node<double> _weights = Node.Constant(NdArray.Arange<double>(16).WithShape([2, 8]));
    private readonly IntList _picks = [3, 30];

    private LossReplay<double> Recorded() => Replay.OfLoss(() => Loss(_picks, _weights));

    private Node<double> Loss(IntList picks, Node<double> weights) =>
        (_table.Gather(picks).Square() * weights).Sum() + _table.Gather([5, 3]).Sum() + _table[7, 1];

    private Node<double> Gradient(IntList picks, Node<double> weights) => Loss(picks, weights).Gradient(_table);

    [Test]
    public void An_optimizer_that_reads_rows_takes_the_same_steps_and_needs_no_whole_gradient()
    {
        IEnumerable<double> Steps(Parameter<double> table, Func<Gradients<double>> gradients)
        {
            var before = table.Value.Copy();
            var optimizer = new Sgd<double>([table], 0.01);
            for (var step = 0; step < 5; step++)
            {
                optimizer.Step(gradients());
            }

            var after = table.Value.ToArray();
            table.Update(before);
            return after;
        }

        // Pieces of whole rows alone.
        Node<double> OfRows() => (_table.Gather(_picks).Square() * _weights).Sum() + _table.Gather([5, 3]).Sum();
        var replay = Replay.OfLoss(OfRows);
        var replayed = Steps(_table, () =>
        {
            replay.Run();
            return replay.Gradients;
        });
        replayed.ShouldBe(Steps(_table, () => OfRows().Backward()));
        replay.Gradients[_table].IsDeferred.ShouldBeTrue("the whole gradient was not needed");
    }

    [Test]
    public void Whoever_reads_the_whole_gets_that_of_the_last_run()
    {
        var replay = Recorded();
        _table.Update(new NdArray<double>([Rows, 8], [.. _table.Value.ToArray().Select(x => x / 2)]));
        var ofRun = Gradient(_picks, _weights).Value.Copy();
        replay.Run();

        // What is set or updated now is for the next run.
        replay.Set(_picks, [1, 2]);
        replay.Set(_weights, new double[16]);
        _table.Update(NdArray.Zeros<double>([Rows, 8]));
        replay.Gradients[_table].Value.ShouldBe(ofRun);
    }

    [Test]
    public void Who_holds_the_array_sees_every_run_that_follows()
    {
        var replay = Recorded();
        var array = replay.Gradients[_table].Value;
        replay.Set(_picks, [1, 30]);
        replay.Set(_weights, Enumerable.Repeat(2.0, 16).ToArray());
        replay.Run();
        array.ShouldBe(Gradient([1, 30], Node.Constant(NdArray.Ones<double>([2, 8])) * 2).Value);
        replay.Gradients[_table].Value.ShouldBe(array);
    }

    [Test]
    public void A_list_that_is_set_before_anybody_reads_is_followed()
    {
        var replay = Recorded();
        replay.Set(_picks, [39, 39]);
        replay.Run();
        replay.Gradients[_table].Value.ShouldBe(Gradient([39, 39], _weights).Value);
        replay.Verify();
    }

    [Test]
    public void A_constant_that_is_itself_a_piece_is_read_when_the_replay_runs()
    {
        // The gradient by the picked rows is the constant itself.
        var replay = Replay.Of<double>(() => [_table.Gather(_picks).Backward([_table], _weights)[_table]]);
        replay.Set(_weights, new double[16]);
        replay.Results[0].Value[3, 1].ShouldBe(1);
        replay.Run();
        replay.Results[0].Value[3, 1].ShouldBe(0);
    }

    [Test]
    public void A_gradient_that_a_step_reads_is_made_by_the_run()
    {
        var replay = Replay.Of<double>(() =>
        {
            var gradient = Gradient(_picks, _weights);
            return [gradient, gradient.Square().Sum()];
        });
        replay.Results[1].Scalar.ShouldBe(replay.Results[0].Value.ToArray().Sum(x => x * x));
    }

    [Test]
    public void A_run_allocates_nothing_whether_the_whole_is_read_or_not()
    {
        var replay = Recorded();
        AllocatedBy(replay.Run).ShouldBe(0);
        AllocatedBy(() =>
        {
            replay.Run();
            _ = replay.Gradients[_table].Value;
        }).ShouldBe(0);
    }

    private static long AllocatedBy(Action run)
    {
        for (var i = 0; i < 100; i++)
        {
            run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            run();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
