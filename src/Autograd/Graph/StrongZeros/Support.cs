using System.Numerics;

namespace Autograd;

/// <summary>The mask of a gradient with strong zeros: 1 where a path leads back, else 0. Made when it is first needed.</summary>
internal sealed class Support<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Masks are made from masks; a longer chain is made at once, so that none overflows the stack.
    private const int Deepest = 64;

    private Func<Node<T>>? _make;
    private Node<T>? _mask;

    public Support(int depthBelow, Func<Node<T>> make)
    {
        _make = make;
        Depth = depthBelow + 1;
        if (Depth > Deepest)
        {
            _ = Mask;
            Depth = 0;
        }
    }

    /// <summary>How many masks have to be made for this one, at most.</summary>
    public int Depth { get; }

    public Node<T> Mask
    {
        get
        {
            // Two threads may make the same mask; either serves.
            if (_mask is null && _make is { } make)
            {
                using var nothingRecorded = Recording.Off();
                _mask = PassArrays<T>.Apart(make);
                _make = null;
            }

            return _mask!;
        }
    }
}
