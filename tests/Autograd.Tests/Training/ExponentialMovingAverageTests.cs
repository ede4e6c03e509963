namespace Autograd.Tests;

[TestFixture]
public class ExponentialMovingAverageTests
{
    [Test]
    public void It_starts_as_the_weights_and_follows_them()
    {
        var w = new Parameter<double>([4, 8, 12]);
        var average = new ExponentialMovingAverage<double>([w], decay: 0.75);
        w.Update(new double[] { 0, 0, 0 });
        average.Update();
        average[w].Value.ToArray().ShouldBe([3, 6, 9]);
        average.Update();
        average[w].Value.ToArray().ShouldBe([2.25, 4.5, 6.75]);
        average[w].Value = new double[] { 1, 1, 1 };
        average.Update();
        average[w].Value.ToArray().ShouldBe([0.75, 0.75, 0.75], "it goes on from what it was set to");
        w.Value.ToArray().ShouldBe([0, 0, 0]);
    }

    [Test]
    public void The_averages_are_in_the_parameters_until_the_scope_is_closed()
    {
        var w = new Parameter<double>([1, 2, 3], "w");
        var average = new ExponentialMovingAverage<double>([w], decay: 0.5);
        w.Update(new double[] { 3, 4, 5 });
        average.Update();
        var loss = w.Square().Sum();
        using (average.Swapped())
        {
            w.Value.ToArray().ShouldBe([2, 3, 4]);
            average[w].Value.ToArray().ShouldBe([3, 4, 5]);
            Should.Throw<InvalidOperationException>(average.Update).Message.ShouldStartWith("Update: the parameters hold the averages now");
            Should.Throw<InvalidOperationException>(() => average.Swapped()).Message.ShouldStartWith("Swapped: the parameters hold");
        }

        w.Value.ToArray().ShouldBe([3, 4, 5]);
        average[w].Value.ToArray().ShouldBe([2, 3, 4]);
        Should.Throw<GradientException>(() => loss.Backward(), "the weights were others in the meantime");
    }

    [Test]
    public void A_scope_that_is_closed_twice_puts_the_weights_back_once()
    {
        var w = new Parameter<double>(1);
        var average = new ExponentialMovingAverage<double>([w], decay: 0.5);
        w.Update(3);
        var scope = average.Swapped();
        scope.Dispose();
        scope.Dispose();
        w.Scalar.ShouldBe(3);
        using (average.Swapped())
        {
            scope.Dispose();
            w.Scalar.ShouldBe(1, "an old scope does not close the new one");
        }

        w.Scalar.ShouldBe(3);
    }

    [Test]
    public void A_parameter_holds_one_average_at_a_time()
    {
        var w = new Parameter<double>(1, "w");
        var (slow, fast) = (new ExponentialMovingAverage<double>([w], decay: 0.75), new ExponentialMovingAverage<double>([w], decay: 0.5));
        w.Update(3);
        slow.Update();
        fast.Update();
        using (slow.Swapped())
        {
            Should.Throw<InvalidOperationException>(() => fast.Swapped()).Message
                .ShouldStartWith("Swapped: w = Parameter () holds the average of another");
            w.Scalar.ShouldBe(1.5);
        }

        using (fast.Swapped())
        {
            w.Scalar.ShouldBe(2);
        }

        w.Scalar.ShouldBe(3);
    }

    [Test]
    public void A_step_on_the_averages_is_refused_when_the_weights_are_back()
    {
        var w = new Parameter<double>(1, "w");
        var average = new ExponentialMovingAverage<double>([w], decay: 0.5);
        w.Update(3);
        Should.Throw<InvalidOperationException>(() =>
        {
            using (average.Swapped())
            {
                new Sgd<double>([w], 0.1).Step(w.Square().Sum().Backward());
            }
        }).Message.ShouldStartWith("Swapped: w = Parameter () was updated while it held its average");
        w.Scalar.ShouldBe(3);
        using (average.Swapped())
        {
        }

        w.Scalar.ShouldBe(3);
    }

    [Test]
    public void Large_arrays_on_all_cores_and_nothing_is_allocated()
    {
        var w = new Parameter<float>(NdArray.Ones<float>([300, 1001]));
        var average = new ExponentialMovingAverage<float>([w], decay: 0.5);
        w.Update(NdArray.Full<float>([300, 1001], 3));
        for (var i = 0; i < 50; i++)
        {
            average.Update();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        average.Update();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        average[w].Value.ToArray().ShouldAllBe(element => element == 3);
    }

    [Test]
    public void Bad_settings_are_refused_by_name()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ArgumentException>(() => new ExponentialMovingAverage<double>([])).Message.ShouldContain("there are no parameters");
        Should.Throw<ArgumentException>(() => new ExponentialMovingAverage<double>([w, w])).Message
            .ShouldContain("w = Parameter () is given twice");
        foreach (var decay in new[] { 1, -0.5, double.NaN })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage<double>([w], decay)).Message
                .ShouldContain(FormattableString.Invariant($"decay is {decay}"));
        }

        Should.Throw<ArgumentException>(() => new ExponentialMovingAverage<double>([w])[new Parameter<double>(1, "v")]).Message
            .ShouldContain("v = Parameter () is not among the parameters");
    }
}
