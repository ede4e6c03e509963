using System.Numerics;
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
        PassArrays<T>.Apart(() => Changed(PassedOn.ToUser(grad))
            ?? throw new GradientException($"{Name}: the function returned null; return a gradient."));

    // A graph that is computed again in the other element type asks the function in its own, and gets constants.
    private Node<T>? Changed<T>(Node<T> grad)
        where T : unmanaged, IFloatingPointIeee754<T> => Change switch
        {
            Func<Node<T>, Node<T>> change => change(grad),
            Func<Node<float>, Node<float>> change => Converted(change, grad),
            Func<Node<double>, Node<double>> change => Converted(change, grad),
            _ => throw new GradientException($"{Name}: its function is not one of nodes of {typeof(T).Name}."),
        };

    private static Node<T>? Converted<T, TOther>(Func<Node<TOther>, Node<TOther>> change, Node<T> grad)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOther : unmanaged, IFloatingPointIeee754<TOther> =>
        change(Node.Constant(NdArray.Convert<T, TOther>(grad.Elements))) is { } changed
            ? Node.Constant(NdArray.Convert<TOther, T>(changed.Elements))
            : null;
}
