namespace Autograd;

/// <summary>Elements of a vector, in a shape of their own: one of those that <see cref="Pack"/> has put together.</summary>
/// <param name="Start">Where they begin.</param>
/// <param name="Shape">The shape of y.</param>
internal sealed record Part(int Start, Shape Shape) : UnaryOp
{
    public override OpTraits Traits => OpTraits.MovesElements;

    protected override Shape OutputShape(Shape x) => Shape;

    protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.Slice(Start, y.Length).CopyTo(y);

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Embed(Start, x.Shape.Size).Apply(grad);
}
