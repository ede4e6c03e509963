namespace Autograd.Tests;

/// <summary>What a recorder of training refuses.</summary>
[TestFixture]
public class FilmRecorderTests
{
    private readonly Parameter<double> _w = new(new[] { 0.5, -1 }, "w");

    [Test]
    public void Another_graph_is_refused_and_what_was_recorded_stays()
    {
        var recorder = new FilmRecorder<double>();
        recorder.Record(0, _w.Tanh().Sum());
        Should.Throw<ArgumentException>(() => recorder.Record(1, _w.Exp().Sum()))
            .Message.ShouldContain("node 1 was Tanh (2) of nodes 0 and is Exp (2) of nodes 0");
        Should.Throw<ArgumentException>(() => recorder.Record(1, _w.Tanh().Sum().Square()))
            .Message.ShouldContain("it had 3 nodes and has 4");
        recorder.Count.ShouldBe(1);
        recorder.Record(1, _w.Tanh().Sum());
        recorder.Count.ShouldBe(2);
    }

    [Test]
    public void Steps_go_on_and_a_film_has_at_least_one()
    {
        var recorder = new FilmRecorder<double>();
        Should.Throw<InvalidOperationException>(() => recorder.ToFilm()).Message.ShouldContain("nothing was recorded");
        recorder.Record(3, _w.Sum());
        Should.Throw<ArgumentOutOfRangeException>(() => recorder.Record(3, _w.Sum())).Message.ShouldContain("step 3 was recorded last");
        Should.Throw<ArgumentOutOfRangeException>(() => recorder.Record(-1, _w.Sum()));
    }

    [Test]
    public void A_constant_is_refused_and_nothing_is_recorded()
    {
        var recorder = new FilmRecorder<double>();
        Node<double> constant = 2;
        Should.Throw<GradientException>(() => recorder.Record(0, constant));
        recorder.Count.ShouldBe(0);
    }
}
