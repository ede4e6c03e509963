using System.Numerics;

namespace Autograd;

/// <summary>The gradient of a function that is constant between its jumps.</summary>
internal static class NoSlope
{
    /// <summary>
    /// Zeros of the shape of the gradient: strong ones (<see cref="StrongZeros"/>), because y does not depend on x but for its jumps.
    /// </summary>
    public static Node<T> Gradient<T>(Node<T> grad)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var zeros = Node.Constant(NdArray.Zeros<T>(grad.Shape));
        return StrongZeros.Mark(grad, zeros, _ => zeros);
    }
}
