namespace Autograd.Tests;

[TestFixture]
public class ParameterGroupTests
{
    private readonly Parameter<float> _w = new(1, "w");
    private readonly Parameter<float> _b = new(1, "b");

    [Test]
    public void One_rate_drives_all_groups()
    {
        var (x, y) = (new Parameter<double>(1), new Parameter<double>(1));
        var optimizer = new Sgd<double>([x, y], learningRate: 0, groups: [new([y]) { RateFactor = 0.5 }]) { LearningRate = 0.5 };
        optimizer.Step((x + y).Backward());
        (x.Scalar, y.Scalar).ShouldBe((0.5, 0.75));
    }

    [Test]
    public void What_makes_no_sense_is_refused_by_name()
    {
        Should.Throw<ArgumentException>(() => new ParameterGroup<float>([])).Message
            .ShouldStartWith("ParameterGroup: there are no parameters");
        Should.Throw<ArgumentException>(() => new ParameterGroup<float>(new ParameterSet<float>().Under("typo"))).Message
            .ShouldStartWith("ParameterGroup: there are no parameters");
        Should.Throw<ArgumentException>(() => new AdamW<float>([_w, _b], groups: [new([_w]), new([_b, _w])])).Message
            .ShouldContain("AdamW: w = Parameter () is in two groups");
        Should.Throw<ArgumentException>(() => new RmsProp<float>([_w], groups: [new([_b])])).Message
            .ShouldContain("RmsProp: b = Parameter () is in a group but not among the parameters");
        Should.Throw<ArgumentNullException>(() => new Adagrad<float>([_w], groups: [null!]));
        foreach (var bad in new[] { -1, double.NaN, double.PositiveInfinity, 1e60 })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new ParameterGroup<float>([_w]) { RateFactor = bad }).Message
                .ShouldContain("ParameterGroup: RateFactor is");
            Should.Throw<ArgumentOutOfRangeException>(() => new ParameterGroup<float>([_w]) { WeightDecay = bad }).Message
                .ShouldContain("ParameterGroup: WeightDecay is");
        }

        var optimizer = new Sgd<float>([_w], 1, groups: [new([_w]) { RateFactor = 1e30 }]);
        Should.Throw<ArgumentOutOfRangeException>(() => optimizer.LearningRate = 1e30).Message
            .ShouldContain("LearningRate times the largest factor of a group is");
        optimizer.LearningRate.ShouldBe(1);
    }

    [Test]
    public void Settings_of_each_optimizer_are_refused_by_name()
    {
        Refused(() => new Sgd<float>([_w], 1, nesterov: true)).ShouldContain("Sgd: the momentum of Nesterov is 0");
        Refused(() => new AdamW<float>([_w], weightDecay: double.NaN)).ShouldContain("AdamW: weightDecay is NaN");
        Refused(() => new RmsProp<float>([_w], alpha: 1)).ShouldContain("RmsProp: alpha is 1");
        Refused(() => new RmsProp<float>([_w], momentum: double.NaN)).ShouldContain("RmsProp: momentum is NaN");
        Refused(() => new RmsProp<float>([_w], epsilon: 0)).ShouldContain("RmsProp: epsilon is 0");
        Refused(() => new Adagrad<float>([_w], double.PositiveInfinity)).ShouldContain("Adagrad: LearningRate is Infinity");
        Refused(() => new Adagrad<float>([_w], epsilon: double.NaN)).ShouldContain("Adagrad: epsilon is NaN");
        Refused(() => new Adagrad<float>([_w], weightDecay: -1)).ShouldContain("Adagrad: weightDecay is -1");

        static string Refused(Func<Optimizer<float>> make) => Should.Throw<ArgumentException>(make).Message;
    }
}
