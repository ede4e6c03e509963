using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Runs scans along an axis.</summary>
/// <remarks>
/// Each step of a scan waits for the one before, so many rows go side by side, one in each element of a vector: neighbors in memory, or,
/// along the last axis, rows that are turned a piece at a time. The rows of a group are the same on any number of cores.
/// </remarks>
internal static class ScanLoop
{
    /// <summary>Scans along an axis.</summary>
    /// <param name="slices">The axis.</param>
    /// <param name="reverse">Whether to start at its end.</param>
    /// <param name="x">The elements.</param>
    /// <param name="y">Those of the second array; of a scan of one array they are not read.</param>
    /// <param name="z">The results.</param>
    /// <param name="cost">What a step costs, in additions of two elements.</param>
    public static void Run<T, TScan>(Slices slices, bool reverse, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, long cost)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TScan : struct, IScan
    {
        var loop = new Loop<T, TScan>(slices, reverse, x, y, z);
        ParallelLoop.Run(loop.Groups, cost * z.Length, loop);
    }

    /// <summary>An iteration is a group of rows.</summary>
    private unsafe ref struct Loop<T, TScan>(Slices slices, bool reverse, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        : IRangeLoop, IVectorLoop<double>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TScan : struct, IScan
    {
        // The elements of a piece of a group, which stays in the nearest cache; of rows that are turned, few are far apart in memory.
        private const int PieceSize = 1024;
        private const int TurnedRows = 16;
        private const int NeighborRows = 128;

        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        /// <summary>The number of groups.</summary>
        public readonly int Groups => IsTurned
            ? (slices.Outer + TurnedRows - 1) / TurnedRows
            : slices.Outer * ((slices.Inner + NeighborRows - 1) / NeighborRows);

        private readonly bool IsTurned => slices.Inner == 1;

        public void Run(int first, int count) =>
            VectorLoop.Run<double, Loop<T, TScan>>(ref this, first, count, IsTurned ? slices.Outer : slices.Inner);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, double>
        {
            var scratch = new Scratch(stackalloc double[(2 * PieceSize) + (2 * NeighborRows)], stackalloc T[PieceSize]);
            fixed (T* from = _x, with = _y, to = _z)
            {
                for (var group = first; group < first + count; group++)
                {
                    var (start, rows) = Rows(group);
                    var second = TScan.IsOfPairs ? with + start : null;
                    ScanGroup<V>(scratch, from + start, second, to + start, rows, (rows + V.Count - 1) / V.Count * V.Count);
                }
            }
        }

        // Where a group begins, and how many rows it has.
        private readonly (nint Start, int Rows) Rows(int group)
        {
            if (IsTurned)
            {
                var row = group * TurnedRows;
                return ((nint)row * slices.Length, Math.Min(TurnedRows, slices.Outer - row));
            }

            var (outer, part) = Math.DivRem(group, (slices.Inner + NeighborRows - 1) / NeighborRows);
            var inner = part * NeighborRows;
            return (((nint)outer * slices.Length * slices.Inner) + inner, Math.Min(NeighborRows, slices.Inner - inner));
        }

        // One piece after the other: (steps, width) in double, the width that of the rows in whole vectors.
        private readonly void ScanGroup<V>(Scratch scratch, T* x, T* y, T* z, int rows, int width)
            where V : struct, IVector<V, double>
        {
            scratch.Carried.Fill(TScan.Start);
            scratch.Lost.Clear();
            var most = PieceSize / width;
            for (var done = 0; done < slices.Length; done += most)
            {
                var steps = Math.Min(most, slices.Length - done);
                var position = reverse ? slices.Length - done - steps : done;
                Read(x, position, steps, rows, width, scratch.X, scratch.Turned);
                if (TScan.IsOfPairs)
                {
                    Read(y, position, steps, rows, width, scratch.Y, scratch.Turned);
                }

                for (var row = 0; row < width; row += V.Count)
                {
                    Scan<V>(scratch, row, width, steps);
                }

                Write(scratch.X, scratch.Turned, z, position, steps, rows, width);
            }
        }

        // As many rows as a vector has elements, over a piece; the results replace x.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Scan<V>(Scratch scratch, int row, int width, int steps)
            where V : struct, IVector<V, double>
        {
            ref var results = ref scratch.X[0];
            ref var second = ref (TScan.IsOfPairs ? ref scratch.Y[0] : ref results);
            var (carried, lost) = (V.Load(ref scratch.Carried[0], row), V.Load(ref scratch.Lost[0], row));
            nint at = reverse ? ((steps - 1) * width) + row : row;
            nint next = reverse ? -width : width;
            for (var step = 0; step < steps; step++, at += next)
            {
                TScan.Next(ref carried, ref lost, V.Load(ref results, at), V.Load(ref second, at)).Store(ref results, at);
            }

            carried.Store(ref scratch.Carried[0], row);
            lost.Store(ref scratch.Lost[0], row);
        }

        private readonly void Read(T* source, int position, int steps, int rows, int width, Span<double> piece, Span<T> turned)
        {
            if (IsTurned)
            {
                fixed (T* target = turned)
                {
                    TransposedCopy.Run(source + position, slices.Length, rows, steps, target, width);
                }

                TensorPrimitives.ConvertTruncating<T, double>(turned[..(steps * width)], piece);
                return;
            }

            for (var step = 0; step < steps; step++)
            {
                var elements = new ReadOnlySpan<T>(source + ((nint)(position + step) * slices.Inner), rows);
                TensorPrimitives.ConvertTruncating(elements, piece[(step * width)..]);
            }
        }

        private readonly void Write(ReadOnlySpan<double> piece, Span<T> turned, T* target, int position, int steps, int rows, int width)
        {
            if (IsTurned)
            {
                TensorPrimitives.ConvertTruncating(piece[..(steps * width)], turned);
                fixed (T* source = turned)
                {
                    TransposedCopy.Run(source, width, steps, rows, target + position, slices.Length);
                }

                return;
            }

            for (var step = 0; step < steps; step++)
            {
                var elements = new Span<T>(target + ((nint)(position + step) * slices.Inner), rows);
                TensorPrimitives.ConvertTruncating(piece.Slice(step * width, rows), elements);
            }
        }

        private readonly ref struct Scratch(Span<double> numbers, Span<T> turned)
        {
            public Span<double> X { get; } = numbers[..PieceSize];

            public Span<double> Y { get; } = numbers.Slice(PieceSize, PieceSize);

            public Span<double> Carried { get; } = numbers.Slice(2 * PieceSize, NeighborRows);

            public Span<double> Lost { get; } = numbers.Slice((2 * PieceSize) + NeighborRows, NeighborRows);

            public Span<T> Turned { get; } = turned;
        }
    }
}
