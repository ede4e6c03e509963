namespace Autograd.Tests;

[TestFixture]
public class StandardizerTests
{
    [Test]
    public void Features_get_mean_0_and_deviation_1_and_come_back()
    {
        // By hand: (1, 3) has mean 2 and deviation 1; (10, 30) mean 20 and deviation 10; (5, 5) does not vary.
        NdArray<double> x = new double[,] { { 1, 10, 5 }, { 3, 30, 5 } };
        var standardizer = new Standardizer<double>(x);
        standardizer.Mean.ShouldBe([2, 20, 5]);
        standardizer.Deviation.ShouldBe([1, 10, 1]);
        standardizer.Apply(x).ShouldBe(new double[,] { { -1, -1, 0 }, { 1, 1, 0 } });
        standardizer.Undo(standardizer.Apply(x)).ShouldBe(x);
        standardizer.Apply([4, 0, 6]).ShouldBe([2, -2, 1]);
        new Standardizer<double>(standardizer.Mean, standardizer.Deviation).Apply(x).ShouldBe(standardizer.Apply(x));
    }

    [Test]
    public void A_small_deviation_beside_a_large_mean_is_measured()
    {
        NdArray<float> x = new float[,] { { 16777214 }, { 16777216 } };
        var standardizer = new Standardizer<float>(x);
        standardizer.Mean[0].ShouldBe(16777215);
        standardizer.Deviation[0].ShouldBe(1);
    }

    [Test]
    public void What_cannot_be_measured_is_refused()
    {
        Should.Throw<ShapeException>(() => new Standardizer<double>(1)).Message.ShouldContain("shape () has no examples");
        Should.Throw<ArgumentException>(() => new Standardizer<double>(new double[,] { { 1, 2 }, { 3, double.NaN } }))
            .Message.ShouldContain("feature 1 of example 1 is NaN");
        Should.Throw<ShapeException>(() => new Standardizer<double>(new double[,] { { 1, 2 } }).Apply([1, 2, 3]))
            .Message.ShouldContain("x of shape (3) is neither one example of shape (2)");
        Should.Throw<ArgumentException>(() => new Standardizer<double>([1], [0])).Message.ShouldContain("a deviation is 0");
    }
}
