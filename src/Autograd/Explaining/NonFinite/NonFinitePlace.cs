using System.Numerics;

namespace Autograd;

/// <summary>An element of a node.</summary>
internal readonly record struct NonFinitePlace<T>(Node<T> Node, int Element)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Value => Node.Elements.Span[Element];

    public bool IsNaN => T.IsNaN(Value);

    public IntList Position => new(Node.Shape.Position(Element));

    /// <summary>The first NaN of a node, else its first infinity; null if all is finite.</summary>
    public static NonFinitePlace<T>? First(Node<T> node)
    {
        int? infinity = null;
        var elements = node.Elements.Span;
        for (var i = 0; i < elements.Length; i++)
        {
            if (T.IsNaN(elements[i]))
            {
                return new(node, i);
            }

            infinity ??= T.IsFinite(elements[i]) ? null : i;
        }

        return infinity is { } first ? new(node, first) : null;
    }
}
