using System.Text;

namespace Autograd;

/// <summary>y = x; the rule returns a function of the gradient. See <see cref="GradientHooks"/>.</summary>
/// <param name="Change">The function, of nodes of one element type.</param>
internal sealed record WithGradient(Delegate Change) : ElementwiseOp
{
    public override OpTraits Traits => OpTraits.SharesElements;

    protected override bool PrintMembers(StringBuilder builder) => false;

    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        Change is not Func<Node<T>, Node<T>> change
            ? throw new GradientException($"{Name}: its function is not one of nodes of {typeof(T).Name}.")
            : PassArrays<T>.Apart(() => change(PassedOn.ToUser(grad)))
                ?? throw new GradientException($"{Name}: the function returned null; return a gradient.");
}
