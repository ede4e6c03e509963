using System.Numerics;

namespace Autograd;

/// <summary>Numbers in formulas: constants of one element that stay as they are.</summary>
internal static class Numbers
{
    // So many factors in a row are taken off: nobody writes more.
    private const int Most = 4;

    /// <summary>The finite number that a node is, if it is one and no replay gives it another; else null.</summary>
    public static double? Of<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        node is { Op: null, RequiresGrad: false, Shape.Rank: 0 } && node.Inspect().Scalar is var number
        && T.IsFinite(number) && Stabilizing.IsConstant(node, number) ? double.CreateChecked(number) : null;

    /// <summary>The number above 0 that a node is, or null.</summary>
    public static double? Positive<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => Of(node) is { } number and > 0 ? number : null;

    /// <summary>The square root of a number above 0, or of data of which no element is below, if a node is such; else null.</summary>
    public static Node<T>? Root<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Positive(node) is { } number ? Math.Sqrt(number)
        : node.Shape.Rank > 0 && Stabilizing.HasOnly(node, static x => x >= T.Zero && T.IsFinite(x)) ? Sqrt.Instance.Apply(node) : null;

    /// <summary>A node without the signs and numbers that multiply it; the nodes that did are added to a list.</summary>
    public static (Node<T> Node, double Factor) WithoutFactors<T>(Node<T> node, List<Node<T>> replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factor = 1.0;
        for (var i = 0; i < Most; i++)
        {
            var scaled = node;
            switch (node.Op)
            {
                case Negate when Stabilizing.TryReplace(scaled, out var x):
                    (node, factor) = (x, -factor);
                    break;
                case Multiply when Stabilizing.TryReplace(scaled, out var x, out var y) && (Of(x) ?? Of(y)) is { } number:
                    (node, factor) = (Of(x) is null ? x : y, factor * number);
                    break;
                case Divide when Stabilizing.TryReplace(scaled, out var x, out var y) && Of(y) is { } number:
                    (node, factor) = (x, factor / number);
                    break;
                default:
                    return (node, factor);
            }

            replaced.Add(scaled);
        }

        return (node, factor);
    }
}
