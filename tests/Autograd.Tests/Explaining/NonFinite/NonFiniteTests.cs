namespace Autograd.Tests;

[TestFixture]
public class NonFiniteTests
{
    private static readonly double[] s_zeroAndTwo = [0, 2];

    [Test]
    public void The_story_names_place_cause_and_those_that_passed_it_on()
    {
        var p = new Parameter<double>(new[,] { { 0.5, 0.5 }, { 1, 0 } }, "p");
        var log = p.Log().Named("log");
        var loss = -(log * p).Sum();
        var report = loss.FindNonFinite();
        report.Producer.ShouldBe(log);
        report.Position.ShouldBe([1, 1]);
        report.Result.ShouldBe(double.NegativeInfinity);
        report.Inputs.ShouldBe([0]);
        report.IsInBackward.ShouldBeFalse();
        report.PassedOn.Select(node => node.Op!.Name).ShouldBe(["Multiply", "Sum", "Negate"]);
        report.ToString().ShouldStartWith(
            "The value of Negate () is NaN: log of 0 at [1, 1].\n"
            + "  It arose in log = Log (2, 2), which made -infinity of 0.\n"
            + "  It read p = Parameter (2, 2).\n"
            + "  It became NaN in Multiply (2, 2): -infinity * 0 at [1, 1].\n");
    }

    [Test]
    public void In_a_rule_the_operation_in_it_is_told_apart()
    {
        var x = new Parameter<double>(s_zeroAndTwo, "x");
        var root = x.Sqrt();
        var report = (root * 3).Sum().FindNonFinite();
        report.IsInBackward.ShouldBeTrue();
        report.Producer.ShouldBe(root);
        report.Cause.ShouldStartWith("division by 0: 3 / 0 in the rule of Sqrt at [0]");
    }

    [Test]
    public void What_is_finite_is_said_to_be()
    {
        var x = new Parameter<double>(s_zeroAndTwo);
        var report = (x > 0).Where(x.Log(), 0).Sum().FindNonFinite();
        report.IsFound.ShouldBeFalse();
        report.ToString().ShouldBe(
            "The value of Sum(Axes = [0], KeepDims = False) () and its gradients by 1 parameters are finite.");
    }

    [Test]
    public void One_element_is_followed_and_not_another_that_is_not_finite_either()
    {
        // The infinity of element 0 is masked; the NaN of element 1 arose in another node.
        var x = new Parameter<double>(s_zeroAndTwo);
        var log = x.Log();
        var root = (log - 1).Sqrt();
        root.Value[1].ShouldBe(double.NaN);
        var report = Node.Constant([0.0, 1]).Where(root, 0).Sum().FindNonFinite();
        report.Producer.ShouldBe(root);
        report.Position.ShouldBe([1]);
    }

    [Test]
    public void An_operation_of_ones_own_is_explained_by_its_numbers()
    {
        var x = new Parameter<double>(s_zeroAndTwo, "x");
        var y = new Pole().Apply(x);
        var report = y.Sum().FindNonFinite();
        report.Producer.ShouldBe(y);
        report.Cause.ShouldBe("Pole of 2 is infinity: an overflow or a pole at [1]");
    }

    [Test]
    public void A_scope_throws_at_once_and_only_inside()
    {
        var x = new Parameter<double>(s_zeroAndTwo, "x");
        using (NonFinite.Throw())
        {
            Should.Throw<NonFiniteException>(() => x.Log()).Message.ShouldStartWith("Log has made -infinity: log of 0 at [0].");
            var root = x.Sqrt();
            Should.Throw<NonFiniteException>(() => root.Sum().Backward()).Message.ShouldContain("in the rule of Sqrt at [0]");

            // A pass that was ended by that is over.
            Should.Throw<NonFiniteException>(() => x.Log());
        }

        x.Log().Value[0].ShouldBe(double.NegativeInfinity);
        using (NonFinite.Throw(infinity: false))
        {
            (x > 0).Where(x.Log(), 0).Sum().Backward()[x].Value.ToArray().ShouldBe([0, 0.5]);
            Should.Throw<NonFiniteException>(() => x.Log() * 0).Message.ShouldContain("log of 0 at [0]");
        }
    }

    [Test]
    public void A_scope_lets_masks_of_infinity_pass()
    {
        var x = new Parameter<double>(s_zeroAndTwo, "x");
        using var throwing = NonFinite.Throw();
        Node<double> mask = Node.Constant([0.0, 1]).MaskedFill(Node.Constant([1.0, 0]), double.NegativeInfinity);
        (x + mask).Softmax()[1].Backward()[x].Value.ToArray().ShouldBe([0, 0]);
    }

    [Test]
    public void A_formula_with_a_NaN_that_it_does_not_take_is_no_fault()
    {
        var x = new Parameter<double>(s_zeroAndTwo, "x");
        using var throwing = NonFinite.Throw();
        x.Sqrt().Square().Value.ToArray().ShouldBe([0, 2], 1e-15);
        Should.Throw<NonFiniteException>(() => (-x).Sqrt().Square()).Message.ShouldContain("square root of the negative number -2");
    }

    [Test]
    public void A_replay_records_nothing_but_throws_in_the_scope()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        var replay = Replay.OfLoss(() => x.Log().Sum());
        x.Update([0, 2]);
        using (NonFinite.Throw())
        {
            Should.Throw<NonFiniteException>(replay.Run).Message.ShouldContain("log of 0 at [0]");
        }

        replay.Run();
        var report = replay.Loss.FindNonFinite();
        report.Cause.ShouldBe("-infinity in the result of a replay");
        report.Remedy!.ShouldContain("inside NonFinite.Throw()");
        replay.Loss.Why(x).ToString().ShouldContain("it is the result of a replay, which records nothing");
    }

    /// <summary>1 / (x - 2), with the pole on a point.</summary>
    private sealed record Pole : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = T.One / (x[i] - T.CreateChecked(2));
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -grad * y.Square();
    }
}
