namespace Autograd.Tests;

/// <summary>The gradients of pieces of one array are added up once, whatever picked them.</summary>
[TestFixture]
public class PiecesTests
{
    [Test]
    public void Pieces_of_every_kind_add_up()
    {
        // Each element counts how often it was picked, and the whole counts 10.
        var x = new Parameter<double>(NdArray.Zeros<double>([4, 3]));
        var loss = x[1, 2] + x[..2].Sum() + x.Gather([3, 3, 0]).Sum() + x.TakeAlongAxis(new int[,] { { 0 }, { 0 }, { 2 }, { 2 } }, 1).Sum()
            + (10 * x.Sum()) + x[3].Sum();
        var expected = new double[,] { { 13, 12, 12 }, { 12, 11, 12 }, { 10, 10, 11 }, { 13, 13, 14 } };
        loss.Backward()[x].Value.ToArray2D().ShouldBe(expected);
        loss.Backward(differentiable: true)[x].Value.ToArray2D().ShouldBe(expected);
    }

    [Test]
    public void The_gradient_of_a_piece_can_be_differentiated_again()
    {
        // f = x_0^3 x_2: the Hessian of a direction v is (6 x_0 x_2 v_0 + 3 x_0^2 v_2, 0, 3 x_0^2 v_0).
        var x = new Parameter<double>(new[] { 2.0, 5, 7 });
        var gradient = (x[0] * x[0] * x[0] * x[2]).Backward(differentiable: true)[x];
        gradient.Value.ToArray().ShouldBe([84, 0, 8]);
        (gradient * new[] { 1.0, 10, 100 }).Sum().Gradient(x).Value.ToArray().ShouldBe([(6 * 2 * 7) + (3 * 4 * 100), 0, 12]);
    }

    [Test]
    public void Very_many_pieces_at_one_place_do_not_drift()
    {
        const int Count = 50_000;
        var x = new Parameter<float>(new[] { 1f, 2, 3 });
        var weight = Node.Constant(0.1f);
        var loss = Node.Stack(Enumerable.Range(0, Count).Select(_ => x[1] * weight).ToArray()).Sum();
        ((double)(loss + (5 * x).Sum()).Gradient(x).Value[1]).ShouldBe(5 + (Count * (double)0.1f), 0.0003);
    }

    [Test]
    public void Pieces_that_are_doubled_at_each_step_come_to_an_end()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 });
        Node<double> h = x;
        for (var i = 0; i < 60; i++)
        {
            h += h;
        }

        h[0].Backward()[x].Value.ToArray().ShouldBe([Math.Pow(2, 60), 0]);
    }

    [Test]
    public void A_long_chain_of_pieces_does_not_overflow_the_stack()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, 3, 4 });
        Node<double> h = x;
        for (var i = 0; i < 30_000; i++)
        {
            h = h.Gather([3, 2, 1, 0]);
        }

        h[1].Backward()[x].Value.ToArray().ShouldBe([0, 1, 0, 0]);
    }

    [Test]
    public void What_is_not_picked_is_a_strong_zero_among_several_pieces_too()
    {
        // The slope of the square root at 0 is infinite, but no piece leads there.
        var x = new Parameter<double>(new[] { 4.0, 0, 1 });
        var root = x.Sqrt();
        (root[0] + root[2..].Sum() + root.Gather([2, 0]).Sum()).Backward()[x].Value.ToArray().ShouldBe([0.5, 0, 1]);
    }

    [Test]
    public void A_gradient_that_nobody_has_read_yet_is_that_of_its_pass()
    {
        var (w, x) = (new Parameter<double>(3), new Parameter<double>(NdArray.Zeros<double>([100])));
        var gradient = (x[5] * w).Backward()[x];
        w.Update(7.0);
        gradient.Value[5].ShouldBe(3);
        gradient.Span.Count(0).ShouldBe(99);
    }

    [Test]
    public void Threads_may_read_it_at_the_same_time()
    {
        var x = new Parameter<double>(NdArray.Zeros<double>([100_000]));
        for (var round = 0; round < 20; round++)
        {
            var gradient = (2 * x[7]).Backward()[x];
            Parallel.For(0, 4, _ => gradient.Value[7].ShouldBe(2));
        }
    }

    [TestCaseSource(nameof(WaysToPick))]
    public void Very_many_pieces_take_no_more_memory_than_they_are(Func<Node<double>, int, Node<double>> pick)
    {
        const int Rows = 5000;
        var x = new Parameter<double>(NdArray.Zeros<double>([Rows, 4]));
        Node<double> Loss() => Node.Concat([.. Enumerable.Range(0, Rows).Select(i => pick(x, i).Reshape(-1))], axis: 0).Sum();
        Loss().Backward();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Loss().Backward()[x].Value[Rows - 1, 3].ShouldBe(1);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        bytes.ShouldBeLessThan(Rows * 8000L, "a copy or a gradient of full size for each would be 160,000 bytes");
    }

    private static IEnumerable<TestCaseData> WaysToPick()
    {
        yield return Way("x[i]", (x, i) => x[i]);
        yield return Way("x[i..]", (x, i) => x[i..(i + 1), ..]);
        yield return Way("SliceAlong", (x, i) => x.SliceAlong(0, i..(i + 1)));
        yield return Way("Gather", (x, i) => x.Gather(i));
        yield return Way("Embedding", (x, i) => x.Embedding(new[] { i }));
        yield return Way("TakeAlongAxis", (x, i) => x.TakeAlongAxis(new int[,] { { i, i, i, i } }, 0));
        yield return Way("GatherAt", (x, i) => x.GatherAt(new int[,] { { i } }, new[] { 0, 1, 2, 3 }));

        static TestCaseData Way(string name, Func<Node<double>, int, Node<double>> pick) => new TestCaseData(pick).SetArgDisplayNames(name);
    }
}
