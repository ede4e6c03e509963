using System.Numerics;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>
/// What stands between two steps of a formula and changes no element: it moves, picks or repeats them. A function of each element may
/// come before it or after it, so formulas are recognized through it.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Inner">The node of the inner operation.</param>
/// <param name="Input">The input of that.</param>
/// <param name="Outer">The nodes between it and the next step, the last first.</param>
internal sealed record Moves<T>(Node<T> Inner, Node<T> Input, IReadOnlyList<Node<T>> Outer)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The nodes that are no longer on the path once the formula is replaced.</summary>
    public IEnumerable<Node<T>> Replaced => [Inner, .. Outer];

    /// <summary>The same moves of another node.</summary>
    /// <param name="other">A node of the shape of the inner one.</param>
    public Node<T> Of(Node<T> other)
    {
        for (var i = Outer.Count - 1; i >= 0; i--)
        {
            other = ((UnaryOp)Outer[i].Op!).Apply(other);
        }

        return other;
    }
}

/// <summary>Looks for <see cref="Moves{T}"/>.</summary>
internal static class Moves
{
    /// <summary>So many in a row are looked through: what is longer is a computation, which may be a million nodes deep.</summary>
    public const int Most = 8;

    /// <summary>Whether an operation only moves, picks or repeats elements.</summary>
    public static bool IsMove(Op? op) => op is Reshape or Transpose or BroadcastTo or Slice or Gather or TakeAlongAxis or Diagonal or Roll;

    /// <summary>
    /// Whether a result for each row of z, reduced over some axes, stands beside the elements of its row: reshaped, broadcast or neither;
    /// or is one for all.
    /// </summary>
    public static bool StandBeside<T>(Moves<T> reduced, Node<T> z, IntList axes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var outer = reduced.Outer.SkipWhile(node => node.Op is BroadcastTo && node.Shape == z.Shape).ToList();
        var beside = outer.Count > 0 ? outer[0].Shape : reduced.Inner.Shape;
        return outer.TrueForAll(node => node.Op is Reshape)
            && (beside == z.Shape.Without(axes, keepDims: true) || (beside.Size == 1 && beside.Rank <= z.Shape.Rank));
    }

    /// <summary>
    /// The parts that a node is put together of, element by element, if it may be replaced: what Concat, Stack and Where read.
    /// </summary>
    public static Node<T>[] Pieces<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Replaceable(node) is var inputs && node.Op is Where && inputs.Length > 0 ? inputs[1..] : inputs;

    /// <summary>What a node is put together of, replaced by other nodes.</summary>
    public static Node<T> OfPieces<T>(Node<T> node, Node<T>[] pieces)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node.Op is Where ? Replaceable(node)[0].Where(pieces[0], pieces[1]) : node.Op!.Apply(pieces);

    /// <summary>The unary operation that a node ends in, behind any moves, if it and they may be replaced; else null.</summary>
    public static Moves<T>? Behind<T, TOp>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOp : UnaryOp
    {
        List<Node<T>>? outer = null;
        while ((outer is null || outer.Count < Most) && IsMove(node.Op) && TryReplace(node, out var moved))
        {
            (outer ??= []).Add(node);
            node = moved;
        }

        return node.Op is TOp && TryReplace(node, out var input) ? new Moves<T>(node, input, outer ?? (IReadOnlyList<Node<T>>)[]) : null;
    }
}
