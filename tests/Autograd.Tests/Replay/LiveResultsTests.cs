namespace Autograd.Tests;

/// <summary>Each run of a replay writes its results anew; what was computed from them before knows them as they were.</summary>
[TestFixture]
public class LiveResultsTests
{
    private static readonly double[] s_first = [1, 2];
    private static readonly double[] s_second = [10, 20];

    private readonly Parameter<double> _w = new(new double[] { 3, 5 });
    private Node<double> _x = null!;
    private Replay<double> _replay = null!;

    [SetUp]
    public void Record()
    {
        _x = Node.Constant(s_first);
        _replay = Replay.Of<double>(() => [2 * _x, (2 * _x).Sum()]);
    }

    [Test]
    public void A_graph_that_read_a_result_keeps_it()
    {
        var y = (_w * _replay.Results[0] * _replay.Results[1]).Sum();
        RunAgain();
        y.Gradient(_w).Value.ToArray().ShouldBe([2.0 * 6, 4.0 * 6]);
        (_w * _replay.Results[0] * _replay.Results[1]).Sum().Gradient(_w).Value.ToArray().ShouldBe([20.0 * 60, 40.0 * 60]);
    }

    [Test]
    public void So_do_a_reshaped_result_and_one_whose_gradient_is_stopped()
    {
        var reshaped = _replay.Results[0].Reshape([2, 1]);
        var stopped = _replay.Results[0].StopGradient();
        var constant = Node.Constant(_replay.Results[0].Value);
        RunAgain();
        reshaped.Value.ToArray().ShouldBe([2.0, 4]);
        stopped.Value.ToArray().ShouldBe([2.0, 4]);
        constant.Value.ToArray().ShouldBe([2.0, 4]);
        _replay.Results[0].Value.ToArray().ShouldBe([20.0, 40]);
    }

    [Test]
    public void So_does_one_that_read_a_gradient_of_rows()
    {
        var table = new Parameter<double>(NdArray.Ones<double>([40, 8]));
        var replay = Replay.OfLoss(() => table.Gather([3]).Sum() * _x.Sum());
        var scale = new Parameter<double>(1);
        var y = (scale * replay.Gradients[table]).Sum();
        var clipped = replay.Gradients.ClipNorm(1e9);
        replay.Set(_x, s_second);
        replay.Run();
        y.Gradient(scale).Scalar.ShouldBe(8 * 3);
        clipped[table].Value[3, 0].ShouldBe(3);
        replay.Gradients[table].Value[3, 0].ShouldBe(30);
    }

    [Test]
    public void A_seed_is_read_when_it_is_given()
    {
        var plain = _w[..1].Gradient(_w, seed: _replay.Results[0][..1]);
        var seeded = (2 * _w).Gradient(_w, seed: _replay.Results[0], differentiable: true);
        var itself = _w.Reshape([2]).Gradient(_w, seed: _replay.Results[0]);
        RunAgain();
        plain.Value.ToArray().ShouldBe([2.0, 0]);
        seeded.Value.ToArray().ShouldBe([4.0, 8]);
        itself.Value.ToArray().ShouldBe([2.0, 4]);
    }

    [Test]
    public void A_formula_through_a_result_reads_what_it_was()
    {
        var one = Replay.Of<double>(() => [Node.Constant(1.0) * _x.Sum() / _x.Sum()]);
        var y = (one.Results[0] + _w.Exp()).Log().Sum();
        RunAgain();
        one.Set(_x, s_second);
        one.Run();
        y.Gradient(_w).Value.ToArray().ShouldBe([1 / (1 + Math.Exp(-3)), 1 / (1 + Math.Exp(-5))], 1e-15);
    }

    [Test]
    public void A_second_replay_follows_the_first()
    {
        var second = Replay.Of<double>(() => [(_w * _replay.Results[0]).Sum(), (_w * _replay.Results[0]).Sum().Gradient(_w)]);
        RunAgain();
        second.Run();
        second.Results[0].Scalar.ShouldBe(260);
        second.Results[1].Value.ToArray().ShouldBe([20.0, 40]);
    }

    private void RunAgain()
    {
        _replay.Set(_x, s_second);
        _replay.Run();
    }
}
