using System.Numerics;

namespace Autograd;

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
