using System.Numerics;

namespace Autograd;

/// <summary>Zeros of a gradient that are there by structure: the branch not taken, the index not picked, the masked entry.</summary>
/// <remarks>
/// A number 0 times an infinite derivative is NaN, and should be seen. A strong zero is the absence of a path, and stays 0: the
/// gradient of <c>Where(x &gt; 0, Sqrt(x), 0)</c> at 0 is 0, although the slope of the square root is infinite there. A rule that
/// selects marks the gradient that it returns with a mask of the elements that are there; elementwise operations and operations
/// that only move elements hand the mark on.
/// </remarks>
public static class StrongZeros
{
    /// <summary>Marks the gradient that a selecting rule returns: where its mask is 0, no path leads back.</summary>
    /// <param name="gradient">The gradient that the rule returns.</param>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="select">Selects from a mask of <paramref name="grad"/> (1 where a path leads back, else 0) as the rule selects from <paramref name="grad"/>;
    /// called only if the mask is needed.</param>
    /// <returns><paramref name="gradient"/> itself.</returns>
    public static Node<T> WithStrongZeros<T>(this Node<T> gradient, Node<T> grad, Func<Node<T>, Node<T>> select)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(grad);
        var given = SupportOf(grad);
        gradient.Details.Support = new Support<T>(given?.Depth ?? 0, () => select(given?.Mask ?? Node.Constant(NdArray.Ones<T>(grad.Shape))));
        return gradient;
    }

    /// <summary>The gradient that an operation on each element returns, with the strong zeros of the gradient that it was given, and with its own if the rule marked it.</summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="gradient">What the rule returned, of the shape of <paramref name="grad"/>.</param>
    public static Node<T>? Kept<T>(Node<T> grad, Node<T>? gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(grad);
        return gradient is null || ReferenceEquals(grad, gradient) || SupportOf(grad) is not { } support || gradient.Shape != grad.Shape
            ? gradient
            : Masked.Of(support.Mask, gradient).WithStrongZeros(SupportOf(gradient) is null ? grad : gradient, mask => mask);
    }

    /// <summary>The gradient that an operation returns that only moves, copies or adds up elements, with the strong zeros moved alike.</summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="gradient">What the rule returned.</param>
    /// <param name="move">Moves a mask as the rule moved <paramref name="grad"/>.</param>
    public static Node<T> Moved<T>(Node<T> grad, Node<T> gradient, Func<Node<T>, Node<T>> move)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(grad);
        return ReferenceEquals(grad, gradient) || SupportOf(grad) is null ? gradient : gradient.WithStrongZeros(grad, move);
    }

    /// <summary>Whether a gradient is marked.</summary>
    internal static bool HasStrongZeros<T>(this Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> => SupportOf(gradient) is not null;

    /// <summary>The sum of two gradients: a strong zero only where both have one.</summary>
    internal static Node<T> Sum<T>(Node<T> x, Node<T> y, Node<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SupportOf(x) is { } supportX && SupportOf(y) is { } supportY)
        {
            sum.Details.Support = new Support<T>(Math.Max(supportX.Depth, supportY.Depth), () => Accumulate.Sum(supportX.Mask, supportY.Mask));
        }

        return sum;
    }

    /// <summary>Makes a gradient a plain one, whose zeros are numbers.</summary>
    internal static void Forget<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (gradient.DetailsIfAny is { } details)
        {
            details.Support = null;
        }
    }

    private static Support<T>? SupportOf<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> => gradient.DetailsIfAny?.Support;
}

/// <summary>The mask of a gradient with strong zeros: not 0 where a path leads back. Made when it is first needed.</summary>
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
                _mask = make();
                _make = null;
            }

            return _mask!;
        }
    }
}
