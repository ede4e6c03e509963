using System.Numerics;

namespace Autograd;

/// <summary>
/// Is told what happens on its thread while a graph is made and while it is walked back. The graph does not know who listens.
/// </summary>
/// <remarks>
/// Replays and captured origins are observers, and each later feature that watches a graph is one more. Several may
/// listen at once, in the order in which their scopes were opened. An observer refuses what it cannot follow by throwing: that ends the
/// call which caused the event. It listens while a <see cref="GraphScope"/> that was made with it is open.
/// </remarks>
internal abstract class GraphObserver
{
    /// <summary>An operation has made a node, and its value is there.</summary>
    /// <param name="node">The node; it need not keep its inputs.</param>
    /// <param name="inputs">What the operation read, in the order of its arguments.</param>
    public virtual void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>A leaf was made: a parameter, or a constant that was given.</summary>
    public virtual void OnGiven<T>(Node<T> leaf)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>A constant was made without an operation that has the value of another node: by StopGradient, for instance.</summary>
    public virtual void OnShared<T>(Node<T> constant, Node<T> source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>Code, not an operation, is about to read the elements of a node (<see cref="Node{T}.Value"/>).</summary>
    public virtual void OnReading<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>Code has read elements that belong to no node and may change.</summary>
    /// <param name="state">What was read, for messages.</param>
    /// <param name="isUnchanged">Whether it still is what was read.</param>
    public virtual void OnStateRead(string state, Func<bool> isUnchanged)
    {
    }

    /// <summary>A parameter is about to be written.</summary>
    public virtual void OnUpdating<T>(Parameter<T> parameter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>
    /// Code is about to decide something by values, or to draw random numbers: see <see cref="Recording.AnnounceDecision"/>.
    /// </summary>
    public virtual void OnDecision(string operation, string reason)
    {
    }

    /// <summary>Something else was computed from a list: see <see cref="Recording.AnnounceUse"/>.</summary>
    public virtual void OnListUsed(IntList list, string operation)
    {
    }

    /// <summary>A backward pass visits a node: its gradient is complete, and its rule has not been called yet.</summary>
    public virtual void OnVisited<T>(Node<T> node, Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>A rule has returned a gradient for one of its node's inputs, to be added to what has arrived there.</summary>
    public virtual void OnPassed<T>(Node<T> node, Node<T> input, Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    /// <summary>Whether the value of a node may be another one later, so that no formula may be recognized by it.</summary>
    public virtual bool MayChange<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => false;
}
