using System.Diagnostics.CodeAnalysis;

namespace Autograd.Tests;

/// <summary>Whatever the code of an operation throws, the message says whose code it was and for which shapes.</summary>
[TestFixture]
[SuppressMessage("Usage", "CA2201", Justification = "What the runtime throws out of careless code.")]
public class OpExceptionTests
{
    private static readonly Node<double> s_x = Node.Constant([1.0, 2.0]);

    [Test]
    public void A_forward_that_throws_is_named_with_its_shapes()
    {
        var thrown = Should.Throw<OpException>(() => new Failing("forward").Apply(s_x));
        thrown.Message.ShouldStartWith("Failing: its Forward threw IndexOutOfRangeException for (2): ");
        thrown.InnerException.ShouldBeOfType<IndexOutOfRangeException>();
        Should.Throw<OpException>(() => new FailingPair("forward").Apply(s_x, 2.0)).Message
            .ShouldStartWith("FailingPair: its Forward threw NullReferenceException for (2) and (): ");
        Should.Throw<OpException>(() => new FailingMany("forward").Apply<double>(s_x, s_x, 2.0)).Message
            .ShouldStartWith("FailingMany: its Forward threw DivideByZeroException for (2) and (2) and (): ");
    }

    [Test]
    public void Shapes_that_do_not_fit_say_where_both_were_made()
    {
        var w = new Parameter<double>(new double[2, 3], "w");
        using var origins = Origins.Capture();
        var x = s_x.Exp();
        Should.Throw<ShapeException>(() => w.MatMul(w) * x).Message.ShouldContain(
            "The inputs: w = Parameter (2, 3) made at OpExceptionTests.cs:");
        var thrown = Should.Throw<ShapeException>(() => x + w.Exp());
        thrown.Message.ShouldContain("Exp (2) made at OpExceptionTests.cs:");
        thrown.Message.ShouldContain("Exp (2, 3) made at OpExceptionTests.cs:");
    }

    [Test]
    public void A_shape_rule_that_throws_is_named_with_the_shapes()
    {
        Should.Throw<OpException>(() => new Failing("shape").Apply(s_x)).Message
            .ShouldStartWith("Failing: its shape rule threw IndexOutOfRangeException for (2): ");
        Should.Throw<OpException>(() => new FailingPair("shape").Apply(s_x, 2.0)).Message
            .ShouldStartWith("FailingPair: its shape rule threw NullReferenceException for (2) and (): ");
        Should.Throw<OpException>(() => new FailingMany("shape").Apply<double>(s_x)).Message
            .ShouldStartWith("FailingMany: its shape rule threw DivideByZeroException for (2): ");
    }

    [Test]
    public void A_result_that_no_array_holds_is_refused_by_name()
    {
        var x = Node.Constant(NdArray.Zeros<double>([1, 65536]));
        Should.Throw<ShapeException>(() => new Hungry().Apply(x)).Message.ShouldBe(
            "Hungry of (1, 65536): the shape (65536, 65536) has more than 2147483591 elements; split the data.");
    }

    [Test]
    public void A_rule_that_throws_or_returns_null_is_named()
    {
        var x = new Parameter<double>(s_x.Value);
        Should.Throw<OpException>(() => new Failing("rule").Apply(x).Sum().Backward()).Message
            .ShouldStartWith("Failing: its rule threw IndexOutOfRangeException for Failing(Where = rule) (2), of (2): ");
        Should.Throw<OpException>(() => new FailingPair("rule").Apply(x, x).Sum().Backward()).Message
            .ShouldStartWith("FailingPair: its rule threw NullReferenceException for FailingPair(Where = rule) (2), of (2) and (2): ");
        Should.Throw<OpException>(() => new FailingMany("rule").Apply<double>(x, x).Sum().Backward()).Message
            .ShouldStartWith("FailingMany: its rule threw DivideByZeroException for FailingMany(Where = rule) (2), of (2) and (2): ");
        Should.Throw<GradientException>(() => new FailingMany("").Apply<double>(x).Sum().Backward()).Message
            .ShouldStartWith("FailingMany: Bprop returned null for 1 inputs; return an array with one for each");
    }

    [Test]
    public void A_forward_that_throws_when_it_is_replayed_is_named()
    {
        var x = new Parameter<double>(s_x.Value);
        var replay = Replay.OfLoss(() => new RefusesNegatives().Apply(x).Sum());
        x.Update(new NdArray<double>([2], 1, -2));
        Should.Throw<OpException>(replay.Run).Message
            .ShouldBe("RefusesNegatives: its Forward threw InvalidOperationException for (2): negative");
    }

    [Test]
    public void What_names_the_operation_is_passed_on_as_it_is()
    {
        Should.Throw<ArgumentException>(() => new Failing("Failing: the data").Apply(s_x)).Message.ShouldBe("Failing: the data");
        Should.Throw<ArgumentException>(() => new Failing("Data").Apply(s_x)).Message
            .ShouldBe("Failing: its shape rule threw ArgumentException for (2): Data");
        Should.Throw<ShapeException>(() => new Failing("ShapeException").Apply(s_x)).Message.ShouldBe("no");
    }

    [Test]
    public void A_result_that_does_not_fit_keeps_its_exception_with_operation_and_shape_in_front()
    {
        var row = Node.Constant(NdArray.Zeros<double>([1, 4]));
        Should.Throw<OutOfMemoryException>(() => new Hungry().Apply(row)).Message
            .ShouldStartWith("Hungry: there is no memory for the result (4, 4) of (1, 4).");
    }

    [Test]
    public void A_rule_that_returns_its_input_or_output_returns_no_recorded_node()
    {
        var x = new Parameter<double>(s_x.Value);
        foreach (var returnsInput in new[] { false, true })
        {
            var y = new ReturnsNodes(returnsInput).Apply(x * 1).Watch();
            var gradients = y.Backward(wrt: [x], seed: NdArray.Ones<double>([2]));
            gradients[x].RequiresGrad.ShouldBeFalse();
            var direct = new ReturnsNodes(returnsInput).Apply(x).Gradient(x, seed: NdArray.Ones<double>([2]));
            direct.RequiresGrad.ShouldBeFalse();
            direct.Value.ShouldBe(returnsInput ? s_x.Value : new NdArray<double>([2], Math.E, Math.Exp(2)));
            new ReturnsNodes(returnsInput).Apply(x).Gradient(x, seed: NdArray.Ones<double>([2]), differentiable: true)
                .RequiresGrad.ShouldBeTrue();
        }
    }

    private sealed record Failing(string Where) : UnaryOp
    {
        protected override Shape OutputShape(Shape x) => Where switch
        {
            "shape" => throw new IndexOutOfRangeException(),
            "ShapeException" => throw new ShapeException("no"),
            ['F' or 'D', ..] => throw new ArgumentException(Where),
            _ => x,
        };

        protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
            x.Span.CopyTo(Where == "forward" ? throw new IndexOutOfRangeException() : y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => throw new IndexOutOfRangeException();
    }

    private sealed record FailingPair(string Where) : BinaryOp
    {
        protected override Shape OutputShape(Shape x, Shape y) => Where == "shape" ? throw new NullReferenceException() : x;

        protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
            x.Span.CopyTo(Where == "forward" ? throw new NullReferenceException() : z);

        protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => throw new NullReferenceException();

        protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;
    }

    private sealed record FailingMany(string Where) : Op
    {
        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) =>
            Where == "shape" ? throw new DivideByZeroException() : inputs[0];

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) =>
            inputs[0].Span.CopyTo(Where == "forward" ? throw new DivideByZeroException() : output);

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) =>
            Where == "rule" ? throw new DivideByZeroException() : null!;
    }

    private sealed record RefusesNegatives : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
            x.CopyTo(x.ContainsAnyInRange(T.NegativeInfinity, -T.Epsilon) ? throw new InvalidOperationException("negative") : y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad;
    }

    private sealed record Hungry : UnaryOp
    {
        protected override Shape OutputShape(Shape x) => [x[1], x[1]];

        // What the runtime throws where the memory is not there.
        protected override void Forward<T>(NdArray<T> x, Span<T> y) => throw new OutOfMemoryException();

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad;
    }

    private sealed record ReturnsNodes(bool ReturnsInput) : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Length; i++)
            {
                y[i] = T.Exp(x[i]);
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => ReturnsInput ? x : y;
    }
}
