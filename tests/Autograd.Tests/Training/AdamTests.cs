namespace Autograd.Tests;

[TestFixture]
public class AdamTests
{
    [Test]
    public void Large_arrays_on_all_cores_move_as_small_ones_do()
    {
        // Each element has the same history, so it must come out the same wherever it lies.
        var (large, small) = (new Parameter<float>(NdArray.Ones<float>([300, 1001])), new Parameter<float>(1));
        var optimizer = new Adam<float>([large, small], learningRate: 0.1);
        for (var step = 0; step < 3; step++)
        {
            optimizer.Step((large.Square().Sum() + small.Square()).Backward());
        }

        large.Value.ToArray().ShouldAllBe(element => Math.Abs(element - small.Scalar) < 1e-6f);
        small.Scalar.ShouldBe(0.7f, 0.01f);
    }

    [Test]
    public void Only_chosen_parameters_decay_and_an_element_without_slope_stays()
    {
        var (weight, bias) = (new Parameter<double>(1), new Parameter<double>(1));
        var optimizer = new Adam<double>(
            [weight, bias], learningRate: 0.25, epsilon: 1e-12, weightDecay: 0.5, groups: [new([bias]) { WeightDecay = 0 }]);
        optimizer.Step((0 * (weight + bias)).Backward());
        weight.Scalar.ShouldBe(0.75, 1e-9);
        bias.Scalar.ShouldBe(1);
    }

    [Test]
    public void A_step_allocates_nothing()
    {
        // The weight on all cores, the bias on one.
        var w = new Parameter<float>(Initialize.He<float>([300, 400], new Random(1)));
        var b = new Parameter<float>(NdArray.Zeros<float>([400]));
        var optimizer = new Adam<float>([w, b], 1e-3, groups: [new([w]) { WeightDecay = 0.1 }]);
        var gradients = (w + b).Square().Mean().Backward();
        for (var i = 0; i < 50; i++)
        {
            optimizer.Step(gradients);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            optimizer.Step(gradients);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Test]
    public void Bad_settings_are_refused_by_name()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<double>([w], -1)).Message
            .ShouldContain("Adam: LearningRate is -1; as Double it must be 0 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<double>([w], beta1: 1)).Message.ShouldContain("Adam: beta1 is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<float>([new(1)], beta2: 0.9999999999)).Message
            .ShouldContain("as Single it must be from 0 up to, but not including, 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam<float>([new(1)], epsilon: 1e-60)).Message
            .ShouldContain("Adam: epsilon is 1E-60; as Single it must be above 0");
        Should.Throw<ArgumentException>(() => new Adam<double>([w, w])).Message.ShouldContain("Adam: w = Parameter () is given twice");
    }
}
