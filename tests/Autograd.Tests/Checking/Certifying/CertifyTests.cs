using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd.Tests;

[TestFixture]
public class CertifyTests
{
    private static readonly NdArray<double> s_x = new([2, 3], 0.3, -1.2, 0.7, 1.9, -0.4, 0.8);
    private static readonly NdArray<double> s_y = new([2, 3], 1.3, 0.6, -0.9, 0.5, 1.4, -2.1);

    [Test]
    public void A_rule_that_throws_or_has_a_wrong_shape_is_a_line_of_the_certificate()
    {
        var x = new NdArray<double>([2, 3], 0.3, 1.2, 0.7, 1.9, 0.4, 0.8);
        var throws = new WrongRule(y => y[0].Exp(), (_, _, _) => throw new InvalidTimeZoneException("no"));
        GradientCheck.Certify(y => throws.Apply(y), x).Items.Single(item => item.Subject == "gradients").Finding
            .ShouldContain("InvalidTimeZoneException");
        var misshaped = new WrongRule(y => y[0].Exp(), (grad, _, _) => [grad.Reshape([6])]);
        GradientCheck.Certify(y => misshaped.Apply(y), x).Items.Single(item => item.Subject == "gradients").Finding
            .ShouldContain("shape (6)");
    }

    [Test]
    public void A_right_operation_is_certified_with_all_its_mutants()
    {
        var certificate = GradientCheck.Certify(x => x.Tanh(), s_x).ShouldPass();
        certificate.Operation.ShouldBe("Tanh");
        certificate.Items.Select(item => item.Subject)
            .ShouldBe(["shape rule", "forward", "gradients", "edges", "broadcasts", "used twice", "float", "composition", "replay"]);
        (certificate.Caught, certificate.Applicable).ShouldBe((10, 10));
        certificate.ToString().ShouldContain("10 of 10 mutants caught");
        Of(certificate, "swapped").ShouldBe((MutantVerdict.NotApplicable, "there is one input"));
    }

    [Test]
    public void Mutants_that_are_no_mutants_are_recognized_and_not_counted()
    {
        var sum = GradientCheck.Certify((x, y) => x + y, s_x, s_y).ShouldPass();
        Of(sum, "swapped").ShouldBe((MutantVerdict.NotApplicable, "both gradients are the same"));
        Of(sum, "captured").ShouldBe(
            (MutantVerdict.NotApplicable, "the rule does not depend on the values, so no second derivative can be lost"));
        Of(sum, "overwritten").Verdict.ShouldBe(MutantVerdict.Caught);
        Of(sum, "first slice instead of the sum for broadcast input 1").Verdict.ShouldBe(MutantVerdict.Caught);

        var floor = GradientCheck.Certify(x => x.Floor(), s_x).ShouldPass();
        floor.Applicable.ShouldBe(0);
        Of(floor, "sign").Why.ShouldBe("the gradient is 0");
    }

    [Test]
    public void A_point_at_which_a_rule_cannot_be_judged_is_made_up_for()
    {
        GradientCheck.Certify(x => x.Cube(), new[] { 0.0, 0, 0 }).ShouldPass().Applicable.ShouldBeGreaterThanOrEqualTo(8);
        GradientCheck.Certify(x => x.Determinant(), new[,] { { 1.0, 2 }, { 2, 1 } }).ShouldPass();
    }

    [TestCase("gradients", typeof(WrongSign))]
    [TestCase("gradients", typeof(Captured))]
    [TestCase("shape rule", typeof(UncheckedShapes))]
    [TestCase("forward", typeof(Unwritten))]
    [TestCase("float", typeof(CoarseInFloat))]
    [TestCase("composition", typeof(OtherComposition))]
    [TestCase("edges", typeof(WrongAtZero))]
    public void What_is_wrong_with_an_operation_is_named(string subject, Type operation)
    {
        var op = (Op)Activator.CreateInstance(operation)!;
        var certificate = GradientCheck.Certify(x => op.Apply<double>(x), s_x);
        certificate.Items.Where(item => !item.Passed).Select(item => item.Subject).ShouldContain(subject);
        certificate.Mutants.ShouldBeEmpty();
        Should.Throw<GradientCheckException>(() => certificate.ShouldPass()).Message.ShouldBe(certificate.ToString());
        certificate.ToString().ShouldStartWith($"{op} is NOT certified");
    }

    [Test]
    public void A_gradient_overwritten_where_an_input_is_used_twice_is_named() =>
        GradientCheck.Certify((x, y) => new Overwriting().Apply(x, y), s_x, s_y).Items.Single(item => !item.Passed).Subject
            .ShouldBe("used twice");

    [TestCase(typeof(LooksAtSigns))]
    [TestCase(typeof(LooksAtTheOutput))]
    public void A_rule_that_looks_at_values_is_right_wherever_it_is_checked_and_found_by_its_replay(Type operation)
    {
        var op = (ElementwiseOp)Activator.CreateInstance(operation)!;
        NdArray<double>[] points = [s_x, new[] { 1.3, 0.7 }, new[] { -1.4 }];
        foreach (var point in points)
        {
            GradientCheck.Of(op.Apply, point, new GradientCheckOptions { Order = 2 }).ShouldPass();
            var wrong = GradientCheck.Certify(op.Apply, point).Items.Where(item => !item.Passed).ShouldHaveSingleItem();
            wrong.Subject.ShouldBe("replay");
            wrong.Finding.ShouldStartWith($"the rule looks at values: it was recorded at given, {point.Shape} [");
            wrong.Finding.ShouldContain(", and is wrong when it is run again at ");
            wrong.Finding.ShouldContain("Choose by masks, in operations on nodes (x > 0, Where, Clamp), not by Span, Scalar or Value");
        }

        GradientCheck.Certify(x => new ChoosesByMask().Apply(x), s_x).ShouldPass();
    }

    [Test]
    public void A_function_that_looks_at_values_is_told_from_its_rule_and_one_that_says_so_is_not_wrong()
    {
        GradientCheck.Certify(x => Leaky(x), s_x).Items.Single(item => !item.Passed).Finding
            .ShouldStartWith("the function looks at values, or has a state: it was recorded at given, (2, 3) [");
        var announced = GradientCheck.Certify(Announced, s_x).ShouldPass();
        announced.Items.Single(item => item.Subject == "replay").Finding
            .ShouldBe("refused: Leaky: cannot be replayed: it chooses by the first element.");

        static Node<double> Leaky(Node<double> x) => x.Value[0, 0] > 0 ? x.Tanh() : (0.1 * x).Tanh();

        static Node<double> Announced(Node<double> x)
        {
            Recording.AnnounceDecision("Leaky", "it chooses by the first element");
            return Leaky(x);
        }
    }

    [Test]
    public void Code_that_throws_is_reported_and_does_not_end_the_certification()
    {
        var broadcast = GradientCheck.Certify((x, y) => new ThrowsWhenBroadcast().Apply(x, y), s_x, s_y);
        broadcast.Items.Single(item => !item.Passed).Subject.ShouldBe("broadcasts");
        broadcast.Items.Single(item => !item.Passed).Finding.ShouldContain("throws OpException: ThrowsWhenBroadcast: its rule threw");
    }

    [Test]
    public void A_composition_that_differs_gives_the_place_and_both_values()
    {
        var certificate = GradientCheck.Certify(x => x.Sigmoid(), s_x, new CertifyOptions { Composition = x => x[0].Sigmoid() + 1 });
        certificate.Items.Single(item => !item.Passed).Finding.ShouldMatch(
            @"the element \d of the value is [0-9.]+, and 1[0-9.]* by the composition");
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(8)]
    public void Operations_on_matrices_are_certified_at_every_size_also_where_they_are_nearly_singular(int size)
    {
        var random = new Random(size);
        var matrix = NdArray.Generate([size, size], () => (2 * random.NextDouble()) - 1);
        GradientCheck.Certify(x => x.Inverse(), matrix).ShouldPass();
        GradientCheck.Certify((x, y) => x.Solve(y), matrix, NdArray.Generate([size], random.NextDouble)).ShouldPass();
        var factor = Node.Constant(matrix) + Node.Constant(NdArray.Eye<double>(size));
        GradientCheck.Certify(x => x.Cholesky(), factor.MatMul(factor, transposeY: true).Value).ShouldPass();
    }

    [Test]
    public void A_rule_with_a_state_is_a_line_of_the_certificate()
    {
        var calls = 0;
        var certificate = GradientCheck.Certify(
            x => new WrongRule(y => y[0].Exp(), (g, y, _) => [calls++ % 2 == 0 ? g * y : 1.5 * g * y]).Apply(x), s_x);
        certificate.Items.Single(item => item.Subject == "gradients").Finding.ShouldContain("a rule keeps something");
    }

    [Test]
    public void A_composition_can_be_given()
    {
        Compared(x => x[0].Exp() / (1 + x[0].Exp())).Passed.ShouldBeTrue();
        var wrong = Compared(x => 0.5 * (1 + x[0].Tanh()));
        wrong.Items.Single(item => !item.Passed).Subject.ShouldBe("composition");

        static Certificate Compared(Func<IReadOnlyList<Node<double>>, Node<double>> composition) =>
            GradientCheck.Certify(x => x.Sigmoid(), s_x, new CertifyOptions { Composition = composition });
    }

    [Test]
    public void Another_operation_than_the_last_can_be_certified()
    {
        var options = new CertifyOptions { Operation = typeof(Exp) };
        GradientCheck.Certify(x => x.Exp().Sum(), s_x, options).ShouldPass().Operation.ShouldBe("Exp");
        Should.Throw<GradientException>(() => GradientCheck.Certify(x => x.Tanh(), s_x, options)).Message
            .ShouldContain("contains no Exp; it is made of Tanh");
    }

    [Test]
    public void Without_second_derivatives_their_mutant_does_not_apply() =>
        Of(GradientCheck.Certify(x => new Captured().Apply(x), s_x, new CertifyOptions { Order = 1 }).ShouldPass(), "captured")
            .ShouldBe((MutantVerdict.NotApplicable, "second derivatives are not checked"));

    [Test]
    public void A_mutant_that_the_points_cannot_tell_from_the_rule_survives_and_the_point_that_can_is_named()
    {
        // Where relu is 0, every multiple of its slope is right; with this seed the points near by are below 0 too, and not all the
        // probes are.
        var options = new CertifyOptions { Seed = 8 };
        var certificate = GradientCheck.Certify(x => x.Relu(), new[] { -0.035 }, options);
        certificate.Items.ShouldAllBe(item => item.Passed);
        certificate.Passed.ShouldBeFalse();
        var (verdict, why) = Of(certificate, "sign");
        verdict.ShouldBe(MutantVerdict.Survived);
        why.ShouldStartWith("Check also at near by, (1) [0.01");
        certificate.ToString().ShouldContain($"survived: sign turned. {why}");

        GradientCheck.Certify(x => x.Relu(), new[] { -0.035 }, options with { MorePoints = [[new[] { 0.0145 }]] }).ShouldPass();
    }

    [Test]
    public void Points_outside_a_given_domain_are_left_out()
    {
        // A negative base has a value for integer exponents, and no slope by the exponent.
        var (x, y) = (new[] { 0.3, 1.2 }, new[] { 2.0, -0.7 });
        GradientCheck.Certify((a, b) => a.Pow(b), x, y).Items.Single(item => !item.Passed).Subject.ShouldBe("edges");
        GradientCheck.Certify(
            (a, b) => a.Pow(b), x, y, new CertifyOptions { Domain = point => point[0].ToArray().All(value => value > 0) }).ShouldPass();
    }

    [Test]
    public void What_cannot_be_certified_is_refused_in_words()
    {
        Should.Throw<GradientException>(() => GradientCheck.Certify(x => x.StopGradient(), s_x)).Message.ShouldContain("StopGradient");
        Should.Throw<GradientException>(() => GradientCheck.Certify(x => x > 0, s_x)).Message.ShouldContain("has no derivative");
        Should.Throw<ArgumentException>(() => GradientCheck.Certify(x => x.Log(), s_x)).Message.ShouldContain("not finite");
        Should.Throw<ArgumentException>(() => GradientCheck.Certify(x => x.Exp(), NdArray.Zeros<double>([0]))).Message
            .ShouldContain("nothing to check");
        Should.Throw<ArgumentNullException>(() => GradientCheck.Certify((Func<Node<double>, Node<double>>)null!, s_x));
    }

    private static (MutantVerdict Verdict, string Why) Of(Certificate certificate, string words)
    {
        var outcome = certificate.Mutants.First(mutant => mutant.Mutation.Contains(words, StringComparison.Ordinal));
        return (outcome.Verdict, outcome.Why);
    }

    private sealed record WrongSign : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -(grad * y);
    }

    private sealed record Captured : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * y.StopGradient();
    }

    private sealed record ThrowsWhenBroadcast : BroadcastingOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Add(x, y, z);

        protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
            x.Shape == y.Shape ? grad : throw new InvalidOperationException("the shapes differ");

        protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;
    }

    private sealed record UncheckedShapes : Op
    {
        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => inputs[0].Span.CopyTo(output);

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [grad];
    }

    private sealed record Unwritten : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y)
        {
            // The last one is left as it is, unless it is asked for twice.
            x.Span[..^1].CopyTo(y);
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad;
    }

    private sealed record CoarseInFloat : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
            TensorPrimitives.Multiply(x, T.CreateChecked(typeof(T) == typeof(float) ? 3.14 : Math.PI), y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * T.Pi;
    }

    private sealed record OtherComposition : ElementwiseOp, IFused
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Exp(x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * y;

        public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
            where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Exp() + (0.001 * inputs[0]);
    }

    private sealed record WrongAtZero : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Multiply(x, x, y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
            grad * (2 * x + x.EqualTo(0));
    }

    private sealed record Overwriting : BinaryOp
    {
        protected override Shape OutputShape(Shape x, Shape y) => x == y ? x : throw new ShapeException($"{Name}: {x} is not {y}.");

        protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => TensorPrimitives.Multiply(x.Span, y.Span, z);

        protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => ReferenceEquals(x, y) ? null : grad * y;

        protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * x;
    }

    // y = x where x > 0, else x / 10.
    private abstract record Leak : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = x[i] * Slope(x[i]);
            }
        }

        protected static T Slope<T>(T x)
            where T : IFloatingPointIeee754<T> => x > T.Zero ? T.One : x < T.Zero ? T.CreateChecked(0.1) : T.CreateChecked(0.55);

        protected static Node<T> Slopes<T>(Node<T> x)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var slopes = x.Value.ToArray();
            for (var i = 0; i < slopes.Length; i++)
            {
                slopes[i] = Slope(slopes[i]);
            }

            return Node.Constant(new NdArray<T>(x.Shape, slopes));
        }
    }

    private sealed record LooksAtSigns : Leak
    {
        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * Slopes(x);
    }

    private sealed record LooksAtTheOutput : Leak
    {
        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * Slopes(y);
    }

    private sealed record ChoosesByMask : Leak
    {
        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
            grad * (0.1 + (0.45 * (x > 0)) + (0.45 * (x >= 0)));
    }
}
