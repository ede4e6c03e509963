namespace Autograd.Tests;

/// <summary>An observer is told what happens on its thread, beside others, until its scope ends.</summary>
[TestFixture]
public class GraphObserverTests
{
    [Test]
    public void Nodes_are_told_as_they_are_made_with_what_their_operation_read()
    {
        var log = new Log();
        var x = new Parameter<double>(2, "x");
        using (new GraphScope(log))
        {
            var y = x.Square().Named("y");
            (y * x).StopGradient();
            Node.Concat([x.Reshape([1]), y.Reshape([1])], axis: 0);
        }

        x.Exp();
        log.Told.ShouldBe(
        [
            "made Square of x", "made Multiply of y, x", "shared Multiply",
            "made Reshape of x", "made Reshape of y", "made Concat of Reshape, Reshape",
        ]);
    }

    [Test]
    public void Constants_and_both_element_types_are_told_too()
    {
        var log = new Log();
        using var scope = new GraphScope(log);
        (Node.Constant(1f) + 2f).Exp();
        log.Told.ShouldBe(["made Add of Constant, Constant", "made Exp of Add"]);
    }

    [Test]
    public void A_backward_pass_tells_complete_gradients_and_each_that_is_passed_on()
    {
        // z = x y with y = x^2, at x = 3: dz/dz = 1; z passes y = 9 to x and x = 3 to y; y passes 3 * 2x = 18 to x, which then has 27.
        var log = new Log { TellsGradients = true };
        var x = new Parameter<double>(3, "x");
        var y = x.Square().Named("y");
        var z = (x * y).Named("z");
        using (new GraphScope(log))
        {
            z.Backward();
        }

        log.Told.Where(line => !line.StartsWith("made", StringComparison.Ordinal)).ShouldBe(
        [
            "visited z: 1", "passed z to x: 9", "passed z to y: 3",
            "visited y: 3", "passed y to x: 18", "visited x: 27",
        ]);
    }

    [Test]
    public void Updates_decisions_and_uses_of_lists_are_told_before_they_happen()
    {
        var log = new Log();
        var w = new Parameter<double>(1, "w");
        using var scope = new GraphScope(log);
        w.Update(2.0);
        Initialize.Normal<double>([2], new Random(1));
        Recording.AnnounceUse([1, 0], "OneHot");
        log.Told.ShouldBe(["updating w from 1", "Initialize decides", "OneHot uses 2 items"]);
    }

    [Test]
    public void Several_listen_at_once_each_until_its_own_scope_ends()
    {
        var (outer, inner) = (new Log(), new Log());
        var x = new Parameter<double>(2, "x");
        using (new GraphScope(outer))
        {
            using (new GraphScope(inner))
            using (new GraphScope(outer))
            {
                x.Exp();
            }

            x.Sin();
        }

        outer.Told.ShouldBe(["made Exp of x", "made Sin of x"]);
        inner.Told.ShouldBe(["made Exp of x"]);
    }

    [Test]
    public void Whoever_listens_hears_a_replay_being_recorded_and_the_replay_is_right()
    {
        var log = new Log();
        var w = new Parameter<double>(new double[2000]);
        var x = Node.Constant(NdArray.Ones<double>([2000]));
        using (new GraphScope(log))
        using (Origins.Capture())
        {
            var replay = Replay.OfLoss(() => (x - w).Square().Sum());
            log.Told.ShouldContain("made Subtract of Constant, Parameter");
            replay.Run();
            replay.Loss.Scalar.ShouldBe(2000);
            replay.Gradients[w].Span[1999].ShouldBe(-2);
        }
    }

    [Test]
    public void What_an_observer_refuses_ends_the_call_that_caused_it()
    {
        var x = new Parameter<double>(2, "x");
        using (new GraphScope(new Refusing()))
        {
            Should.Throw<NotSupportedException>(() => x.Update(3.0));
            x.Scalar.ShouldBe(2);
            x.Version.ShouldBe(0);
        }

        x.Update(3.0);
        x.Scalar.ShouldBe(3);
    }

    [Test]
    public void Another_thread_is_not_heard()
    {
        var log = new Log();
        var x = new Parameter<double>(2, "x");
        using var scope = new GraphScope(log);
        var other = new Thread(() => x.Exp());
        other.Start();
        other.Join();
        log.Told.ShouldBeEmpty();
    }

    private sealed class Log : GraphObserver
    {
        public List<string> Told { get; } = [];

        public bool TellsGradients { get; init; }

        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs) =>
            Told.Add($"made {Short(node)} of {string.Join(", ", inputs.ToArray().Select(Short))}");

        public override void OnShared<T>(Node<T> constant, Node<T> source) => Told.Add($"shared {Short(source)}");

        public override void OnUpdating<T>(Parameter<T> parameter) => Told.Add($"updating {Short(parameter)} from {parameter.Scalar}");

        public override void OnDecision(string operation, string reason) => Told.Add($"{operation} decides");

        public override void OnListUsed(IntList list, string operation) => Told.Add($"{operation} uses {list.Count} items");

        public override void OnVisited<T>(Node<T> node, Node<T> gradient)
        {
            if (TellsGradients)
            {
                Told.Add($"visited {Short(node)}: {gradient.Scalar}");
            }
        }

        public override void OnPassed<T>(Node<T> node, Node<T> input, Node<T> gradient)
        {
            if (TellsGradients)
            {
                Told.Add($"passed {Short(node)} to {Short(input)}: {gradient.Scalar}");
            }
        }

        private static string Short<T>(Node<T> node)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
            node.Name ?? node.Op?.Name ?? (node is Parameter<T> ? "Parameter" : "Constant");
    }

    private sealed class Refusing : GraphObserver
    {
        public override void OnUpdating<T>(Parameter<T> parameter) => throw new NotSupportedException();
    }
}
