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
    public void A_wrong_number_of_inputs_names_the_operation()
    {
        var w = new Parameter<double>(1, "w");
        Should.Throw<ShapeException>(() => new Add().Apply<double>([w, w, w])).Message.ShouldContain("Add: takes two inputs, but got 3");
        Should.Throw<ShapeException>(() => new Exp().Apply<double>([])).Message.ShouldContain("Exp: takes one input, but got 0");
        Should.Throw<ArgumentNullException>(() => new Where().Apply<double>([w, null!, w])).Message.ShouldContain("Where: input 1 is null");
    }

    private sealed record TooFew : Op
    {
        protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0];

        protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => inputs[0].Span.CopyTo(output);

        protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [grad, grad];
    }

    private sealed record Misshapen : UnaryOp
    {
        protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

        protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.Sum();
    }
}
