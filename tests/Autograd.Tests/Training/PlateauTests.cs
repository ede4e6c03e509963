namespace Autograd.Tests;

[TestFixture]
public class PlateauTests
{
    [Test]
    public void The_rate_falls_when_the_loss_has_not_for_longer_than_the_patience()
    {
        var plateau = new Plateau(1, factor: 0.5, patience: 1, cooldown: 1, least: 0.3);
        double[] losses = [3, 2, 2, 2, 2, 2, 2, 1, 1, 1];

        // Two losses that are no better; then one does not count.
        losses.Select(plateau.Next).ShouldBe([1, 1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3]);
        plateau.Best.ShouldBe(1);
    }

    [Test]
    public void What_shall_rise_is_given_with_a_minus()
    {
        var plateau = new Plateau(1, patience: 0, threshold: 0.1);
        plateau.Next(-0.5).ShouldBe(1);
        plateau.Next(-0.6).ShouldBe(1);
        plateau.Next(-0.61).ShouldBe(0.1, 1e-15, "not a tenth more");
    }

    [Test]
    public void One_that_is_given_the_numbers_of_another_goes_on_with_the_same_rates()
    {
        var losses = Enumerable.Range(0, 40).Select(i => 1 + Math.Cos(i)).ToArray();
        var through = Make();
        var expected = losses.Select(through.Next).ToArray();
        var kept = Make();
        var before = losses[..15].Select(kept.Next).ToArray();
        var resumed = Make();
        (resumed.Rate, resumed.Best, resumed.Waited, resumed.Cooling) = (kept.Rate, kept.Best, kept.Waited, kept.Cooling);
        before.Concat(losses[15..].Select(resumed.Next)).ShouldBe(expected);
        expected[^1].ShouldBeLessThan(expected[15]);

        static Plateau Make() => new(1, factor: 0.9, patience: 2, cooldown: 3);
    }

    [Test]
    public void Bad_numbers_are_refused_by_name_and_change_nothing()
    {
        var plateau = new Plateau(1);
        plateau.Next(double.PositiveInfinity).ShouldBe(1);
        Should.Throw<ArgumentException>(() => plateau.Next(double.NaN)).Message.ShouldStartWith("Plateau: the loss is NaN");
        plateau.Waited.ShouldBe(1);
        Refused(() => new Plateau(double.NaN)).ShouldContain("Plateau: Rate is NaN");
        Refused(() => new Plateau(1, factor: 1)).ShouldContain("Plateau: factor is 1");
        Refused(() => new Plateau(1, patience: -1)).ShouldContain("Plateau: patience is -1");
        Refused(() => new Plateau(1, threshold: double.NaN)).ShouldContain("Plateau: threshold is NaN");
        Refused(() => new Plateau(1, cooldown: -2)).ShouldContain("Plateau: cooldown is -2");
        Refused(() => new Plateau(1, least: double.PositiveInfinity)).ShouldContain("Plateau: least is Infinity");
        Refused(() => plateau.Best = double.NaN).ShouldContain("Plateau: Best is NaN");
        Refused(() => plateau.Cooling = -1).ShouldContain("Plateau: Cooling is -1");

        static string Refused(Func<object> make) => Should.Throw<ArgumentOutOfRangeException>(make).Message;
    }
}
