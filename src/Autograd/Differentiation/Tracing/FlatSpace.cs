using System.Numerics;

namespace Autograd;

/// <summary>Several nodes as one vector of double, element after element, and back: for what computes with plain vectors.</summary>
internal sealed class FlatSpace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node<T>[] _nodes;

    public FlatSpace(string caller, IEnumerable<Node<T>> nodes)
    {
        _nodes = [.. nodes];
        Size = _nodes.Sum(node => node.Shape.Size);
        if (Size == 0)
        {
            throw new ArgumentException($"{caller}: there are no elements to calculate with; give at least one.", nameof(nodes));
        }
    }

    /// <summary>The number of elements.</summary>
    public int Size { get; }

    /// <summary>The elements of an array for each node.</summary>
    public double[] Flat(Func<Node<T>, Node<T>> valueOf)
    {
        var flat = new double[Size];
        var start = 0;
        foreach (var node in _nodes)
        {
            foreach (var element in valueOf(node).Span)
            {
                flat[start++] = double.CreateChecked(element);
            }
        }

        return flat;
    }

    /// <summary>An array for each node, with elements one after the other.</summary>
    public IEnumerable<(Node<T> Node, NdArray<T> Value)> Arrays(double[] flat)
    {
        var start = 0;
        foreach (var node in _nodes)
        {
            yield return (node, new NdArray<T>(
                node.Shape, Array.ConvertAll(flat[start..(start + node.Shape.Size)], element => T.CreateChecked(element))));
            start += node.Shape.Size;
        }
    }

    /// <summary>Gradients by the nodes, with elements one after the other.</summary>
    public Gradients<T> Gradients(double[] flat) =>
        new(Arrays(flat).Select(pair => KeyValuePair.Create<Node<T>, Node<T>>(pair.Node, pair.Value)));
}
