using System.Numerics;

namespace Autograd;

/// <summary>Whether the arrays of results are used again, so that a training loop does not ask for new memory in each step. Off by default.</summary>
public static class Buffers
{
    /// <summary>Whether large results made on this thread take their arrays from those that earlier scopes gave back.</summary>
    public static bool AreReused => GraphScope.Has(GraphModes.BuffersReused);

    /// <summary>A scope at whose end the arrays of all large results made in it are given back, for one step of a loop: <c>using (Buffers.Reuse()) { ... }</c>.</summary>
    /// <remarks>
    /// <para>Making room for arrays of a megabyte costs more than many an operation on them. What a step computes is rarely wanted after it: the numbers that are,
    /// such as <c>loss.Scalar</c>, are read inside the scope, and what is to be kept is copied (<see cref="NdArray{T}.Copy"/>). Parameters, constants
    /// and results of fewer than 1024 elements stay as they are.</para>
    /// <para>Reading another node after its scope is refused (<see cref="GradientException"/>). An <see cref="NdArray{T}"/> or a span taken from a node is not watched: it shows
    /// what is computed next.</para>
    /// </remarks>
    public static BufferScope Reuse() => new(BufferPool<float>.Made, BufferPool<double>.Made);
}

/// <summary>A stretch of code whose large results are given back when it is disposed; see <see cref="Buffers.Reuse"/>.</summary>
/// <remarks>It belongs to the thread that opened it, and the compiler refuses to carry it across an <c>await</c>.</remarks>
public readonly ref struct BufferScope
{
    private readonly GraphScope _scope;
    private readonly (int Nodes, int Arrays) _singles;
    private readonly (int Nodes, int Arrays) _doubles;

    internal BufferScope((int Nodes, int Arrays) singles, (int Nodes, int Arrays) doubles)
    {
        _scope = new GraphScope(GraphModes.BuffersReused);
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

/// <summary>The arrays of a thread that scopes have given back, by length, and what the open scopes have taken.</summary>
internal static class BufferPool<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Smaller arrays are quicker made than found.</summary>
    public const int LeastLength = 1024;

    [ThreadStatic]
    private static Dictionary<int, Stack<T[]>>? s_free;

    [ThreadStatic]
    private static List<T[]>? s_taken;

    [ThreadStatic]
    private static List<Node<T>>? s_nodes;

    /// <summary>How many nodes and arrays the open scopes have made.</summary>
    public static (int Nodes, int Arrays) Made => (s_nodes?.Count ?? 0, s_taken?.Count ?? 0);

    /// <summary>An array that nobody uses, with whatever is in it.</summary>
    public static T[] Take(int length)
    {
        var array = FreeOf(length).TryPop(out var free) ? free : GC.AllocateUninitializedArray<T>(length);
        (s_taken ??= []).Add(array);
        return array;
    }

    /// <summary>Notes a node that may show an array of a scope.</summary>
    public static void Note(Node<T> node)
    {
        if (node.Shape.Size >= LeastLength)
        {
            (s_nodes ??= []).Add(node);
        }
    }

    /// <summary>Gives back what was made after a mark.</summary>
    public static void Release((int Nodes, int Arrays) mark)
    {
        for (var i = mark.Nodes; i < Made.Nodes; i++)
        {
            s_nodes![i].Release();
        }

        for (var i = mark.Arrays; i < Made.Arrays; i++)
        {
            FreeOf(s_taken![i].Length).Push(s_taken[i]);
        }

        s_nodes?.RemoveRange(mark.Nodes, s_nodes.Count - mark.Nodes);
        s_taken?.RemoveRange(mark.Arrays, s_taken.Count - mark.Arrays);
    }

    private static Stack<T[]> FreeOf(int length)
    {
        var all = s_free ??= [];
        if (!all.TryGetValue(length, out var free))
        {
            all[length] = free = new Stack<T[]>();
        }

        return free;
    }
}
