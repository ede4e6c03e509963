namespace Autograd.Tests;

[TestFixture]
public class RunningMeanTests
{
    [Test]
    public void Numbers_count_as_often_as_their_weight()
    {
        var mean = new RunningMean();
        mean.Mean.ShouldBe(double.NaN);
        mean.Add(1, 3);
        mean.Add(5);
        (mean.Mean, mean.Count).ShouldBe((2, 4));
        mean.Reset();
        mean.Add(7);
        mean.Mean.ShouldBe(7);
        Should.Throw<ArgumentOutOfRangeException>(() => mean.Add(1, -1)).Message.ShouldContain("weight is -1");
    }

    [Test]
    public void A_million_small_numbers_count_beside_a_large_one()
    {
        var mean = new RunningMean();
        mean.Add(1e16);
        for (var i = 0; i < 1_000_000; i++)
        {
            mean.Add(0.25);
        }

        (mean.Mean * mean.Count).ShouldBe(1e16 + 250_000);
        mean.Add(double.PositiveInfinity);
        mean.Mean.ShouldBe(double.PositiveInfinity);
    }
}
