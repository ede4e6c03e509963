namespace Autograd.Tests;

[TestFixture]
public class BatchesTests
{
    [TestCase(10, 3, false, new[] { 3, 3, 3, 1 })]
    [TestCase(10, 3, true, new[] { 3, 3, 3 })]
    [TestCase(10, 5, false, new[] { 5, 5 })]
    [TestCase(2, 5, false, new[] { 2 })]
    public void Each_example_is_in_one_batch(int count, int size, bool dropLast, int[] sizes)
    {
        var batches = Batches.Of(count, size, dropLast: dropLast);
        batches.Count.ShouldBe(sizes.Length);
        batches.Select(batch => batch.Count).ShouldBe(sizes);
        batches.SelectMany(batch => batch).ShouldBe(Enumerable.Range(0, sizes.Sum()));
    }

    [Test]
    public void Each_epoch_has_an_order_of_its_own_and_the_same_seed_the_same_orders()
    {
        var batches = Batches.Of(50, 8, new Random(1));
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(_ => batches.SelectMany(batch => batch).ToArray())];
        var again = Batches.Of(50, 8, new Random(1));
        foreach (var epoch in epochs)
        {
            epoch.ShouldBe(Enumerable.Range(0, 50), ignoreOrder: true);
            again.SelectMany(batch => batch).ShouldBe(epoch);
        }

        epochs[0].ShouldNotBe(epochs[1]);
        epochs[1].ShouldNotBe(epochs[2]);
    }

    [Test]
    public void Arrays_labels_and_targets_stay_together()
    {
        NdArray<double> x = new double[,] { { 0, 10 }, { 1, 11 }, { 2, 12 }, { 3, 13 }, { 4, 14 } };
        NdArray<double> y = [0, 100, 200, 300, 400];
        IntList labels = [0, 1, 2, 3, 4];
        foreach (var (points, classes) in Batches.Of(x, labels, 2, new Random(3)))
        {
            points.Shape.ShouldBe([classes.Count, 2]);
            for (var i = 0; i < classes.Count; i++)
            {
                (points[i, 0], points[i, 1]).ShouldBe((classes[i], classes[i] + 10));
            }
        }

        foreach (var (points, targets) in Batches.Of(x, y, 2, new Random(3)))
        {
            for (var i = 0; i < targets.Size; i++)
            {
                targets[i].ShouldBe(100 * points[i, 0]);
            }
        }

        Batches.Of(x, 4).Select(batch => batch.Shape).ShouldBe([[4, 2], [1, 2]]);
        Batches.Of(["a", "b", "c"], 2).ShouldBe([["a", "b"], ["c"]]);
    }

    [Test]
    public void A_stream_is_shuffled_within_a_window_and_never_held_whole()
    {
        var read = 0;
        IEnumerable<int> Items()
        {
            for (; read < 1000; read++)
            {
                yield return read;
            }
        }

        var seen = new List<int>();
        foreach (var batch in Batches.Stream(Items(), 10, new Random(2), window: 50))
        {
            seen.AddRange(batch);
            read.ShouldBeLessThanOrEqualTo(seen.Count + 51);
        }

        seen.ShouldBe(Enumerable.Range(0, 1000), ignoreOrder: true);
        seen.ShouldNotBe(Enumerable.Range(0, 1000));
        seen.Select((item, position) => item - position).Max().ShouldBeLessThanOrEqualTo(50);
    }

    [Test]
    public void A_stream_without_a_generator_keeps_its_order_and_may_drop_the_rest()
    {
        Batches.Stream(Enumerable.Range(0, 5), 2).ShouldBe([[0, 1], [2, 3], [4]]);
        Batches.Stream(Enumerable.Range(0, 5), 2, dropLast: true).ShouldBe([[0, 1], [2, 3]]);
    }

    [Test]
    public void What_cannot_be_a_batch_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(() => Batches.Of(0, 3)).Message.ShouldContain("there are 0 examples");
        Should.Throw<ArgumentOutOfRangeException>(() => Batches.Of(3, 0)).Message.ShouldContain("size is 0");
        Should.Throw<ArgumentException>(() => Batches.Of(3, 4, dropLast: true))
            .Message.ShouldContain("3 examples do not fill a batch of 4");
        Should.Throw<ShapeException>(() => Batches.Of(new NdArray<double>(1), 1)).Message.ShouldContain("x is a scalar");
        NdArray<double> three = [1, 2, 3];
        NdArray<double> two = [1, 2];
        IntList labels = [1, 2];
        Should.Throw<ShapeException>(() => Batches.Of(three, labels, 1))
            .Message.ShouldContain("x of shape (3) has 3 examples along its first axis, but there are 2 labels");
        Should.Throw<ShapeException>(() => Batches.Of(three, two, 1)).Message.ShouldContain("but there are 2 targets");
        Should.Throw<ArgumentOutOfRangeException>(() => Batches.Stream([1, 2], 2, window: 0)).Message.ShouldContain("window is 0");
        Should.Throw<ArgumentOutOfRangeException>(() => two.Gather([0, 2]))
            .Message.ShouldContain("position 1 is 2, but there are 2 examples");
    }
}
