using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// Some rows of equal length that lie side by side, so that a vector has elements of as many rows: element j of row i is at j stride + i.
/// </summary>
/// <param name="x">The first elements of an input.</param>
/// <param name="y">Those of a second input, or those of the first again.</param>
/// <param name="z">The first results. They may replace the elements of an input.</param>
/// <param name="beside">Numbers that are given for each row: number k of row i is at k stride + i.</param>
/// <param name="numbers">Room for the numbers that are found for each row, <see cref="MostNumbers"/> for each.</param>
/// <param name="stride">How far the elements of a row are apart.</param>
/// <param name="length">The number of elements of each row, at least 1.</param>
/// <param name="width">The number of rows: some vectors.</param>
internal readonly ref struct ColumnBlock<T>(
    ref T x, ref T y, ref T z, ref T beside, ref T numbers, nint stride, int length, int width)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many numbers can be found for each row.</summary>
    public const int MostNumbers = 10;

    private readonly ref T _beside = ref beside;
    private readonly ref T _numbers = ref numbers;

    /// <summary>The first elements of the first input.</summary>
    public readonly ref T X = ref x;

    /// <summary>Those of the second.</summary>
    public readonly ref T Y = ref y;

    /// <summary>The first results.</summary>
    public readonly ref T Z = ref z;

    /// <summary>How far the elements of a row are apart.</summary>
    public readonly nint Stride = stride;

    /// <summary>The number of elements of each row.</summary>
    public readonly int Length = length;

    /// <summary>The number of rows.</summary>
    public readonly int Width = width;

    /// <summary>The same rows with the second input first.</summary>
    public ColumnBlock<T> Turned => new(ref Y, ref X, ref Z, ref _beside, ref _numbers, Stride, Length, Width);

    /// <summary>The first of every so many elements of each row.</summary>
    public ColumnBlock<T> Each(int step) =>
        new(ref X, ref Y, ref Z, ref _beside, ref _numbers, Stride * step, (Length + step - 1) / step, Width);

    /// <summary>A number that is given for each of the rows from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Beside<V>(int number, nint row)
        where V : struct, IVector<V, T> => V.Load(ref _beside, (number * Stride) + row);

    /// <summary>A number that was found for each of the rows from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Number<V>(int number, nint row)
        where V : struct, IVector<V, T> => V.Load(ref _numbers, ((nint)number * Width) + row);

    /// <summary>Keeps a number for each of the rows from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<V>(int number, nint row, V value)
        where V : struct, IVector<V, T> => value.Store(ref _numbers, ((nint)number * Width) + row);

    /// <summary>A number that is given for one row.</summary>
    public T BesideOf(int number, nint row) => Unsafe.Add(ref _beside, (number * Stride) + row);

    /// <summary>A number that was found for one row.</summary>
    public ref T NumberOf(int number, nint row) => ref Unsafe.Add(ref _numbers, ((nint)number * Width) + row);

    /// <summary>An element of a row.</summary>
    public ref T ElementOf(ref T first, int index, nint row) => ref Unsafe.Add(ref first, (index * Stride) + row);

    /// <summary>Keeps the same number for all rows.</summary>
    public void Keep<V>(int number, V value)
        where V : struct, IVector<V, T>
    {
        for (nint row = 0; row < Width; row += V.Count)
        {
            Keep(number, row, value);
        }
    }
}

/// <summary>
/// What is done with each element of rows that are seen as columns, one after the other, as many rows at once as a vector has elements.
/// </summary>
internal interface IColumnPass<TSelf, T, V>
    where TSelf : struct, IColumnPass<TSelf, T, V>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
{
    /// <summary>Begins with the next stretch of the rows from one on.</summary>
    static abstract TSelf Begin(in ColumnBlock<T> columns, nint row);

    /// <summary>Takes the elements at an index.</summary>
    void Take(ref T x, ref T y, ref T z, nint i);

    /// <summary>Ends a stretch.</summary>
    void End(in ColumnBlock<T> columns, nint row);
}

/// <summary>Runs passes over rows that are seen as columns.</summary>
/// <remarks>
/// A stretch of all rows after the other: so memory is read and written about in its order, however far the elements of a row are apart.
/// The digits do not depend on how many elements of a row are taken at once.
/// What is added up is added up in order within a stretch, then over the stretches (<see cref="ColumnSum"/>).
/// </remarks>
internal static class ColumnPass
{
    // So many bytes of a stretch stay in the nearest cache, wherever they are.
    private const int NearBytes = 1 << 14;

    // Of three arrays, so many elements of each row find room there if the rows are a power of 2 apart.
    private const int Together = 4;

    /// <summary>Runs a pass.</summary>
    /// <param name="columns">The rows.</param>
    /// <param name="stretch">How many elements of each row make a stretch.</param>
    /// <param name="descending">
    /// Whether it begins with the last elements: what was read last is read first, while it is in the cache.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<T, V, TPass>(in ColumnBlock<T> columns, int stretch, bool descending = false)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TPass : struct, IColumnPass<TPass, T, V>
    {
        if (columns.Width * (nint)Math.Min(stretch, columns.Length) * Unsafe.SizeOf<T>() > NearBytes)
        {
            RunAlong<T, V, TPass>(columns, stretch, descending);
            return;
        }

        ref var x = ref columns.X;
        ref var y = ref columns.Y;
        ref var z = ref columns.Z;
        var step = descending ? -columns.Stride : columns.Stride;
        var first = descending ? (columns.Length - 1) * columns.Stride : 0;
        for (var start = 0; start < columns.Length; start += stretch)
        {
            var count = (nint)Math.Min(stretch, columns.Length - start);
            for (nint row = 0; row < columns.Width; row += V.Count)
            {
                var pass = TPass.Begin(columns, row);
                var i = first + (start * step) + row;
                for (var end = i + (count * step); i != end; i += step)
                {
                    pass.Take(ref x, ref y, ref z, i);
                }

                pass.End(columns, row);
            }
        }
    }

    // A few elements of all rows after the others: rows far apart may share their places in the cache, where few find room, so that what
    // lies side by side there is read at once. What is found goes by way of memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunAlong<T, V, TPass>(in ColumnBlock<T> columns, int stretch, bool descending)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TPass : struct, IColumnPass<TPass, T, V>
    {
        ref var x = ref columns.X;
        ref var y = ref columns.Y;
        ref var z = ref columns.Z;
        var room = default(Passes<TPass>);
        ref var passes = ref Unsafe.As<Passes<TPass>, TPass>(ref room);
        var step = descending ? -columns.Stride : columns.Stride;
        var first = descending ? (columns.Length - 1) * columns.Stride : 0;
        for (var start = 0; start < columns.Length; start += stretch)
        {
            var count = Math.Min(stretch, columns.Length - start);
            for (nint left = 0; left < columns.Width; left += Passes<TPass>.Count * V.Count)
            {
                var right = Math.Min(left + (Passes<TPass>.Count * V.Count), columns.Width);
                nint k = 0;
                for (var row = left; row < right; row += V.Count)
                {
                    Unsafe.Add(ref passes, k++) = TPass.Begin(columns, row);
                }

                for (var done = 0; done < count; done += Together)
                {
                    var from = first + ((start + done) * step);
                    var length = Math.Min(Together, count - done) * step;
                    k = 0;
                    for (var row = left; row < right; row += V.Count)
                    {
                        var pass = Unsafe.Add(ref passes, k);
                        var i = from + row;
                        for (var end = i + length; i != end; i += step)
                        {
                            pass.Take(ref x, ref y, ref z, i);
                        }

                        Unsafe.Add(ref passes, k++) = pass;
                    }
                }

                k = 0;
                for (var row = left; row < right; row += V.Count)
                {
                    Unsafe.Add(ref passes, k++).End(columns, row);
                }
            }
        }
    }

    /// <summary>Room for as many passes side by side.</summary>
    [InlineArray(Count)]
    private struct Passes<TPass>
        where TPass : struct
    {
        public const int Count = 64;
        private TPass _first;
    }
}
