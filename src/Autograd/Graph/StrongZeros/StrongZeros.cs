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
    /// <summary>The gradient of a rule that does nothing but select elements of the gradient: marked where it selected none.</summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="select">The rule: from the gradient, and if needed from its mask, which elements there are (1, else 0).</param>
    public static Node<T> Select<T>(Node<T> grad, Func<Node<T>, Node<T>> select)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(select);
        return Mark(grad, select(grad), select);
    }

    /// <summary>Marks the gradient that a selecting rule returns: where its mask is 0, no path leads back.</summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="gradient">The gradient that the rule returns.</param>
    /// <param name="select">
    /// Selects from a mask of <paramref name="grad"/> (1 where a path leads back, else 0) as the rule selects from <paramref name="grad"/>;
    /// called only if the mask is needed.
    /// </param>
    /// <returns><paramref name="gradient"/> itself.</returns>
    public static Node<T> Mark<T>(Node<T> grad, Node<T> gradient, Func<Node<T>, Node<T>> select)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(grad);
        ArgumentNullException.ThrowIfNull(gradient);
        var given = SupportOf(grad);
        gradient.Details.Support = new Support<T>(given?.Depth ?? 0, Selected);
        return gradient;

        Node<T> Selected()
        {
            var mask = given?.Mask ?? Node.Constant(NdArray.Ones<T>(grad.Shape));
            var selected = select(mask);
            return ReferenceEquals(selected, mask) ? mask : AsOnes(selected);
        }
    }

    /// <summary>
    /// The gradient that an operation on each element returns, with the strong zeros of the gradient that it was given, and with its own
    /// if the rule marked it.
    /// </summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="gradient">What the rule returned, of the shape of <paramref name="grad"/>.</param>
    public static Node<T>? Keep<T>(Node<T> grad, Node<T>? gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(grad);
        if (gradient is null || ReferenceEquals(grad, gradient) || SupportOf(grad) is not { } support || gradient.Shape != grad.Shape)
        {
            return gradient;
        }

        return Mark(SupportOf(gradient) is null ? grad : gradient, Mask.Of(support.Mask, gradient), mask => mask);
    }

    /// <summary>
    /// The gradient that an operation returns that only moves, copies or adds up elements, with the strong zeros moved alike.
    /// </summary>
    /// <param name="grad">The gradient that the rule was given.</param>
    /// <param name="gradient">What the rule returned.</param>
    /// <param name="move">Moves a mask as the rule moved <paramref name="grad"/>.</param>
    public static Node<T> Move<T>(Node<T> grad, Node<T> gradient, Func<Node<T>, Node<T>> move)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(grad);
        return ReferenceEquals(grad, gradient) || SupportOf(grad) is null ? gradient : Mark(grad, gradient, move);
    }

    /// <summary>Whether a gradient is marked.</summary>
    internal static bool AreIn<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> => SupportOf(gradient) is not null;

    /// <summary>Marks the sum of gradients: a strong zero only where all have one.</summary>
    /// <returns><paramref name="sum"/> itself.</returns>
    internal static Node<T> MarkSum<T>(IReadOnlyList<Node<T>> gradients, Node<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (gradients.All(AreIn))
        {
            var supports = gradients.Select(gradient => SupportOf(gradient)!).ToArray();
            sum.Details.Support = new Support<T>(supports.Max(support => support.Depth), () => AsOnes(SumOfMasks(supports)));
        }

        return sum;
    }

    /// <inheritdoc cref="MarkSum{T}(IReadOnlyList{Node{T}}, Node{T})"/>
    internal static Node<T> MarkSum<T>(Node<T> x, Node<T> y, Node<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (SupportOf(x) is { } supportX && SupportOf(y) is { } supportY)
        {
            sum.Details.Support = new Support<T>(
                Math.Max(supportX.Depth, supportY.Depth), () => AsOnes(Accumulate.Sum(supportX.Mask, supportY.Mask)));
        }

        return sum;
    }

    /// <summary>Makes a gradient a plain one, whose zeros are numbers.</summary>
    internal static void Clear<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (gradient.DetailsIfAny is { } details)
        {
            details.Support = null;
        }
    }

    private static Node<T> SumOfMasks<T>(Support<T>[] supports)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var masks = supports.ToLookup(support => support.Mask.IsDeferred, support => support.Mask);
        var whole = masks[false].Aggregate((Node<T>?)null, (sum, mask) => sum is null ? mask : Accumulate.Sum(sum, mask));
        return masks.Contains(true) ? Scatter.Sum(whole, [.. masks[true]]) : whole!;
    }

    // A mask is 0 or 1. Rules scale it, and add it up along axes and where paths meet; the number of paths would overflow in a deep graph.
    // What waits to be computed (Scatter) is added up no further than its pieces are.
    private static Node<T> AsOnes<T>(Node<T> mask)
        where T : unmanaged, IFloatingPointIeee754<T> => mask.IsDeferred ? mask : Mask.Of(mask, NdArray.Ones<T>(mask.Shape));

    private static Support<T>? SupportOf<T>(Node<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T> => gradient.DetailsIfAny?.Support;
}
