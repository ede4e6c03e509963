namespace Autograd;

/// <summary>A vector of zeros with the elements of x at one place: the gradient of <see cref="Part"/>.</summary>
/// <param name="Start">Where x begins.</param>
/// <param name="Size">The number of elements of y.</param>
internal sealed record Embed(int Start, int Size) : UnaryOp
{
    public override OpTraits Traits => OpTraits.MovesElements;

    protected override Shape OutputShape(Shape x) => [Size];

    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        y.Clear();
        x.Span.CopyTo(y[Start..]);
    }

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new Part(Start, x.Shape).Apply(grad);
}
