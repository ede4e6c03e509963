using System.Numerics.Tensors;

namespace Autograd.Tests;

[TestFixture]
public class OpTests
{
    [Test]
    public void A_rule_that_returns_the_wrong_count_or_shape_names_its_operation()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 });
        Should.Throw<GradientException>(() => new TooFew().Apply([x, x, x]).Sum().Backward()).Message
            .ShouldContain("TooFew: Bprop returned 2 gradients for 3 inputs");
        Should.Throw<GradientException>(() => new Misshapen().Apply(x).Sum().Backward()).Message
            .ShouldContain("Misshapen: Bprop returned a gradient of shape () for an input of shape (2)");
    }

    [Test]
    public void A_rule_that_broadcasts_returns_the_shape_of_its_input_or_of_the_output()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, 3 }, "x");
        var y = new Parameter<double>(NdArray.Ones<double>([2, 3]), "y");
        Should.Throw<GradientException>(() => new MisshapenProduct().Apply(x, y).Sum().Backward([x])).Message
            .ShouldStartWith("MisshapenProduct: Bprop returned a gradient of shape (3, 3) for an input of shape (3) (x = Parameter (3))");
        Should.Throw<GradientException>(() => new MisshapenProduct().Apply(x, y).Sum().Backward([y])).Message
            .ShouldStartWith("MisshapenProduct: Bprop returned a gradient of shape (3) for an input of shape (2, 3) (y = Parameter");
    }

    [Test]
    public void A_wrong_number_of_inputs_names_the_operation()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ShapeException>(() => new Add().Apply<double>([w, w, w])).Message.ShouldContain("Add: takes two inputs, but got 3");
        Should.Throw<ShapeException>(() => new Exp().Apply<double>([])).Message.ShouldContain("Exp: takes one input, but got 0");
        Should.Throw<ArgumentNullException>(() => new Where().Apply<double>([w, null!, w])).Message.ShouldContain("Where: input 1 is null");
    }

    [Test]
    public void An_operation_that_says_how_many_inputs_it_takes_refuses_another_number_before_anything_else()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        Should.Throw<ShapeException>(() => new ThreeSum().Apply<double>([w, null!])).Message
            .ShouldBe("ThreeSum: takes three inputs, but got 2.");
        new ThreeSum().Apply(w, w, w).Sum().Backward()[w].Value.ToArray().ShouldBe([3, 3]);
        new ThreeSum().ToString().ShouldBe("ThreeSum");
        GradientCheck.Certify(x => new ThreeSum().Apply([.. x]), [w.Value, w.Value, w.Value]).ShouldPass();

        Should.Throw<ShapeException>(() => new Where().Apply<double>([w, w])).Message
            .ShouldBe("Where: takes three inputs, a condition, x and y, but got 2.");
        Should.Throw<ShapeException>(() => new Concat(0).Apply<double>([])).Message
            .ShouldBe("Concat: takes at least one input, but got 0.");
        Should.Throw<ShapeException>(() => new Conv2D(new Window2D(3, 1, 0, 1), 1).Apply<double>([w])).Message
            .ShouldBe("Conv2D: takes two or three inputs, x, the weight and, if wanted, a bias, but got 1.");
    }

    [Test]
    public void Two_outputs_are_stacked_and_indexed()
    {
        var x = new Parameter<double>(new[] { 0.3, -1.2 }, "x");
        var both = new SinAndCos().Apply(x);
        var (sin, cos) = (both[0], both[1]);
        sin.Value.ToArray().ShouldBe([Math.Sin(0.3), Math.Sin(-1.2)]);
        cos.Value.ToArray().ShouldBe([Math.Cos(0.3), Math.Cos(-1.2)]);
        var gradient = (sin * sin * cos).Sum().Backward()[x].Value.ToArray();
        foreach (var (slope, at) in gradient.Zip(x.Value.ToArray()))
        {
            var (s, c) = Math.SinCos(at);
            slope.ShouldBe((2 * s * c * c) - (s * s * s), 1e-14);
        }

        GradientCheck.Certify(new SinAndCos().Apply, x.Value).ShouldPass();
    }

    private sealed record ThreeSum : Op
    {
        public override Arity Arity => 3;

        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1] && inputs[1] == inputs[2]
            ? inputs[0]
            : throw new ShapeException($"{Name}: takes three inputs of one shape.");

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        {
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = inputs[0].Span[i] + inputs[1].Span[i] + inputs[2].Span[i];
            }
        }

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [grad, grad, grad];
    }

    // sin x in y[0] and cos x in y[1].
    private sealed record SinAndCos : UnaryOp
    {
        protected override Shape OutputShape(Shape x) => [2, .. x];

        protected override void Forward<T>(NdArray<T> x, Span<T> y)
        {
            for (var i = 0; i < x.Size; i++)
            {
                (y[i], y[x.Size + i]) = T.SinCos(x.Span[i]);
            }
        }

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => (grad[0] * y[1]) - (grad[1] * y[0]);
    }

    private sealed record TooFew : Op
    {
        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => inputs[0].Span.CopyTo(output);

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [grad, grad];
    }

    private sealed record MisshapenProduct : BroadcastingOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Multiply(x, y, z);

        protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad.Transpose().MatMul(y);

        protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => (grad * x)[0];
    }

    private sealed record Misshapen : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.Sum();
    }
}
