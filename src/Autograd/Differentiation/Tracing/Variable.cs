using System.Numerics;

namespace Autograd;

/// <summary>What a function is differentiated by: a node of its own at a point.</summary>
internal static class Variable
{
    /// <summary>A recorded node with the value of another, that nothing else is computed from.</summary>
    /// <remarks>A leaf that is no parameter: no pass returns its gradient unless it is asked for, and no optimizer is told of it.</remarks>
    /// <param name="x">The point.</param>
    /// <param name="isConnected">Whether gradients go on from the variable to the point, if that is recorded.</param>
    public static Node<T> At<T>(Node<T> x, bool isConnected)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (isConnected && x.RequiresGrad)
        {
            return new Alias().Apply(x);
        }

        var variable = new Node<T>(x.Elements.Detached(), requiresGrad: true);
        if (GraphScope.IsObserved)
        {
            GraphEvents.Shared(variable, x);
        }

        return variable;
    }

    /// <summary>A variable in which something is linear, so that its value does not matter; 1, which is no zero of a mask.</summary>
    public static Node<T> OfShape<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => new(NdArray.Ones<T>(shape), requiresGrad: true);
}
