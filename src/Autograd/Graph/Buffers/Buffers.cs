namespace Autograd;

/// <summary>
/// Whether the arrays of results are used again, so that a training loop does not ask for new memory in each step. Off by default.
/// </summary>
public static class Buffers
{
    private static readonly BufferObserver s_observer = new();

    /// <summary>Whether large results made on this thread take their arrays from those that earlier scopes gave back.</summary>
    public static bool AreReused => GraphScope.IsObserved && GraphScope.Observers.Contains(s_observer);

    /// <summary>
    /// A scope at whose end the arrays of all large results made in it are given back, for one step of a loop:
    /// <c>using (Buffers.Reuse()) { ... }</c>.
    /// </summary>
    /// <remarks>
    /// <para>Making room for arrays of a megabyte costs more than many an operation on them. What a step computes is rarely wanted after
    /// it: the numbers that are, such as <c>loss.Scalar</c>, are read inside the scope, and what is to be kept is copied
    /// (<see cref="NdArray{T}.Copy"/>). Parameters, constants and results of fewer than 1024 elements stay as they are.</para>
    /// <para>Reading another node after its scope is refused (<see cref="GradientException"/>). An <see cref="NdArray{T}"/> or a span
    /// taken from a node is not watched: it shows what is computed next.</para>
    /// </remarks>
    public static BufferScope Reuse() => new(s_observer, BufferPool<float>.Made, BufferPool<double>.Made);

    /// <summary>Gives results their arrays, and remembers the nodes that show one.</summary>
    private sealed class BufferObserver : GraphObserver
    {
        public override T[]? ArrayFor<T>(int length) => length >= BufferPool<T>.LeastLength ? BufferPool<T>.Take(length) : null;

        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs) => BufferPool<T>.Note(node);

        public override void OnShared<T>(Node<T> constant, Node<T> source) => BufferPool<T>.Note(constant);
    }
}

/// <summary>A stretch of code whose large results are given back when it is disposed; see <see cref="Buffers.Reuse"/>.</summary>
/// <remarks>It belongs to the thread that opened it, and the compiler refuses to carry it across an <c>await</c>.</remarks>
public readonly ref struct BufferScope
{
    private readonly GraphScope _scope;
    private readonly (int Nodes, int Arrays) _singles;
    private readonly (int Nodes, int Arrays) _doubles;

    internal BufferScope(GraphObserver observer, (int Nodes, int Arrays) singles, (int Nodes, int Arrays) doubles)
    {
        _scope = new GraphScope(observer);
        (_singles, _doubles) = (singles, doubles);
    }

    /// <summary>Gives back the arrays of the results that were made since the scope was opened.</summary>
    public void Dispose()
    {
        BufferPool<float>.Release(_singles);
        BufferPool<double>.Release(_doubles);
        _scope.Dispose();
    }
}
