using System.Numerics;

namespace Autograd;

/// <summary>
/// y holds the patches of images under the windows: y[c, i, j, n, p, q] is element (i, j) of window
/// (p, q) on channel c of image n, 0 in the padding.
/// </summary>
/// <remarks>
/// <para>Also called im2col: as a matrix of (c, i, j) by (n, p, q), y turns a convolution into one matrix product. x has shape
/// (n, channels, height, width), y (channels, window height, window width, n, rows of windows, columns of windows).</para>
/// <para>The gradient is added up where the patches came from (<see cref="Fold2D"/>). Elements that are in no window get a strong zero
/// (<see cref="StrongZeros"/>).</para>
/// </remarks>
/// <kinks test="Elements_in_no_window_keep_infinite_slopes_out">Elements in no window get a strong zero.</kinks>
/// <param name="Window">How the windows lie.</param>
public sealed record Unfold2D(Window2D Window) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Window.RequireInside(Name, x);
        return PatchesOf(x, Window);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        ParallelLoop.Run(x.Shape[1], y.Length, new Channels<T>(this, x.Shape, x.Span, y));

    private void Unfold<T>(Shape shape, int firstChannel, int channelCount, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var step = Window.Stride.Width;
        var written = y.Length / shape[1] * firstChannel;
        var end = y.Length / shape[1] * (firstChannel + channelCount);
        foreach (var row in new PatchRows(Window, (shape[2], shape[3]), shape[0], shape[1], firstChannel, channelCount))
        {
            y[written..row.Patch].Clear();
            var patch = y.Slice(row.Patch, row.Count);
            written = row.Patch + row.Count;
            if (step == 1)
            {
                x.Slice(row.Image, row.Count).CopyTo(patch);
                continue;
            }

            var image = x[row.Image..];
            for (var q = 0; q < patch.Length; q++)
            {
                patch[q] = image[q * step];
            }
        }

        y[written..end].Clear();
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var fold = new Fold2D(Window, (x.Shape[2], x.Shape[3]));
        return Window.Rows(x.Shape[2]).ReachesAll && Window.Columns(x.Shape[3]).ReachesAll
            ? fold.Apply(grad)
            : StrongZeros.Select(grad, fold.Apply);
    }

    /// <summary>The patches of some channels.</summary>
    private readonly ref struct Channels<T>(Unfold2D operation, Shape images, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count) => operation.Unfold(images, first, count, _x, _y);
    }

    internal static Shape PatchesOf(Shape images, Window2D window) =>
        [images[1], window.Size.Height, window.Size.Width, images[0], window.Rows(images[2]).Count, window.Columns(images[3]).Count];
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Unfold2D"/>
        /// <param name="size">The elements of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, 1.</param>
        /// <param name="padding">The zeros put around the images.</param>
        /// <param name="dilation">The distance between neighboring elements of a window; left out, 1.</param>
        /// <returns>A node of shape (channels, window height, window width, n, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">x is not (n, channels, height, width), or a window is larger than the padded image.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A size, a stride or a dilation is below 1, or a padding is negative.</exception>
        public Node<T> Unfold2D(
            HeightWidth size, HeightWidth? stride = null, HeightWidth padding = default, HeightWidth? dilation = null) =>
            new Unfold2D(new Window2D(size, stride ?? 1, padding, dilation ?? 1)).Apply(x);
    }
}
