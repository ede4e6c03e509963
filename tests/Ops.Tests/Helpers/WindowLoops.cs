using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Windows over images, by the definition.</summary>
internal static class WindowLoops
{
    public static Window2D AnyWindow(Random random) => new(
        (random.Next(1, 4), random.Next(1, 4)),
        (random.Next(1, 4), random.Next(1, 4)),
        (random.Next(3), random.Next(3)),
        (random.Next(1, 3), random.Next(1, 3)));

    // Counted one by one.
    public static int Windows(int length, int size, int stride, int padding, int dilation)
    {
        var count = 0;
        for (var start = -padding; start + ((size - 1) * dilation) < length + padding; start += stride)
        {
            count++;
        }

        return count;
    }

    public static (int Row, int Column) Position(Window2D window, int p, int q, int i, int j) =>
        ((p * window.Stride.Height) - window.Padding.Height + (i * window.Dilation.Height),
            (q * window.Stride.Width) - window.Padding.Width + (j * window.Dilation.Width));

    public static T OrZero<T>(NdArray<T> x, params int[] index)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        index.Zip(x.Shape).All(axis => axis.First >= 0 && axis.First < axis.Second) ? x[index] : T.Zero;

    public static void Each(Shape shape, Action<int[]> action)
    {
        foreach (var index in MovedElements.Indices(shape))
        {
            action(index);
        }
    }
}
