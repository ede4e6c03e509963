using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The largest elements of the windows on images, and what goes to them.</summary>
/// <remarks>
/// <para>Each element that is not less than the largest of its window is one of them, so that all elements of a window with NaN are.</para>
/// <para>Windows of two by two side by side, the usual ones, are computed several at a time: two neighbors in a vector are of one
/// window.</para>
/// </remarks>
internal static unsafe class MaxWindows
{
    private enum Result
    {
        Largest,
        Share,
        Mean,
    }

    /// <summary>y[w] = the largest element of x in window w.</summary>
    public static void Largest<T>(NdArray<T> x, Window2D window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(Result.Largest, x, default, window, y);

    /// <summary>
    /// y[i] = the sum over the windows of grad[w] / ties[w], if element i is one of the ties[w] largest of x in window w.
    /// </summary>
    public static void Share<T>(NdArray<T> x, ReadOnlySpan<T> grad, Window2D window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(Result.Share, x, grad, window, y);

    /// <summary>y[w] = the mean of what an array of the shape of x has where the largest elements of window w are.</summary>
    public static void Mean<T>(NdArray<T> x, ReadOnlySpan<T> array, Window2D window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(Result.Mean, x, array, window, y);

    private static void Run<T>(Result result, NdArray<T> x, ReadOnlySpan<T> other, Window2D window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = x.Span, with = other, to = y)
        {
            var loop = new PlaneLoop<T>(result, x.Shape, other.Length, window, y.Length, from, with, to);
            ParallelLoop.Run(x.Shape[0] * x.Shape[1], x.Size, loop);
        }
    }

    // x and other are (n, channels, height, width), y is (n, channels, rows, columns); for a share other and y change roles.
    /// <summary>Some channels of images, each by itself.</summary>
    private readonly struct PlaneLoop<T>(Result result, Shape images, int otherLength, Window2D window, int length, T* x, T* other, T* y)
        : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int first, int count)
        {
            var (rows, columns) = (window.Rows(images[2]), window.Columns(images[3]));
            var planes = images[0] * images[1];
            for (nint plane = first; plane < first + count; plane++)
            {
                var image = x + (plane * rows.Length * columns.Length);
                var with = other + (plane * (otherLength / planes));
                var to = y + (plane * (length / planes));
                switch (result)
                {
                    case Result.Largest:
                        Planes<T>.Largest(rows, columns, image, to);
                        break;
                    case Result.Share:
                        Planes<T>.Share(rows, columns, image, with, to);
                        break;
                    default:
                        Planes<T>.Mean(rows, columns, image, with, to);
                        break;
                }
            }
        }
    }

    private static class Planes<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Largest(WindowAxis rows, WindowAxis columns, T* x, T* y)
        {
            var pairs = ArePairs(rows, columns);
            for (var p = 0; p < rows.Count; p++)
            {
                if (pairs)
                {
                    LargestOfPairs(columns.Count, x + ((nint)2 * p * columns.Length), columns.Length, y);
                }

                for (var q = pairs ? columns.Count : 0; q < columns.Count; q++)
                {
                    y[q] = LargestOf(Part(rows, columns, p, q), columns.Length, x, out _);
                }

                y += columns.Count;
            }
        }

        public static void Share(WindowAxis rows, WindowAxis columns, T* x, T* grad, T* y)
        {
            var pairs = ArePairs(rows, columns);
            var cleared = pairs ? 2 * rows.Count * columns.Length : 0;
            new Span<T>(y + cleared, (rows.Length * columns.Length) - cleared).Clear();
            for (var p = 0; p < rows.Count; p++)
            {
                if (pairs)
                {
                    var start = (nint)2 * p * columns.Length;
                    ShareAmongPairs(columns.Count, x + start, columns.Length, grad, y + start);
                }

                for (var q = pairs ? columns.Count : 0; q < columns.Count; q++)
                {
                    var part = Part(rows, columns, p, q);
                    var largest = LargestOf(part, columns.Length, x, out var ties);
                    var share = grad[q] / T.CreateTruncating(ties);
                    for (var row = part.Top; row < part.Bottom; row++)
                    {
                        for (var i = (row * columns.Length) + part.Left; i < (row * columns.Length) + part.Right; i++)
                        {
                            y[i] += x[i] < largest ? T.Zero : share;
                        }
                    }
                }

                grad += columns.Count;
            }
        }

        public static void Mean(WindowAxis rows, WindowAxis columns, T* x, T* array, T* y)
        {
            for (var p = 0; p < rows.Count; p++)
            {
                for (var q = 0; q < columns.Count; q++)
                {
                    var part = Part(rows, columns, p, q);
                    var largest = LargestOf(part, columns.Length, x, out var ties);
                    var sum = T.Zero;
                    for (var row = part.Top; row < part.Bottom; row++)
                    {
                        for (var i = (row * columns.Length) + part.Left; i < (row * columns.Length) + part.Right; i++)
                        {
                            sum += x[i] < largest ? T.Zero : array[i];
                        }
                    }

                    *y++ = sum / T.CreateTruncating(ties);
                }
            }
        }

        // The part of a window that is on the image.
        private static (int Top, int Bottom, int Left, int Right) Part(WindowAxis rows, WindowAxis columns, int p, int q)
        {
            var (top, left) = (rows.Position(p, 0), columns.Position(q, 0));
            var (bottom, right) = (Math.Min((long)top + rows.Size, rows.Length), Math.Min((long)left + columns.Size, columns.Length));
            return (Math.Max(top, 0), (int)bottom, Math.Max(left, 0), (int)right);
        }

        private static T LargestOf((int Top, int Bottom, int Left, int Right) part, int width, T* x, out int ties)
        {
            var largest = T.NegativeInfinity;
            ties = 0;
            for (var row = part.Top; row < part.Bottom; row++)
            {
                for (var i = (row * width) + part.Left; i < (row * width) + part.Right; i++)
                {
                    ties = x[i] == largest ? ties + 1 : x[i] < largest ? ties : 1;
                    largest = T.Max(largest, x[i]);
                }
            }

            if (T.IsNaN(largest))
            {
                ties = (part.Bottom - part.Top) * (part.Right - part.Left);
            }

            return largest;
        }

        // Windows of two by two side by side, at least as many in a row as fill a vector.
        private static bool ArePairs(WindowAxis rows, WindowAxis columns) =>
            ArePairs(rows) && ArePairs(columns) && columns.Count >= Vector128<T>.Count;

        private static bool ArePairs(WindowAxis axis) => axis is { Size: 2, Stride: 2, Padding: 0 };

        private static void LargestOfPairs(int count, T* x, int width, T* y)
        {
            // The last vector overlaps the one before.
            for (var q = 0; q < count; q += Vector128<T>.Count)
            {
                var start = Math.Min(q, count - Vector128<T>.Count);
                EvenOnes(LargestOfPairs(Vector256.Load(x + (2 * start)), Vector256.Load(x + width + (2 * start)))).Store(y + start);
            }
        }

        private static void ShareAmongPairs(int count, T* x, int width, T* grad, T* y)
        {
            for (var q = 0; q < count; q += Vector128<T>.Count)
            {
                var start = Math.Min(q, count - Vector128<T>.Count);
                var (upper, lower) = (Vector256.Load(x + (2 * start)), Vector256.Load(x + width + (2 * start)));
                var largest = LargestOfPairs(upper, lower);
                var (upperWins, lowerWins) = (~Vector256.LessThan(upper, largest), ~Vector256.LessThan(lower, largest));
                var ties = (upperWins & Vector256<T>.One) + (lowerWins & Vector256<T>.One);
                var share = Doubled(Vector128.Load(grad + start)) / (ties + Swapped(ties));
                (share & upperWins).Store(y + (2 * start));
                (share & lowerWins).Store(y + width + (2 * start));
            }

            if (2 * count < width)
            {
                (y[2 * count], y[width + (2 * count)]) = (T.Zero, T.Zero);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> LargestOfPairs(Vector256<T> upper, Vector256<T> lower)
        {
            var larger = Vector256.Max(upper, lower);
            return Vector256.Max(larger, Swapped(larger));
        }

        // Neighbors exchanged.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Swapped(Vector256<T> x) => typeof(T) == typeof(float)
            ? Vector256.Shuffle(x.AsSingle(), Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)).As<float, T>()
            : Vector256.Shuffle(x.AsDouble(), Vector256.Create(1L, 0, 3, 2)).As<double, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Doubled(Vector128<T> x) => typeof(T) == typeof(float)
            ? Vector256.Shuffle(x.ToVector256Unsafe().AsSingle(), Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)).As<float, T>()
            : Vector256.Shuffle(x.ToVector256Unsafe().AsDouble(), Vector256.Create(0L, 0, 1, 1)).As<double, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<T> EvenOnes(Vector256<T> x) => typeof(T) == typeof(float)
            ? Vector256.Shuffle(x.AsSingle(), Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6)).As<float, T>().GetLower()
            : Vector256.Shuffle(x.AsDouble(), Vector256.Create(0L, 2, 0, 2)).As<double, T>().GetLower();
    }
}
