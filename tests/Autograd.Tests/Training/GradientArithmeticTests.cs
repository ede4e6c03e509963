namespace Autograd.Tests;

/// <summary>Gradients can be added, scaled, measured, clipped and chosen before an optimizer gets them.</summary>
[TestFixture]
public class GradientArithmeticTests
{
    private readonly Parameter<double> _x = new(new[] { 3.0, 4 }, "x");
    private readonly Parameter<double> _y = new(5, "y");

    [Test]
    public void Two_batches_are_averaged_and_a_node_of_one_alone_counts_as_0_in_the_other()
    {
        var mean = ((_x * _x).Sum().Backward() + (_x.Sum() * _y).Backward()) / 2;
        mean[_x].Value.ToArray().ShouldBe([(6 + 5) / 2.0, (8 + 5) / 2.0]);
        mean[_y].Scalar.ShouldBe(7 / 2.0);
        (2 * mean)[_y].Scalar.ShouldBe(7);
        (mean * 0.5)[_y].Scalar.ShouldBe(7 / 4.0);
    }

    [Test]
    public void A_sum_over_many_batches_begins_with_none()
    {
        Gradients<double> sum = new([]);
        for (var batch = 1; batch <= 3; batch++)
        {
            sum += (batch * _x.Sum() * _y).Backward();
        }

        sum[_x].Value.ToArray().ShouldBe([30, 30]);
        sum[_y].Scalar.ShouldBe(42);
    }

    [Test]
    public void What_is_made_of_gradients_leaves_them_as_they_are()
    {
        var gradients = (_x.Sum() * _y).Backward();
        _ = 3 * (gradients + gradients).ClipValue(0.1);
        gradients[_x].Value.ToArray().ShouldBe([5, 5]);
    }

    [Test]
    public void The_norm_is_that_of_all_elements_together() =>
        Made([2, 3], 6).Norm().ShouldBe(7);

    [TestCase(1e200)]
    [TestCase(1e-200)]
    [TestCase(double.MaxValue / 8)]
    public void The_norm_neither_overflows_nor_vanishes_on_the_way(double scale) =>
        Made([2 * scale, 3 * scale], 6 * scale).Norm().ShouldBe(7 * scale, 1e-14 * scale);

    [Test]
    public void In_float_too()
    {
        var w = new Parameter<float>(NdArray.Zeros<float>([3]));
        foreach (var scale in new[] { 1e-30f, 1, 1e30f })
        {
            new Gradients<float>([new(w, new[] { 2 * scale, 3 * scale, 6 * scale })]).Norm().ShouldBe(7 * scale, 1e-6 * scale);
        }

        // Summed one after the other in float, a hundred million squares of 0.01 would be 0.0016 short.
        var many = new Parameter<float>(NdArray.Zeros<float>([10_000_000]));
        new Gradients<float>([new(many, NdArray.Full([10_000_000], 0.01f))]).Norm().ShouldBe(Math.Sqrt(1e7) * 0.01f, 1e-4);
    }

    [Test]
    public void The_norm_of_what_is_not_finite_is_not_finite()
    {
        Made([1, double.NaN], double.PositiveInfinity).Norm().ShouldBe(double.NaN);
        Made([1, 2], double.NegativeInfinity).Norm().ShouldBe(double.PositiveInfinity);
        Made([0, 0], 0).Norm().ShouldBe(0);
        new Gradients<double>([]).Norm().ShouldBe(0);
    }

    [Test]
    public void A_long_gradient_is_shrunk_in_its_direction_and_a_short_one_is_left()
    {
        var clipped = Made([2, 3], 6).ClipNorm(3.5);
        clipped[_x].Value.ToArray().ShouldBe([1, 1.5]);
        clipped[_y].Scalar.ShouldBe(3);
        var made = Made([2, 3], 6);
        made.ClipNorm(7).ShouldBeSameAs(made);
        Should.Throw<ArgumentOutOfRangeException>(() => made.ClipNorm(0)).Message.ShouldContain("ClipNorm: the bound is 0");
        Should.Throw<ArgumentOutOfRangeException>(() => made.ClipNorm(double.NaN));
        Should.Throw<GradientException>(() => Made([1, 1], double.NaN).ClipNorm(1)).Message
            .ShouldContain("ClipNorm: the gradient by y = Parameter () is NaN at index []");
    }

    [Test]
    public void Elements_are_brought_between_the_bounds()
    {
        var clipped = Made([2, -3], double.NaN).ClipValue(2.5);
        clipped[_x].Value.ToArray().ShouldBe([2, -2.5]);
        clipped[_y].Scalar.ShouldBe(double.NaN);
        Should.Throw<ArgumentOutOfRangeException>(() => clipped.ClipValue(-1)).Message.ShouldContain("ClipValue: the bound is -1");
    }

    [Test]
    public void What_is_made_of_a_replay_stays_when_it_runs_again()
    {
        var x = Node.Constant(new[] { 0.0, 0 });
        var replay = Replay.OfLoss(() => (_x * x).Sum());
        var sum = new Gradients<double>([]);
        var (chosen, clipped) = (sum, sum);
        foreach (var value in new[] { 1.0, 10, 100 })
        {
            replay.Set(x, [value, value]);
            replay.Run();
            sum += replay.Gradients;
            (chosen, clipped) = value == 1 ? (replay.Gradients.Only([_x]), replay.Gradients.ClipNorm(50)) : (chosen, clipped);
        }

        sum[_x].Value.ToArray().ShouldBe([111, 111]);
        chosen[_x].Value.ToArray().ShouldBe([1, 1]);
        clipped[_x].Value.ToArray().ShouldBe([1, 1]);
    }

    [Test]
    public void A_node_that_is_only_watched_does_not_count_in_the_norm()
    {
        var h = (_x * 1e-3).Watch();
        var gradients = (1e3 * h).Sum().Backward();
        gradients.ContainsKey(h).ShouldBeTrue();
        gradients.Norm().ShouldBe(Math.Sqrt(2), 1e-12);
    }

    [Test]
    public void The_direction_of_a_gradient_whose_norm_overflows_is_kept()
    {
        var clipped = Made([1e308, 1e308], 0).ClipNorm(1);
        clipped[_x].Value[0].ShouldBe(Math.Sqrt(0.5), 1e-12);
        var huge = new Parameter<double>(NdArray.Zeros<double>([4]));
        new Gradients<double>([new(huge, NdArray.Full([4], 1e308))]).ClipNorm(1)[huge].Value[3].ShouldBe(0.5, 1e-12);
    }

    [Test]
    public void Some_can_be_chosen()
    {
        var gradients = (_x.Sum() * _y).Backward();
        gradients.Only([_y]).Keys.ShouldBe([_y]);
        Should.Throw<GradientException>(() => gradients.Only([new Parameter<double>(1, "z")])).Message.ShouldContain("z = Parameter ()");
    }

    private Gradients<double> Made(double[] byX, double byY) => new([new(_x, byX), new(_y, byY)]);
}
