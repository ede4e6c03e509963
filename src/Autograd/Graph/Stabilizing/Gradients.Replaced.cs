namespace Autograd;

// A gradient by a node that a stable operation replaced would lack the part that went through it, so there is none.
public sealed partial class Gradients<T>
{
    private List<Node<T>>? _stable;

    /// <summary>Remembers a node of the graph that replaced others.</summary>
    internal void NoteReplacement(Node<T> node)
    {
        if (node.Replaced is not null)
        {
            (_stable ??= []).Add(node);
        }
    }

    private void RemoveReplaced()
    {
        if (_stable is null)
        {
            return;
        }

        foreach (var node in _byNode.Keys)
        {
            if (node is not Parameter<T> && _stable.Exists(stable => stable.Replaced!.Replaces(node)))
            {
                _byNode.Remove(node);
            }
        }
    }
}
