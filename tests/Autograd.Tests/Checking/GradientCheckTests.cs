namespace Autograd.Tests;

[TestFixture]
public class GradientCheckTests
{
    private static readonly NdArray<double> s_x = new([2, 3], 0.3, -1.2, 0.7, 1.9, -0.4, 0.8);
    private static readonly NdArray<float> s_float = new([2, 3], 0.3f, -1.2f, 0.7f, 1.9f, -0.4f, 0.8f);

    [Test]
    public void A_list_that_does_not_hold_arrays_says_which_element_is_wrong_and_what_to_give()
    {
        NdArray<double> x = new[] { 0.3, 0.7 };
        var w = new Parameter<double>(new[] { 1.2, -0.4 }, "w");
        Message(() => GradientCheck.Of(Product, new List<object> { x, w }))
            .ShouldStartWith("GradientCheck: element 1 of the inputs is w = Parameter (2), a node: ");
        Message(() => GradientCheck.Of(Product, new List<object> { x, w })).ShouldContain("give the array to check at, its Value.");
        Message(() => GradientCheck.Of(Product, new List<Parameter<double>> { w, w })).ShouldContain("element 0 of the inputs is w = ");
        Message(() => GradientCheck.Of(Product, new[] { w, w })).ShouldContain("element 0 of the inputs is w = ");
        Message(() => GradientCheck.Of(Product, new object?[] { x, null })).ShouldContain("element 1 of the inputs is null: give an");
        Message(() => GradientCheck.Of(Product, new object[] { x, new[] { 1f, 2 } })).ShouldContain("element 1 of the inputs is of floats");
        Message(() => GradientCheck.Of(Product, new[] { "x" })).ShouldContain("element 0 of the inputs is a String");
        Message(() => GradientCheck.Of(Product, new List<NdArray<double>>())).ShouldContain("the inputs have no elements");
        Message(() => GradientCheck.Of(Product, new List<object>())).ShouldContain("the inputs have no elements");

        // C# arrays are arrays.
        GradientCheck.Of(Product, new[] { new[] { 0.3, 0.7 }, [1.2, -0.4] }).ShouldPass();
        GradientCheck.Of(Product, new object[] { x, new[,] { { 1.2, -0.4 } } }).ShouldPass();
        GradientCheck.Of(Product, [x, w.Value]).ShouldPass();

        static Node<double> Product(IReadOnlyList<Node<double>> inputs) => inputs[0] * inputs[1];

        static string Message(Func<GradientReport> check) => Should.Throw<ArgumentException>(() => check()).Message;
    }

    [Test]
    public void A_kink_is_named_with_its_slopes_and_fails_outside_them()
    {
        var inside = GradientCheck.Of(x => x.Abs(), new[] { 0.0, 1 }).ShouldPass();
        inside.Comparisons[0].Verdict.ShouldBe(Verdict.Kink);
        inside.Comparisons[0].Note.ShouldNotBeNull().ShouldStartWith("the slopes to the two sides are ");
        var outside = GradientCheck.Of(x => Wrong(x => x[0].Abs(), g => 1.5 * g, x), 0.0);
        outside.Passed.ShouldBeFalse(outside.ToString());
        outside.Worst!.Note.ShouldNotBeNull().ShouldContain("outside");
    }

    [Test]
    public void A_check_of_nothing_but_kinks_does_not_pass_and_says_so()
    {
        var report = GradientCheck.Of(x => x.Relu(), NdArray.Zeros<double>([3]));
        report.Count(Verdict.Mismatch).ShouldBe(0);
        report.Passed.ShouldBeFalse();
        report.ToString().ShouldContain("there are only kinks here");
    }

    [Test]
    public void A_tie_is_decided_by_moving_its_elements_together()
    {
        var x = new NdArray<double>([3], 2, 1, 2);
        GradientCheck.Of(x => x.Max(0), x).ShouldPass();
        var report = GradientCheck.Of(x => Wrong(y => y[0].Max(0), g => g * x.EqualTo(x.Max(0)), x), x);
        report.Worst!.Direction.ShouldBe("the 2 elements at a kink, together");
        report.Worst!.RelativeError.ShouldBe(0.5, 1e-6);
    }

    [Test]
    public void A_stopped_gradient_is_named_and_can_be_meant()
    {
        var report = GradientCheck.Of((x, y) => (x * y) + (x.Square() - x).StopGradient(), s_x, s_x);
        report.Passed.ShouldBeFalse();
        var diagnosis = report.Diagnoses.ShouldHaveSingleItem();
        diagnosis.Fault.ShouldBe(GradientFault.StoppedGradient);
        diagnosis.Text.ShouldContain("MeantToDiffer");
        var options = new GradientCheckOptions { MeantToDiffer = [0] };
        GradientCheck.Of((x, y) => (x * y) + (x.Square() - x).StopGradient(), s_x, s_x, options).ShouldPass()
            .Comparisons.ShouldAllBe(comparison => comparison.Direction.StartsWith("input 1", StringComparison.Ordinal));
        GradientCheck.Of((x, y) => Wrong(z => z[0].Exp(), g => g, x) + (y * x.StopGradient()), s_x, s_x).Diagnoses[0].Fault
            .ShouldNotBe(GradientFault.StoppedGradient);
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Exp(), s_x, options)).Message.ShouldContain("names every input");
        Should.Throw<ArgumentOutOfRangeException>(() => GradientCheck.Of(x => x.Exp(), s_x, new() { MeantToDiffer = [1] })).Message
            .ShouldContain("MeantToDiffer names input 1, but there are 1 inputs");
    }

    [Test]
    public void An_infinite_slope_at_the_edge_of_the_domain_is_right_and_zero_there_is_wrong()
    {
        var options = new GradientCheckOptions { Order = 1 };
        GradientCheck.Of(x => x.Sqrt(), 0.0, options).ShouldPass().Comparisons[0].Verdict.ShouldBe(Verdict.DomainEdge);
        GradientCheck.Of(x => Wrong(x => x[0].Sqrt(), g => 0 * g, x), 0.0, options).Worst!.Verdict.ShouldBe(Verdict.Mismatch);
        GradientCheck.Of(x => Wrong(x => x[0].Exp(), g => g / 0.0, x), 0.0, options).Worst!.Verdict.ShouldBe(Verdict.Mismatch);
    }

    [Test]
    public void What_noise_hides_is_inconclusive_and_nothing_conclusive_does_not_pass()
    {
        var report = GradientCheck.Of(x => 1e20 + x, 1.0, new GradientCheckOptions { Order = 1 });
        report.Comparisons.Single().Verdict.ShouldBe(Verdict.Inconclusive, report.Details());
        report.Passed.ShouldBeFalse();
        Should.Throw<GradientCheckException>(report.ShouldPass).Message.ShouldContain("not one derivative could be told from the noise");
        GradientCheck.Of((x, y) => (1e20 + x) * y, 1.0, 2.0, new GradientCheckOptions { Order = 1 })
            .ShouldPass().Count(Verdict.Inconclusive).ShouldBe(1);
    }

    [Test]
    public void The_error_bar_holds_the_truth_and_the_remainder_tells_right_from_wrong()
    {
        var right = GradientCheck.Of(x => x.Exp(), s_x, new GradientCheckOptions { Order = 1, Mode = GradientCheckMode.FullJacobian });
        foreach (var comparison in right.Comparisons)
        {
            Math.Abs(comparison.Numerical - comparison.Analytic)
                .ShouldBeLessThanOrEqualTo(comparison.ErrorBar + 1e-15, comparison.ToString());
        }

        right.Comparisons.Where(comparison => comparison.Analytic != 0)
            .ShouldAllBe(comparison => Math.Abs(comparison.RemainderOrder - 2) < 0.1);
        GradientCheck.Of(x => Wrong(x => x[0].Exp(), g => 3 * g, x), s_x, new GradientCheckOptions { Order = 1 })
            .Comparisons.ShouldAllBe(comparison => Math.Abs(comparison.RemainderOrder - 1) < 0.1);
    }

    [Test]
    public void A_full_jacobian_compares_each_output_with_each_input()
    {
        var report = GradientCheck.Of(
            x => x.Sum(1), s_x, new GradientCheckOptions { Order = 1, Mode = GradientCheckMode.FullJacobian }).ShouldPass();
        report.Comparisons.Count.ShouldBe(12);
        report.Comparisons.Single(comparison => comparison.Direction == "output [1] by input 0 [1, 2]").Numerical.ShouldBe(1, 1e-9);
        report.Comparisons.Single(comparison => comparison.Direction == "output [0] by input 0 [1, 2]").Numerical.ShouldBe(0, 1e-9);
    }

    [Test]
    public void Higher_orders_are_checked_by_repetition()
    {
        foreach (var mode in new[] { GradientCheckMode.EveryElement, GradientCheckMode.RandomDirections })
        {
            var options = new GradientCheckOptions { Order = 4, Mode = mode };
            GradientCheck.Of((x, y) => (x * y).Sin() + x.Exp(), s_x, new NdArray<double>([3], 0.5, -0.4, 1.1), options)
                .ShouldPass().Comparisons.Max(comparison => comparison.Order).ShouldBe(4);
            var report = GradientCheck.Of(x => Captured(Captured(x)), s_x, options);
            report.Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).Select(comparison => comparison.Order).Distinct()
                .ShouldBe([3, 4], ignoreOrder: true);
        }

        // e^x, with a third derivative by the rules that is 6 too small.
        static Node<double> Captured(Node<double> x) => x.Exp() - (x - x.StopGradient()).Pow(3);
    }

    [Test]
    public void Floats_are_checked_in_double()
    {
        GradientCheck.Of(x => x.Softmax(), s_float).ShouldPass();
        GradientCheck.Of((x, y) => x.MatMul(y).Tanh(), s_float, new NdArray<float>([3, 2], 1, -0.5f, 0.25f, 2, 0.3f, -1)).ShouldPass();
        GradientCheck.Of(x => x[0] * x[1] + x[2], [s_float, new NdArray<float>([3], 1, 2, 3), 0.5f],
            new GradientCheckOptions { Mode = GradientCheckMode.FullJacobian }).ShouldPass();
        var wrong = GradientCheck.Of(x => new HalfExp().Apply(x), s_float);
        wrong.Passed.ShouldBeFalse();
        wrong.Diagnoses[0].Fault.ShouldBe(GradientFault.Factor);
    }

    [Test]
    public void What_is_right_in_double_alone_is_said()
    {
        var report = GradientCheck.Of(x => new RightInDouble().Apply(x), s_float, new GradientCheckOptions { Order = 1 });
        report.Worst!.Verdict.ShouldBe(Verdict.Mismatch);
        report.Worst!.Note.ShouldBe("right in double, not in float");
    }

    [Test]
    public void Broken_invariants_fail_a_check_whose_numbers_are_right()
    {
        var kept = new Keeper();
        Should.Throw<GradientCheckException>(() => GradientCheck.Of(x => kept.Apply(x), s_x, new GradientCheckOptions { Order = 1 })
            .ShouldPass()).Message.ShouldContain("A gradient stays as it is once it is returned");
        Should.Throw<GradientCheckException>(() => GradientCheck.Of(x => new Vandal().Apply(x), s_x, new GradientCheckOptions { Order = 1 })
            .ShouldPass()).Message.ShouldContain("The inputs stay as they are");
        GradientCheck.Of(x => x.Exp(), s_x).Invariants.Count.ShouldBe(6);
    }

    [Test]
    public void A_time_budget_says_what_was_left_and_progress_is_told()
    {
        var told = new Told();
        var report = GradientCheck.Of(x => x.Exp(), s_x, new GradientCheckOptions { Progress = told });
        told.Last.ShouldBe(new GradientCheckProgress(6, 6));
        report.NotChecked.ShouldBe(0);
        var cut = GradientCheck.Of(x => x.Exp(), s_x, new GradientCheckOptions { TimeBudget = TimeSpan.FromTicks(1) });
        cut.NotChecked.ShouldBe(6);
        cut.ToString().ShouldContain("6 places were not checked");
        cut.Passed.ShouldBeFalse();
    }

    [Test]
    public void What_rounding_makes_of_a_right_rule_is_not_blamed_and_a_wrong_rule_beside_it_is()
    {
        // On a plateau of cos x the values are those of c / x^2, and so are their differences.
        var options = new GradientCheckOptions { Order = 1 };
        GradientCheck.Of(x => (3 - x.Cos() - 2) / x.Square(), 1.3e-7, options).Comparisons.Single().Verdict
            .ShouldBe(Verdict.Inconclusive);
        GradientCheck.Of(x => (1e12 + x) - 1e12, 0.5, options).Count(Verdict.Mismatch).ShouldBe(0);
        GradientCheck.Of(x => Wrong(y => (1 - y[0].Cos()) / y[0].Square(), g => g, x), 0.3, options).Count(Verdict.Mismatch).ShouldBe(1);

        // The value does not change at all, and the scatter of its rounding is no fine structure.
        var square = new NdArray<double>([2, 2], 0.4042, 0.33834, -0.38523, 0.26691);
        GradientCheck.Of(x => x.Solve(x), square, options).Count(Verdict.Mismatch).ShouldBe(0);
        GradientCheck.Of(x => Wrong(y => y[0].Solve(y[0]), g => g, x), square, options).Count(Verdict.Mismatch).ShouldBe(4);
    }

    [Test]
    public void What_was_evaluated_is_counted_and_a_still_output_costs_nothing()
    {
        var calls = 0;
        var options = new GradientCheckOptions { Order = 1, Mode = GradientCheckMode.FullJacobian };
        var report = GradientCheck.Of(Counted, s_x, options).ShouldPass();
        report.Evaluations.Values.ShouldBe(calls - 1);
        report.Evaluations.Gradients.ShouldBeGreaterThanOrEqualTo(6);
        report.Details().ShouldEndWith(report.Evaluations + ".");
        report.Comparisons.Count.ShouldBe(36);
        report.Comparisons[1].Direction.ShouldBe("output [0, 1] by input 0 [0, 0]");
        report.Comparisons.Count(comparison => comparison.Verdict == Verdict.Match).ShouldBe(report.Count(Verdict.Match));

        Node<double> Counted(Node<double> x)
        {
            calls++;
            return x.Exp();
        }
    }

    [Test]
    public void The_picture_has_a_part_for_each_verdict()
    {
        var svg = GradientCheck.Of(x => x.Abs(), new[] { 0.0, 1 }, new GradientCheckOptions { Order = 1 }).ToSvg();
        svg.ShouldStartWith("<svg xmlns");
        svg.ShouldContain("Kink: input 0 [0], order 1");
        svg.ShouldContain("Match: input 0 [1], order 1");
        svg.ShouldNotContain("NaN");
        string[] marks = [">distance from the slope, relative<", ">step of the difference quotient<", ">rules<", ">error bar<"];
        marks.ShouldAllBe(
            mark => svg.Split(mark, StringSplitOptions.None).Length == 3, "the axes have titles and the marks names, in both parts");
        svg.ShouldContain(">quotient, step down<", customMessage: "at the kink the sides are told apart");
    }

    [Test]
    public void The_report_is_a_table_under_a_headline()
    {
        var text = GradientCheck.Of(x => Wrong(x => x[0].Exp(), g => g, x), s_x, new GradientCheckOptions { Order = 1 }).ToString();
        var lines = text.Split('\n');
        lines[0].ShouldBe("Gradient check failed: 6 of 6 derivatives differ.");
        text.ShouldContain("probably: the gradient of input 0 lacks the factor y.");
        lines.Count(line => line.StartsWith("  Mismatch", StringComparison.Ordinal)).ShouldBe(5);
        lines[^1].ShouldBe("  and 1 more");
        GradientCheck.Of(x => x.Exp(), s_x).ToString().ShouldNotContain("\n");
        GradientCheck.Of(x => x.Exp(), s_x).Details().Split('\n').Length.ShouldBe(15);
    }

    [Test]
    public void Bad_input_is_said_in_words()
    {
        var (calls, random) = (0, new Random(1));
        Should.Throw<GradientException>(() => GradientCheck.Of(x => calls++ < 1 ? x.Exp() : x.Exp().Sum(0), s_x)).Message
            .ShouldContain("returned shape (2, 3) at first and (3) on a later call");
        Should.Throw<GradientException>(() => GradientCheck.Of(Throws<double>, s_x)).Message
            .ShouldContain("the function threw InvalidTimeZoneException at the point where it is checked: no");
        Should.Throw<GradientException>(() => GradientCheck.Of(Throws<float>, s_float)).Message
            .ShouldContain("the function threw InvalidTimeZoneException");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Log(), s_x)).Message.ShouldContain("not finite at this point");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Log(), s_float)).Message.ShouldContain("not finite at this point");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x.Exp(), new[] { 1, double.NaN })).Message
            .ShouldContain("input 0 is not finite");
        Should.Throw<GradientException>(() => GradientCheck.Of(x => x * (float)random.NextDouble(), s_float)).Message
            .ShouldContain("two values at the same point");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(_ => null!, s_float)).Message.ShouldContain("returned null");
        Should.Throw<ArgumentException>(() => GradientCheck.Of(x => x[0], Array.Empty<NdArray<double>>())).Message
            .ShouldContain("nothing to check");
        Should.Throw<ArgumentNullException>(() => GradientCheck.Of((Func<Node<double>, Node<double>>)null!, s_x));
        Should.Throw<ArgumentNullException>(() => GradientCheck.Of((Func<Node<float>, Node<float>>)null!, s_float));
        Should.Throw<ArgumentNullException>(() => GradientCheck.Of(x => x[0], (NdArray<double>[])null!));

        static Node<T> Throws<T>(Node<T> x)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => throw new InvalidTimeZoneException("no");
    }

    private static Node<double> Wrong(Func<Node<double>[], Node<double>> right, Func<Node<double>, Node<double>> rule, Node<double> x) =>
        new WrongRule(right, (grad, _, _) => [rule(grad)]).Apply(x);

    private sealed class Told : IProgress<GradientCheckProgress>
    {
        public GradientCheckProgress Last { get; private set; }

        public void Report(GradientCheckProgress value) => Last = value;
    }

    private sealed record HalfExp : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => 0.5 * grad * y;
    }

    private sealed record RightInDouble : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => typeof(T) == typeof(double) ? grad * y : grad;
    }

    // Returns one array from every pass.
    private sealed record Keeper : ElementwiseOp
    {
        private readonly double[] _kept = new double[6];

        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        {
            ((NdArray<double>)(object)(grad * y).Value).Span.CopyTo(_kept);
            return (Node<T>)(object)Node.Constant(NdArray.Wrap(x.Shape, _kept));
        }
    }

    // Writes its input, which it is given to read.
    private sealed record Vandal : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        {
            var gradient = grad * y;
            System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
                ref System.Runtime.CompilerServices.Unsafe.AsRef(in x.Span[0]), 1)[0] += T.One;
            return gradient;
        }
    }

    [TestCase(1.7e308)]
    [TestCase(1e308)]
    public void No_match_has_an_infinite_error(double x)
    {
        var report = GradientCheck.Of(y => y, x, new GradientCheckOptions { Order = 1 });
        report.Comparisons.ShouldAllBe(comparison => comparison.Verdict != Verdict.Match || double.IsFinite(comparison.ErrorBar));
        report.Invariants.ShouldAllBe(invariant => invariant.Holds);
    }

    [TestCase(1e-7)]
    [TestCase(1e-8)]
    public void A_slope_wrong_by_a_tiny_share_is_a_mistake_by_default(double share)
    {
        var op = new WrongRule(x => x[0].Sinh(), (g, y, x) => [(1 + share) * g * x[0].Cosh()]);
        var report = GradientCheck.Of(x => op.Apply(x), new NdArray<double>([3], 0.3, -0.7, 1.1));
        report.Count(Verdict.Mismatch).ShouldBeGreaterThan(0, report.Details());
        GradientCheck.Of(x => op.Apply(x), new NdArray<double>([3], 0.3, -0.7, 1.1), new GradientCheckOptions { RelativeTolerance = 1e-6 })
            .Count(Verdict.Mismatch).ShouldBe(0);
    }

    [Test]
    public void A_factor_that_is_another_at_each_point_is_not_told_as_a_constant()
    {
        // The rule multiplies by the sum of the squares of the input: one factor for all elements, 0.5 here and another elsewhere.
        var op = new WrongRule(x => x[0].Exp(), (g, y, x) => [g * y * x[0].Square().Sum()]);
        var report = GradientCheck.Of(x => op.Apply(x), new NdArray<double>([4], 0.5, -0.5, 0.1, -0.1));
        report.Diagnoses[0].Text.ShouldContain("another at other points", customMessage: report.ToString());
    }
}
