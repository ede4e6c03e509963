namespace Autograd.Tests;

[TestFixture]
public class StateTests
{
    [Test]
    public void A_value_that_was_read_stays_as_it_was([Values] bool isSet)
    {
        var state = new State<double>(new double[] { 1, 2 });
        var before = state.Value;
        if (isSet)
        {
            state.Value = new double[] { 3, 4 };
        }
        else
        {
            new[] { 3.0, 4 }.CopyTo(state.Span);
        }

        before.ToArray().ShouldBe([1.0, 2]);
        state.Value.ToArray().ShouldBe([3.0, 4]);
    }

    [Test]
    public void So_does_what_was_read_of_an_optimizer()
    {
        var w = new Parameter<float>(new float[] { 1, 2 });
        var optimizer = new Adam<float>([w], learningRate: 0.1);
        optimizer.Step(w.Square().Sum().Backward());
        var mean = optimizer.StateOf(w)["mean"];
        var read = mean.Value;
        var before = read.ToArray();
        optimizer.Step(w.Square().Sum().Backward());
        read.ToArray().ShouldBe(before);
        mean.Value.ToArray().ShouldNotBe(before);
    }

    [Test]
    public void Writing_what_nobody_has_read_allocates_nothing()
    {
        var state = new State<double>(NdArray.Zeros<double>([1000]));
        state.Span[0] = 1;
        var before = GC.GetAllocatedBytesForCurrentThread();
        state.Span[1] = 1;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
