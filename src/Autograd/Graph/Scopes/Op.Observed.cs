using System.Numerics;

namespace Autograd;

// Where a leaf meets whoever listens.
public partial class Node<T>
{
    private void AnnounceGiven()
    {
        if (GraphScope.IsObserved)
        {
            GraphEvents.Given(this);
        }
    }
}

// Where an operation meets whoever listens.
public abstract partial record Op
{
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
