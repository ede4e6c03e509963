using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The largest elements of the windows on images, and what goes to them.</summary>
/// <remarks>
/// <para>Each element that is not less than the largest of its window is one of them, so that all elements of a window with NaN are.</para>
/// <para>Several windows side by side are computed together. What they read at one place of theirs is a stride apart, so the columns of an
/// image are first sorted by phases (<see cref="WindowAxis"/>), in which it lies side by side too.</para>
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
    private struct PlaneLoop<T>(Result result, Shape images, int otherLength, Window2D window, int length, T* x, T* other, T* y)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int first, int count)
        {
            var (rows, columns) = (window.Rows(images[2]), window.Columns(images[3]));
            if (result == Result.Mean || !Pairs<T>.ArePairs(rows, columns))
            {
                VectorLoop.Run<T, PlaneLoop<T>>(ref this, first, count, longest: columns.Count);
                return;
            }

            nint planes = images[0] * images[1];
            for (nint i = first; i < first + count; i++)
            {
                var image = x + (i * images[2] * images[3]);
                var to = y + (i * (length / planes));
                if (result == Result.Largest)
                {
                    Pairs<T>.Largest(rows, columns, image, to);
                }
                else
                {
                    Pairs<T>.Share(rows, columns, image, other + (i * (otherLength / planes)), to);
                }
            }
        }

        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var planes = images[0] * images[1];
            var plane = new Plane<T, V>(window.Rows(images[2]), window.Columns(images[3]));
            for (nint i = first; i < first + count; i++)
            {
                var image = x + (i * images[2] * images[3]);
                var with = other + (i * (otherLength / planes));
                var to = y + (i * (length / planes));
                switch (result)
                {
                    case Result.Largest:
                        plane.Largest(image, to);
                        break;
                    case Result.Share:
                        plane.Share(image, with, to);
                        break;
                    default:
                        plane.Mean(image, with, to);
                        break;
                }
            }

            plane.Return();
        }
    }

    /// <summary>The windows on one image, and room for the image by phases.</summary>
    /// <remarks>
    /// A row by phases is (phases, cells), with as many more cells as a vector may reach beyond the last. What a window has in the padding
    /// is -infinity there, and 0 in the mask, because padding never wins.
    /// </remarks>
    private readonly struct Plane<T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private readonly WindowAxis _rows;
        private readonly WindowAxis _columns;

        // Where in a row by phases an element of the first window is; only those that are on the image in any window.
        private readonly int[] _offsets;
        private readonly int _elements;

        // Where in a row by phases the cells of each begin that are on the image, at which column, and how many there are.
        private readonly (int Cell, int Column, int Count)[] _phases;
        private readonly int _rowLength;
        private readonly T[] _image;
        private readonly T[] _other;
        private readonly T[] _mask;

        public Plane(WindowAxis rows, WindowAxis columns)
        {
            (_rows, _columns) = (rows, columns);
            var first = (int)Math.Max(0, columns.Padding - ((columns.Count - 1L) * columns.Stride));
            var end = (int)Math.Min(columns.Size, (long)columns.Padding + columns.Length);
            var shift = columns.Shift(first);
            var cells = columns.Count + columns.Shift(end - 1) - shift + V.Count;
            _elements = end - first;
            _offsets = ArrayPool<int>.Shared.Rent(_elements);
            for (var i = 0; i < _elements; i++)
            {
                _offsets[i] = ((first + i) % columns.Phases * cells) + columns.Shift(first + i) - shift;
            }

            _phases = ArrayPool<(int, int, int)>.Shared.Rent(columns.Phases);
            for (var phase = 0; phase < columns.Phases; phase++)
            {
                var (cell, last) = columns.CellsInside(phase);
                (cell, last) = (Math.Max(cell, shift), Math.Min(last, shift + cells));
                _phases[phase] = ((phase * cells) + cell - shift, columns.CellPosition(cell, phase), Math.Max(0, last - cell));
            }

            _rowLength = columns.Phases * cells;
            _image = ArrayPool<T>.Shared.Rent(rows.Length * _rowLength);
            _other = ArrayPool<T>.Shared.Rent(rows.Length * _rowLength);
            _mask = ArrayPool<T>.Shared.Rent(_rowLength);
            _image.AsSpan(0, rows.Length * _rowLength).Fill(T.NegativeInfinity);
            _mask.AsSpan(0, _rowLength).Clear();
            for (var phase = 0; phase < columns.Phases; phase++)
            {
                _mask.AsSpan(_phases[phase].Cell, _phases[phase].Count).Fill(T.One);
            }
        }

        public void Return()
        {
            ArrayPool<int>.Shared.Return(_offsets);
            ArrayPool<(int, int, int)>.Shared.Return(_phases);
            ArrayPool<T>.Shared.Return(_image);
            ArrayPool<T>.Shared.Return(_other);
            ArrayPool<T>.Shared.Return(_mask);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Largest(T* x, T* y)
        {
            Sort(x, _image);
            fixed (T* image = _image)
            {
                for (var p = 0; p < _rows.Count; p++, y += _columns.Count)
                {
                    for (var q = 0; q < _columns.Count; q += V.Count)
                    {
                        PartialVector.Store(LargestOf(image, p, q), new Span<T>(y, _columns.Count), q);
                    }
                }
            }
        }

        // Windows in order, the last place of a window first, so that the shares of an element are added up in the order of windows.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Share(T* x, T* grad, T* y)
        {
            Sort(x, _image);
            _other.AsSpan(0, _rows.Length * _rowLength).Clear();
            fixed (T* image = _image, sums = _other, mask = _mask)
            {
                for (var p = 0; p < _rows.Count; p++, grad += _columns.Count)
                {
                    for (var q = 0; q < _columns.Count; q += V.Count)
                    {
                        var largest = LargestOf(image, p, q);
                        var share = PartialVector.Load<T, V>(new ReadOnlySpan<T>(grad, _columns.Count), q, T.Zero)
                            / Ties(image, mask, p, q, largest);
                        for (var row = Top(p); row < Bottom(p); row++)
                        {
                            var start = ((nint)row * _rowLength) + q;
                            for (var i = _elements - 1; i >= 0; i--)
                            {
                                var at = start + _offsets[i];
                                var won = V.Select(V.Less(V.Load(ref *image, at), largest), V.Number(0), share);
                                (V.Load(ref *sums, at) + won).Store(ref *sums, at);
                            }
                        }
                    }
                }
            }

            new Span<T>(y, _rows.Length * _columns.Length).Clear();
            for (var row = 0; row < _rows.Length; row++)
            {
                for (var phase = 0; phase < _columns.Phases; phase++)
                {
                    var (cell, column, count) = _phases[phase];
                    ReadOnlySpan<T> cells = _other.AsSpan((row * _rowLength) + cell, count);
                    StridedCopy.Scatter(cells, _columns.Stride, y + (row * _columns.Length) + column);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Mean(T* x, T* array, T* y)
        {
            Sort(x, _image);
            _other.AsSpan(0, _rows.Length * _rowLength).Clear();
            Sort(array, _other);
            fixed (T* image = _image, other = _other, mask = _mask)
            {
                for (var p = 0; p < _rows.Count; p++, y += _columns.Count)
                {
                    for (var q = 0; q < _columns.Count; q += V.Count)
                    {
                        var (largest, sum) = (LargestOf(image, p, q), V.Number(0));
                        for (var row = Top(p); row < Bottom(p); row++)
                        {
                            var start = ((nint)row * _rowLength) + q;
                            for (var i = 0; i < _elements; i++)
                            {
                                var at = start + _offsets[i];
                                sum += V.Select(V.Less(V.Load(ref *image, at), largest), V.Number(0), V.Load(ref *other, at));
                            }
                        }

                        PartialVector.Store(sum / Ties(image, mask, p, q, largest), new Span<T>(y, _columns.Count), q);
                    }
                }
            }
        }

        // The rows of the image that a window has.
        private int Top(int p) => Math.Max(_rows.Position(p, 0), 0);

        private int Bottom(int p) => (int)Math.Min((long)_rows.Position(p, 0) + _rows.Size, _rows.Length);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private V LargestOf(T* image, int p, int q)
        {
            var largest = V.Number(double.NegativeInfinity);
            var nan = largest;
            for (var row = Top(p); row < Bottom(p); row++)
            {
                var start = ((nint)row * _rowLength) + q;
                for (var i = 0; i < _elements; i++)
                {
                    var x = V.Load(ref *image, start + _offsets[i]);
                    largest = V.Select(V.Less(largest, x), x, largest);
                    nan = V.Select(V.Equal(x, x), nan, x);
                }
            }

            return V.Select(V.Equal(nan, nan), largest, nan);
        }

        // How many elements of each window are the largest; at least 1, also where there is no window.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private V Ties(T* image, T* mask, int p, int q, V largest)
        {
            var ties = V.Number(0);
            for (var row = Top(p); row < Bottom(p); row++)
            {
                var start = ((nint)row * _rowLength) + q;
                for (var i = 0; i < _elements; i++)
                {
                    var isLess = V.Less(V.Load(ref *image, start + _offsets[i]), largest);
                    ties += V.Select(isLess, V.Number(0), V.Load(ref *mask, q + _offsets[i]));
                }
            }

            return V.AtLeast(V.Number(1), ties);
        }

        // Copies the image to its phases; the cells in the padding stay as they are.
        private void Sort(T* source, T[] target)
        {
            for (var row = 0; row < _rows.Length; row++)
            {
                for (var phase = 0; phase < _columns.Phases; phase++)
                {
                    var (cell, column, count) = _phases[phase];
                    var cells = target.AsSpan((row * _rowLength) + cell, count);
                    StridedCopy.Gather(source + (row * _columns.Length) + column, _columns.Stride, cells);
                }
            }
        }
    }

    /// <summary>
    /// Windows of two by two side by side, the usual ones: two neighbors in a vector are of one window, so nothing is sorted.
    /// </summary>
    private static class Pairs<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Largest(WindowAxis rows, WindowAxis columns, T* x, T* y)
        {
            for (var p = 0; p < rows.Count; p++)
            {
                LargestOfPairs(columns.Count, x + ((nint)2 * p * columns.Length), columns.Length, y + ((nint)p * columns.Count));
            }
        }

        public static void Share(WindowAxis rows, WindowAxis columns, T* x, T* grad, T* y)
        {
            var shared = 2 * rows.Count * columns.Length;
            new Span<T>(y + shared, (rows.Length * columns.Length) - shared).Clear();
            for (var p = 0; p < rows.Count; p++)
            {
                var start = (nint)2 * p * columns.Length;
                ShareAmongPairs(columns.Count, x + start, columns.Length, grad + ((nint)p * columns.Count), y + start);
            }
        }

        // Windows of two by two side by side, at least as many in a row as fill a vector.
        public static bool ArePairs(WindowAxis rows, WindowAxis columns) =>
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
