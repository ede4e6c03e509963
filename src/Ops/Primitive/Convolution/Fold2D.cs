using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// y adds up patches x into images, where <see cref="Unfold2D"/> would take them from; what lies in the padding is dropped.
/// </summary>
/// <remarks>
/// Also called col2im. x has shape (channels, window height, window width, n, rows of windows,
/// columns of windows), y (n, channels, height, width). The gradient is taken from the same places
/// (<see cref="Unfold2D"/>); patches in the padding get a strong zero (<see cref="StrongZeros"/>).
/// </remarks>
/// <kinks test="Patches_in_the_padding_keep_infinite_slopes_out">Patches in the padding get a strong zero.</kinks>
/// <param name="Window">How the windows lie.</param>
/// <param name="Image">The height and width of an image.</param>
public sealed record Fold2D(Window2D Window, HeightWidth Image) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        if (x.Rank != 6)
        {
            throw new ShapeException(
                $"{Name}: x has shape {x} with {x.Rank} axes; give patches (channels, window height, window width, n, rows, columns), "
                + "as Unfold2D makes them.");
        }

        if (Image.Height < 0 || Image.Width < 0)
        {
            throw new ShapeException($"{Name}: an image of height and width {Image} cannot be; give 0 or more.");
        }

        Shape images = [x[3], x[0], Image.Height, Image.Width];
        Window.RequireInside(Name, images);
        var expected = Unfold2D.PatchesOf(images, Window);
        return x == expected
            ? images
            : throw new ShapeException(
                $"{Name}: x has shape {x}, but images {images} have patches {expected} for windows of {Window}; "
                + "give the image and the windows that they were taken with.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        y.Clear();
        ParallelLoop.Run(x.Shape[0], x.Size, new Channels<T>(this, x.Shape, x.Span, y));
    }

    // The patches of different channels go to different elements of the images.
    private void Fold<T>(Shape patches, int firstChannel, int channelCount, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var step = Window.Stride.Width;
        foreach (var row in new PatchRows(Window, Image, patches[3], patches[0], firstChannel, channelCount))
        {
            var patch = x.Slice(row.Patch, row.Count);
            if (step == 1)
            {
                var sum = y.Slice(row.Image, row.Count);
                TensorPrimitives.Add(sum, patch, sum);
                continue;
            }

            var image = y[row.Image..];
            for (var q = 0; q < patch.Length; q++)
            {
                image[q * step] += patch[q];
            }
        }
    }

    /// <summary>The images of some channels.</summary>
    private readonly ref struct Channels<T>(Fold2D operation, Shape patches, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count) => operation.Fold(patches, first, count, _x, _y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var unfold = new Unfold2D(Window);
        return Window.Padding == 0 ? unfold.Apply(grad) : StrongZeros.Select(grad, unfold.Apply);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Fold2D"/>
        /// <param name="image">The height and width of an image.</param>
        /// <param name="stride">The distance from one window to the next; left out, 1.</param>
        /// <param name="padding">The zeros that were put around the images.</param>
        /// <param name="dilation">The distance between neighboring elements of a window; left out, 1.</param>
        /// <returns>A node of shape (n, channels, height, width).</returns>
        /// <exception cref="ShapeException">x does not hold the patches of such images, or a height or width is negative.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A stride or a dilation is below 1, or a padding is negative.</exception>
        public Node<T> Fold2D(HeightWidth image, HeightWidth? stride = null, HeightWidth padding = default, HeightWidth? dilation = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            HeightWidth size = x.Shape.Rank == 6 ? (x.Shape[1], x.Shape[2]) : 1;
            return new Fold2D(new Window2D(size, stride ?? 1, padding, dilation ?? 1), image).Apply(x);
        }
    }
}
