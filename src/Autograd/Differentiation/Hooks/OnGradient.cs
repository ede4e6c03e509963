using System.Text;

namespace Autograd;

/// <summary>y = x; the rule shows the gradient to a function. See <see cref="GradientHooks"/>.</summary>
/// <param name="Look">The function, of nodes of one element type; a graph in another one is not shown.</param>
internal sealed record OnGradient(Delegate Look) : UnaryOp, IRunsOnce
{
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.SharesElements;

    string IRunsOnce.WhyOnce =>
        "its function would be called once, when recorded; look at the gradients that the replay returns, or use WithGradient";

    protected override bool PrintMembers(StringBuilder builder) => false;

    protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        if (Look is Action<Node<T>> look)
        {
            PassArrays<T>.Apart(() =>
            {
                look(PassedOn.ToUser(grad));
                return grad;
            });
        }

        return grad;
    }
}
