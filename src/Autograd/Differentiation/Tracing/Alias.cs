namespace Autograd;

/// <summary>y = x: a node of its own with the value of another, to differentiate by it alone.</summary>
internal sealed record Alias : UnaryOp
{
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.SharesElements;

    protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad;
}
