using System.Numerics.Tensors;

namespace Autograd.Tests;

/// <summary>e^x with a rule that is right in double, and in float off by a factor.</summary>
/// <param name="Factor">The factor.</param>
internal sealed record WrongInFloat(float Factor) : ElementwiseOp
{
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Exp(x, y);

    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        typeof(T) == typeof(double) ? grad * y : grad * y * T.CreateChecked(Factor);
}
