namespace Autograd.Tests;

[TestFixture]
public class TrainingLoopTests
{
    [Test]
    public void It_takes_the_steps_that_a_loop_by_hand_takes_and_reports_each()
    {
        NdArray<double> x = [1, 2, 3, 4, 5];
        var (w, other) = (new Parameter<double>(1), new Parameter<double>(1));
        var (optimizer, byHand) = (new Sgd<double>([w], 0.01, momentum: 0.9), new Sgd<double>([other], 0.01, momentum: 0.9));
        var losses = new List<double>();
        var random = new Random(1);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            foreach (var batch in Batches.Of(x, 2, random))
            {
                var loss = Loss(other, batch);
                byHand.Step(loss.Backward());
                losses.Add(loss.Scalar);
            }
        }

        var progress = new Collected();
        var epochs = optimizer.Epochs(Batches.Of(x, 2, new Random(1)), batch => Loss(w, batch), epochs: 3, progress).ToList();
        w.Scalar.ShouldBe(other.Scalar);
        progress.Reports.Select(report => (report.Epoch, report.Step, report.Steps, report.Epochs)).ShouldBe(
            [(1, 1, 3, 3), (1, 2, 3, 3), (1, 3, 3, 3), (2, 1, 3, 3), (2, 2, 3, 3), (2, 3, 3, 3), (3, 1, 3, 3), (3, 2, 3, 3), (3, 3, 3, 3)]);
        progress.Reports[1].Loss.ShouldBe((losses[0] + losses[1]) / 2, 1e-15);
        progress.Reports[1].LearningRate.ShouldBe(0.01);
        progress.Reports[0].Share.ShouldBe(1.0 / 9);
        progress.Reports[^1].Remaining.ShouldBe(TimeSpan.Zero);
        epochs.ShouldBe([progress.Reports[2], progress.Reports[5], progress.Reports[8]]);
    }

    [Test]
    public void A_break_ends_it_and_it_goes_on_from_a_later_epoch()
    {
        var trained = new List<int>();
        foreach (var epoch in TrainingLoop.Epochs([1, 2], batch => batch, epochs: 9, first: 4))
        {
            trained.Add(epoch.Epoch);
            epoch.Loss.ShouldBe(1.5);
            if (epoch.Epoch == 6)
            {
                break;
            }
        }

        trained.ShouldBe([4, 5, 6]);
    }

    [Test]
    public void A_stream_tells_its_length_after_the_first_epoch()
    {
        var progress = new Collected();
        TrainingLoop.Epochs(Batches.Stream(Enumerable.Range(0, 4), 2), _ => 0, epochs: 2, progress).Count().ShouldBe(2);
        progress.Reports.Select(report => report.Steps).ShouldBe([null, null, 2, 2]);
        progress.Reports.Select(report => report.Share).ShouldBe([null, null, 0.75, 1]);
    }

    [Test]
    public void Gradients_can_be_clipped()
    {
        var w = new Parameter<double>(100);
        new Sgd<double>([w], 1).Epochs([0], _ => w.Square(), epochs: 1, clip: gradients => gradients.ClipNorm(1)).Count().ShouldBe(1);
        w.Scalar.ShouldBe(99, 1e-12);
    }

    [Test]
    public void What_gives_batches_only_once_is_refused_in_the_second_epoch()
    {
        var queue = new Queue<int>([1, 2]);
        IEnumerable<int> Once()
        {
            while (queue.TryDequeue(out var batch))
            {
                yield return batch;
            }
        }

        Should.Throw<InvalidOperationException>(() => TrainingLoop.Epochs(Once(), _ => 0, epochs: 2).Count())
            .Message.ShouldContain("epoch 2 has no batches");
        Should.Throw<ArgumentOutOfRangeException>(() => TrainingLoop.Epochs([1], _ => 0, epochs: 0)).Message.ShouldContain("epochs is 0");
    }

    private static Node<double> Loss(Node<double> w, NdArray<double> x) => (w * x).Square().Mean();

    private sealed class Collected : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }
}
