namespace Autograd.Tests;

/// <summary>What cannot be replayed is refused in words.</summary>
[TestFixture]
public class ReplayExceptionTests
{
    [Test]
    public void What_cannot_be_replayed_is_refused_by_name()
    {
        var x = new Parameter<double>(new NdArray<double>([2], 1, 2));
        var before = x * 2;
        Refused(() => x.Dropout(0.5, new Random(1)).Sum()).ShouldBe(
            "Dropout: cannot be replayed: it would drop the same elements in every run; "
            + "multiply by a mask that is a constant (0, or 1 / (1 - rate)), and set the mask before each run.");
        Refused(() => x.Gather(x.ArgMax()).Sum()).ShouldStartWith("ArgMax: cannot be replayed");
        Refused(() => (x * Initialize.Normal<double>([2], new Random(1))).Sum())
            .ShouldStartWith("Initialize: cannot be replayed: its random numbers");
        Refused(() => (x * new BernoulliDistribution<double>(x).Sample(new Random(1))).Sum())
            .ShouldStartWith("BernoulliDistribution: cannot be replayed");
        Refused(() => before.Sum()).ShouldStartWith("Sum: cannot be replayed: it reads Multiply (2), which was computed before");
        Should.NotThrow(() => x.Dropout(0.5, new Random(1)));

        static string Refused(Func<Node<double>> loss) => Should.Throw<ReplayException>(() => Replay.OfLoss(loss)).Message;
    }

    [Test]
    public void What_a_function_does_besides_operations_is_refused_where_it_shows()
    {
        var w = new Parameter<double>(new NdArray<double>([3], 1, 2, 3), "w");
        var optimizer = new Sgd<double>([w], 0.1);
        var inner = Replay.OfLoss(() => w.Square().Sum());
        var before = w * 3;
        Refused(() =>
        {
            var loss = w.Square().Sum();
            optimizer.Step(loss.Backward());
            return [loss];
        }).ShouldStartWith("Update: cannot be replayed: w = Parameter (3) would be updated once");
        Refused(() =>
        {
            inner.Run();
            return [w.Sum() * inner.Loss];
        }).ShouldContain("a replay inside the function would be run once");
        Refused(() => [Replay.OfLoss(() => w.Sum()).Loss]).ShouldContain("record them one after the other");
        Refused(() => [before]).ShouldContain("computed before");
        w.Value.ShouldBe(new NdArray<double>([3], 1, 2, 3));

        static string Refused(Func<IReadOnlyList<Node<double>>> results) => Should.Throw<ReplayException>(() => Replay.Of(results)).Message;
    }

    [Test]
    public void Bad_arguments_are_explained()
    {
        var x = new Parameter<double>(new NdArray<double>([2], 1, 2));
        var c = Node.Constant(new NdArray<double>([2], 1, 2));
        var replay = Replay.OfLoss(() => (x * c).Sum());
        Should.Throw<ShapeException>(() => replay.Set(c, [1])).Message.ShouldContain("1 elements are set for Constant (2)");
        Should.Throw<ArgumentException>(() => replay.Set(x, [1, 2])).Message.ShouldContain("is a parameter");
        Should.Throw<ArgumentException>(() => replay.Set(Node.Constant([1.0, 2.0]), [1, 2])).Message.ShouldContain("no step reads");
        Should.Throw<ArgumentException>(() => Replay.Of<double>(() => [])).Message.ShouldContain("no results");
        Should.Throw<GradientException>(() => Replay.OfLoss(() => x * c)).Message.ShouldContain("2 elements");
        Should.Throw<GradientException>(() => Replay.OfLoss(() => c.Sum())).Message.ShouldContain("constant");
        Should.Throw<GradientException>(() => replay.Loss.Backward()).Message.ShouldContain("constant");
    }
}
