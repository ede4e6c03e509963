namespace Autograd.Tests;

[TestFixture]
public class SgdTests
{
    [Test]
    public void A_step_follows_the_formula_by_hand()
    {
        // v = 0.5 v + (2 w + 0.1 w), w = w - 0.1 v, from w = 1: v1 = 2.1, w1 = 0.79; v2 = 1.05 + 1.659 = 2.709, w2 = 0.5191.
        var w = new Parameter<double>(1);
        var optimizer = new Sgd<double>([w], learningRate: 0.1, momentum: 0.5, weightDecay: 0.1);
        optimizer.Step(w.Square().Backward());
        w.Scalar.ShouldBe(0.79, 1e-15);
        optimizer.Step(w.Square().Backward());
        w.Scalar.ShouldBe(0.5191, 1e-15);
        w.Version.ShouldBe(2);
    }

    [Test]
    public void Only_chosen_parameters_decay()
    {
        var (weight, bias) = (new Parameter<double>(1), new Parameter<double>(1));
        var optimizer = new Sgd<double>([weight, bias], learningRate: 1, groups: [new([weight]) { WeightDecay = 0.25 }]);
        optimizer.Step((0 * (weight + bias)).Backward());
        weight.Scalar.ShouldBe(0.75);
        bias.Scalar.ShouldBe(1);
    }

    [Test]
    public void The_rate_can_change_between_steps()
    {
        var w = new Parameter<double>(1);
        var optimizer = new Sgd<double>([w], learningRate: 0.5) { LearningRate = 0.25 };
        optimizer.Step(w.Square().Backward());
        w.Scalar.ShouldBe(0.5);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_is_refused_before_anything_moves(double bad)
    {
        // The last element of a large one too, and of the last parameter: the first has not moved by then.
        var first = new Parameter<double>(1, "first");
        var second = new Parameter<double>(NdArray.Ones<double>([200, 1001]), "second");
        var factors = new double[200 * 1001];
        factors[^1] = bad;
        var optimizer = new Sgd<double>([first, second], learningRate: 1, momentum: 0.9);
        var gradients = (first + (second * NdArray.Wrap([200, 1001], factors)).Sum()).Backward();
        Should.Throw<GradientException>(() => optimizer.Step(gradients)).Message
            .ShouldStartWith($"Step: the gradient by second = Parameter (200, 1001) is {bad} at index [199, 1000], which would spoil");
        (first.Version, second.Version, first.Scalar).ShouldBe((0, 0, 1));
        optimizer.Step((first.Square() + (0 * second).Sum()).Backward());
        first.Scalar.ShouldBe(-1, "the refused step has left no velocity");
    }

    [Test]
    public void Bad_settings_are_refused_by_name()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<double>([w], -1)).Message
            .ShouldContain("Sgd: LearningRate is -1; as Double it must be 0 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<float>([new(1)], 1e60)).Message.ShouldContain("as Single");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<float>([new(1)], 1, momentum: 0.9999999999)).Message
            .ShouldContain("momentum");
        Should.Throw<ArgumentException>(() => new Sgd<double>([null!], 1)).Message.ShouldContain("parameter 0 is null");
        Should.Throw<ArgumentOutOfRangeException>(() => Initialize.Normal<double>([2], new Random(1), -1)).Message
            .ShouldContain("standard deviation is -1");
        Should.Throw<ArgumentOutOfRangeException>(() => Initialize.Uniform<double>([2], new Random(1), 2, 1)).Message
            .ShouldContain("the bounds are 2 and 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<double>([w], double.NaN)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<double>([w], 1, momentum: 1)).Message.ShouldContain("momentum is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Sgd<double>([w], 1, weightDecay: -1)).Message
            .ShouldContain("weightDecay is -1");
        Should.Throw<ArgumentException>(() => new Sgd<double>([w, w], 1)).Message.ShouldContain("w = Parameter () is given twice");
        Should.Throw<ArgumentException>(() => new Sgd<double>([w], 1, groups: [new([new Parameter<double>(2, "v")])])).Message
            .ShouldContain("v = Parameter () is in a group");
    }

    [Test]
    public void A_velocity_beyond_the_largest_number_counts_as_that_and_makes_no_NaN()
    {
        foreach (var nesterov in new[] { false, true })
        {
            var w = new Parameter<float>(0);
            var optimizer = new Sgd<float>([w], learningRate: 1e-3, momentum: 0.9, nesterov: nesterov);
            foreach (var slope in new[] { 3e38f, 3e38f, 3e38f, -3e38f, -3e38f, -3e38f, -3e38f, 1 })
            {
                optimizer.Step((slope * w).Backward());
                float.IsFinite(w.Scalar).ShouldBeTrue();
            }

            float.IsFinite(optimizer.StateOf(w)["velocity"].Value.Scalar).ShouldBeTrue();
        }
    }

    [Test]
    public void A_square_that_overflows_leaves_the_weights_as_they_are_and_makes_no_NaN()
    {
        Func<Parameter<float>, Optimizer<float>>[] optimizers =
        [
            w => new Adam<float>([w]), w => new Adagrad<float>([w]), w => new RmsProp<float>([w]),
            w => new RmsProp<float>([w], momentum: 0.9, centered: true), w => new Adam<float>([w], weightDecay: 1),
        ];
        foreach (var make in optimizers)
        {
            var w = new Parameter<float>(1);
            var optimizer = make(w);
            foreach (var slope in new[] { 3e38f, -3e38f, 3e38f, 1 })
            {
                optimizer.Step((slope * w).Backward());
                w.Scalar.ShouldBe(1, 0.1f);
            }
        }
    }

    [Test]
    public void An_average_of_numbers_far_apart_is_between_them()
    {
        var w = new Parameter<float>(-3e38f);
        var average = new ExponentialMovingAverage<float>([w], decay: 0.75);
        w.Update(3e38f);
        average.Update();
        average[w].Value.Scalar.ShouldBe(-1.5e38f, 1e32f);
    }

    [Test]
    public void A_parameter_the_loss_does_not_depend_on_stops_the_step_before_anything_moves()
    {
        var (w, v) = (new Parameter<double>(1, "w"), new Parameter<double>(2, "v"));
        var optimizer = new Sgd<double>([w, v], 1);
        Should.Throw<GradientException>(() => optimizer.Step(w.Square().Backward())).Message.ShouldContain("by v = Parameter ()");
        w.Scalar.ShouldBe(1);
    }
}
