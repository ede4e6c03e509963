namespace Autograd.Tests;

[TestFixture]
public class InitializeTests
{
    [Test]
    public void Initializers_have_the_spread_of_their_formula_and_repeat_with_the_seed()
    {
        Initialize.Glorot<double>([30, 20], new Random(1)).ToArray().ShouldBe(Initialize.Glorot<double>([30, 20], new Random(1)).ToArray());

        // 60,000 samples: the mean square is within 2 % of the variance.
        var glorot = Initialize.Glorot<double>([300, 200], new Random(1)).ToArray();
        glorot.Max(Math.Abs).ShouldBeLessThanOrEqualTo(Math.Sqrt(6.0 / 500));
        glorot.Average(value => value * value).ShouldBe(2.0 / 500, 0.02 * 2 / 500);
        var he = Initialize.He<double>([300, 200], new Random(1)).ToArray();
        he.Average(value => value * value).ShouldBe(2.0 / 300, 0.02 * 2 / 300);
        he.Average().ShouldBe(0, 0.002);
        Should.Throw<ShapeException>(() => Initialize.He<double>([3], new Random(1))).Message.ShouldContain("give (fan in, fan out)");
    }
}
