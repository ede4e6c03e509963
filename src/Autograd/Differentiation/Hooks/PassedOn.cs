using System.Numerics;

namespace Autograd;

/// <summary>A gradient on its way that code of a user's is given.</summary>
internal static class PassedOn
{
    /// <summary>The gradient as a node that may be kept: a pass uses its own arrays again, unless it is recorded or observed.</summary>
    public static Node<T> ToUser<T>(Node<T> grad)
        where T : unmanaged, IFloatingPointIeee754<T> => Recording.IsOn || GraphScope.IsObserved
        ? grad
        : StrongZeros.Move(grad, Node.Constant(grad.Elements.Copy()), mask => mask);
}
