namespace Autograd.Tests;

/// <summary>Edges and refusals; the numbers along the way are in <see cref="TrajectoryTests"/>.</summary>
[TestFixture]
public class ScheduleTests
{
    [Test]
    public void A_schedule_begins_and_ends_where_it_is_told_and_stays_there()
    {
        Schedule.Constant(0.3)(1000).ShouldBe(0.3);
        var step = Schedule.Step(1, every: 3, factor: 0.5);
        new[] { 0, 2, 3, 6 }.Select(step).ShouldBe([1, 1, 0.5, 0.25]);
        var cosine = Schedule.Cosine(1, steps: 4, least: 0.5);
        new[] { 0, 2, 4, 400 }.Select(cosine).ToArray().ShouldBe([1, 0.75, 0.5, 0.5], 1e-15);
        var warm = Schedule.WarmUp(2, step, from: 0);
        new[] { 0, 1, 2, 4, 5 }.Select(warm).ShouldBe([0, 0.5, 1, 1, 0.5]);
        var cycle = Schedule.OneCycle(1, steps: 10, rising: 0.5, divisor: 10, lastDivisor: 100);
        new[] { 0, 4, 9, 90 }.Select(cycle).ToArray().ShouldBe([0.1, 1, 1e-3, 1e-3], 1e-15);
    }

    [TestCase(1, 0.3)]
    [TestCase(1, 1)]
    [TestCase(2, 0.5)]
    [TestCase(2, 0)]
    [TestCase(3, 1)]
    public void The_shortest_cycles_have_rates(int steps, double rising)
    {
        var cycle = Schedule.OneCycle(1, steps, rising);
        Enumerable.Range(0, steps + 2).ShouldAllBe(step => cycle(step) > 0 && cycle(step) <= 1);
    }

    [Test]
    public void Bad_numbers_are_refused_by_name()
    {
        Refused(() => Schedule.Constant(double.NaN)).ShouldContain("Constant: rate is NaN; it must be 0 or more, and finite");
        Refused(() => Schedule.Step(-1, 1)).ShouldContain("Step: rate is -1");
        Refused(() => Schedule.Step(1, 0)).ShouldContain("Step: every is 0; it must be at least 1");
        Refused(() => Schedule.Step(1, 1, double.PositiveInfinity)).ShouldContain("Step: factor is Infinity");
        Refused(() => Schedule.Cosine(1, 0)).ShouldContain("Cosine: steps is 0; it must be at least 1");
        Refused(() => Schedule.Cosine(1, 1, -0.5)).ShouldContain("Cosine: least is -0.5");
        Refused(() => Schedule.WarmUp(0, _ => 1)).ShouldContain("WarmUp: steps is 0");
        Refused(() => Schedule.WarmUp(1, _ => 1, from: 1.5)).ShouldContain("WarmUp: from is 1.5; it must be from 0 to 1");
        Refused(() => Schedule.OneCycle(1, 0)).ShouldContain("OneCycle: steps is 0");
        Refused(() => Schedule.OneCycle(1, 1, divisor: 0)).ShouldContain("OneCycle: divisor is 0; it must be above 0");
        Refused(() => Schedule.OneCycle(1, 1, rising: double.NaN)).ShouldContain("OneCycle: rising is NaN");
        Refused(() => Schedule.Cosine(1, 1)(-1)).ShouldContain("Cosine: step is -1");

        static string Refused(Action action) => Should.Throw<ArgumentOutOfRangeException>(action).Message;
    }
}
