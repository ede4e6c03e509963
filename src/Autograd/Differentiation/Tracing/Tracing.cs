using System.Numerics;

namespace Autograd;

/// <summary>Calls functions that are to be differentiated.</summary>
internal static class Tracing
{
    // How many such functions are being called on this thread, one inside the other.
    [ThreadStatic]
    private static int s_depth;

    /// <summary>
    /// Whether what a transform returns is recorded: if that was asked for, or the transform stands inside a function that is being
    /// differentiated itself, and recording is on.
    /// </summary>
    public static bool IsRecorded(bool asked) => (asked || s_depth > 0) && Recording.IsOn;

    /// <summary>Calls a function, and records what it does, whatever the scope around says.</summary>
    /// <exception cref="ArgumentException">It returned null.</exception>
    public static Node<T> Call<T>(string transform, Func<Node<T>> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var recorded = Recording.On();
        s_depth++;
        try
        {
            return function() ?? throw new ArgumentException($"{transform}: the function returned null; return a node.", nameof(function));
        }
        finally
        {
            s_depth--;
        }
    }

    /// <summary>Calls a function of several nodes at a point, and returns it with the variables that stand for the point.</summary>
    public static (Node<T> Output, Node<T>[] Variables) Call<T>(
        string transform, Func<IReadOnlyList<Node<T>>, Node<T>> function, IReadOnlyList<Node<T>> point, bool isRecorded)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireNodes(transform, point);
        Node<T>[] variables;
        using (Recording.On())
        {
            variables = [.. point.Select(x => Variable.At(x, isRecorded))];
        }

        return (Call(transform, () => function(variables)), variables);
    }

    /// <summary>Several nodes as a vector, recorded whatever the scope around says.</summary>
    public static Node<T> Packed<T>(IReadOnlyList<Node<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var recorded = Recording.On();
        return Pack.Of(nodes);
    }

    /// <summary>Refuses a list without nodes, or with one that is null.</summary>
    public static void RequireNodes<T>(string transform, IReadOnlyList<Node<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0)
        {
            throw new ArgumentException($"{transform}: there are no nodes to differentiate by; give at least one.", nameof(nodes));
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is null)
            {
                throw new ArgumentNullException(nameof(nodes), $"{transform}: node {i} is null.");
            }
        }
    }

    /// <summary>Refuses a function of several elements where there must be one.</summary>
    public static Node<T> RequireSingle<T>(string transform, Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => output.Shape.Size == 1
        ? output
        : throw new ShapeException(
            $"{transform}: the function returned shape {output.Shape}; it must have one element. "
            + "Reduce it (Sum, Mean), or take the Jacobian.");

    /// <summary>Refuses vectors that are not of the shapes of the nodes that they belong to.</summary>
    public static void RequireShapes<T>(string transform, IReadOnlyList<Node<T>> vectors, IReadOnlyList<Node<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireNodes(transform, vectors);
        if (vectors.Count != nodes.Count)
        {
            throw new ShapeException($"{transform}: there are {nodes.Count} nodes and {vectors.Count} vectors; give one for each.");
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            if (vectors[i].Shape != nodes[i].Shape)
            {
                throw new ShapeException(
                    $"{transform}: vector {i} has shape {vectors[i].Shape}, and what it belongs to has shape {nodes[i].Shape}; "
                    + "they must be the same.");
            }
        }
    }
}
