namespace Autograd;

// A gradient by a node that a stable operation replaced would lack the part that went through it, so it is refused.
public sealed partial class Gradients<T>
{
    private List<Node<T>>? _stable;

    /// <summary>Remembers a visited node that replaced others.</summary>
    internal void NoteReplacement(Node<T> node)
    {
        if (node.Replaced is not null)
        {
            (_stable ??= []).Add(node);
        }
    }

    private void RequireNotReplaced(Node<T> node)
    {
        if (_stable is null)
        {
            return;
        }

        foreach (var stable in _stable)
        {
            if (stable.Replaced!.Replaces(node))
            {
                throw MissingGradient.Replaced(_output, node, stable);
            }
        }
    }
}
