using System.Numerics;

namespace Autograd;

/// <summary>Tells the observers of this thread what happens. Called only where <see cref="GraphScope.IsObserved"/>.</summary>
internal static class GraphEvents
{
    /// <inheritdoc cref="GraphObserver.OnMade"/>
    public static void Made<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnMade(node, inputs);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnGiven"/>
    public static void Given<T>(Node<T> leaf)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnGiven(leaf);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnShared"/>
    public static void Shared<T>(Node<T> constant, Node<T> source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnShared(constant, source);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnReading"/>
    public static void Reading<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnReading(node);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnStateRead"/>
    public static void StateRead(string state, Func<bool> isUnchanged)
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnStateRead(state, isUnchanged);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnUpdating"/>
    public static void Updating<T>(Parameter<T> parameter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnUpdating(parameter);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnDecision"/>
    public static void Decision(string operation, string reason)
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnDecision(operation, reason);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnListUsed"/>
    public static void ListUsed(IntList list, string operation)
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnListUsed(list, operation);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnVisited"/>
    public static void Visited<T>(Node<T> node, Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnVisited(node, gradient);
        }
    }

    /// <inheritdoc cref="GraphObserver.OnPassed"/>
    public static void Passed<T>(Node<T> node, Node<T> input, Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            observer.OnPassed(node, input, gradient);
        }
    }

    /// <inheritdoc cref="GraphObserver.MayChange"/>
    public static bool MayChange<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var observer in GraphScope.Observers)
        {
            if (observer.MayChange(node))
            {
                return true;
            }
        }

        return false;
    }
}
