namespace Autograd.Tests;

[TestFixture]
public class EarlyStoppingTests
{
    [Test]
    public void It_is_time_after_as_many_values_as_the_patience_and_the_best_comes_back()
    {
        var parameters = new ParameterSet<double>();
        var w = parameters.Add("w", [0]);
        var mean = parameters.AddState("mean", [0]);
        var stopping = new EarlyStopping<double>(parameters, patience: 2);
        bool[] stops = [.. new[] { 3.0, 1.0, 2.0, 0.5, double.NaN, 0.5 }.Select((loss, epoch) =>
        {
            w.Update([epoch]);
            mean.Value = [10 * epoch];
            return stopping.ShouldStop(loss);
        })];
        stops.ShouldBe([false, false, false, false, false, true]);
        (stopping.Best, stopping.BestAt, stopping.Count).ShouldBe((0.5, 4, 6));
        stopping.Restore();
        w.Value.ShouldBe([3]);
        mean.Value.ShouldBe([30]);
    }

    [Test]
    public void An_accuracy_gets_better_by_growing_and_a_gain_may_be_too_small()
    {
        var stopping = new EarlyStopping<double>([new Parameter<double>(1)], patience: 1, leastGain: 0.1, largerIsBetter: true);
        stopping.ShouldStop(0.5).ShouldBeFalse();
        stopping.ShouldStop(0.7).ShouldBeFalse();
        stopping.ShouldStop(0.75).ShouldBeTrue();
        stopping.Best.ShouldBe(0.7);
    }

    [Test]
    public void What_cannot_be_is_refused()
    {
        Should.Throw<ArgumentException>(() => new EarlyStopping<double>([], 1)).Message.ShouldContain("there are no parameters");
        Should.Throw<ArgumentOutOfRangeException>(() => new EarlyStopping<double>([new Parameter<double>(1)], 0))
            .Message.ShouldContain("patience is 0");
        var stopping = new EarlyStopping<double>([new Parameter<double>(1)], 1);
        stopping.ShouldStop(double.NaN).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(stopping.Restore).Message.ShouldContain("no best to restore");
    }
}
