using System.Numerics;

namespace Autograd;

/// <summary>What the poolings of sequences share: they are those of images of height 1.</summary>
internal static class SequencePooling
{
    /// <summary>The pooling of images, of sequences (n, channels, length).</summary>
    /// <exception cref="ShapeException">x has another rank, a window is larger than the padded sequence, or there are none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The size or the stride is below 1, or the padding is negative or as large as the window.
    /// </exception>
    public static Node<T> Of<T>(string operation, Node<T> x, int size, int? stride, int padding, Func<Node<T>, Window2D, Node<T>> pool)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Shape.Rank != 3)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x.Shape} with {x.Shape.Rank} axes; give sequences (n, channels, length).");
        }

        var window = Window2D.Pooling(operation, (1, size), (1, stride ?? size), (0, padding));
        window.Columns(x.Shape[2]).Require(operation, "length");
        return pool(x.ExpandDims(2), window).Squeeze(2);
    }
}
