using System.Numerics;

namespace Autograd;

// Where an operation meets whoever listens.
public abstract partial record Op
{
    /// <summary>Room for the elements of a result, unwritten: an observer's array, if one has any.</summary>
    private protected static NdArray<T> NewResult<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        shape.Size > 1 && GraphScope.IsObserved && GraphEvents.ArrayFor<T>(shape.Size) is { } array
            ? NdArray.Wrap(shape, array)
            : NdArray<T>.Unwritten(shape);

    /// <summary>Tells the observers of a node that is ready, and returns it.</summary>
    private protected static Node<T> Made<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (GraphScope.IsObserved)
        {
            GraphEvents.Made(node, inputs);
        }

        return node;
    }
}
