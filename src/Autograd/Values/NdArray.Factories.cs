using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace Autograd;

/// <summary>Makes arrays.</summary>
public static class NdArray
{
    /// <summary>An array with 0 everywhere.</summary>
    public static NdArray<T> Zeros<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(shape, T.Zero);

    /// <summary>An array with 1 everywhere.</summary>
    public static NdArray<T> Ones<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(shape, T.One);

    /// <summary>An array with one value everywhere.</summary>
    public static NdArray<T> Full<T>(Shape shape, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = NdArray<T>.Unwritten(shape);
        result.Writable.Fill(value);
        return result;
    }

    /// <summary>A vector with a copy of these elements: what a collection expression, <c>[1, 2, 3]</c>, makes.</summary>
    public static NdArray<T> Create<T>(ReadOnlySpan<T> elements)
        where T : unmanaged, IFloatingPointIeee754<T> => new([elements.Length], elements);

    /// <summary>The identity matrix: 1 on the diagonal and 0 elsewhere.</summary>
    /// <param name="order">The number of rows and of columns.</param>
    /// <exception cref="ShapeException">The order is negative.</exception>
    public static NdArray<T> Eye<T>(int order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = Zeros<T>([order, order]);
        for (var i = 0; i < order; i++)
        {
            result.Writable[i * (order + 1)] = T.One;
        }

        return result;
    }

    /// <summary>The numbers 0, 1, ... below an end.</summary>
    /// <param name="stop">The end, which does not occur.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is not finite.</exception>
    /// <exception cref="ShapeException">There are more numbers than an array holds.</exception>
    public static NdArray<T> Arange<T>(double stop)
        where T : unmanaged, IFloatingPointIeee754<T> => Arange<T>(0, stop);

    /// <summary>Numbers at equal distances, up to an end that does not occur: start + i step.</summary>
    /// <remarks>
    /// As in NumPy there are ceil((stop - start) / step) of them, none if the step leads away from the end. Where a step is rounded, as
    /// 0.1 is, that count may be one more than expected: <see cref="Linspace"/> is told the count.
    /// </remarks>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The end, which does not occur.</param>
    /// <param name="step">The distance; a negative one counts down.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0, or a number is not finite.</exception>
    /// <exception cref="ShapeException">There are more numbers than an array holds.</exception>
    public static NdArray<T> Arange<T>(double start, double stop, double step = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireFinite(start, nameof(start));
        RequireFinite(stop, nameof(stop));
        RequireFinite(step, nameof(step));
        if (step == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "Arange: step 0 leads nowhere; give one above or below 0.");
        }

        var count = Math.Max(0, Math.Ceiling((stop - start) / step));
        return count <= Array.MaxLength
            ? Line<T>((int)count, i => start + (i * step))
            : throw new ShapeException(Invariant($"Arange: from {start} to {stop} by {step} is more than an array holds."));
    }

    /// <summary>
    /// A number of equal steps from a start to an end that both occur, exactly: start + i (stop - start) / (count - 1).
    /// </summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number.</param>
    /// <param name="count">How many there are; a single one is the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">The start or the end is not finite.</exception>
    /// <exception cref="ShapeException">The count is negative.</exception>
    public static NdArray<T> Linspace<T>(double start, double stop, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireFinite(start, nameof(start));
        RequireFinite(stop, nameof(stop));

        // The multiplication comes first: 3 (1 - 0) / 10 is 0.3, and 3 times 0.1 is not.
        var last = count - 1;
        var isFar = !double.IsFinite(last * (stop - start));
        return Line<T>(count, i => i == 0 ? start : i == last ? stop
            : isFar ? (start * (1 - ((double)i / last))) + (stop * ((double)i / last)) : start + (i * (stop - start) / last));
    }

    /// <summary>An array whose elements are made one after another, in row-major order.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="next">Gives the next element.</param>
    public static NdArray<T> Generate<T>(Shape shape, Func<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(next);
        var result = NdArray<T>.Unwritten(shape);
        foreach (ref var element in result.Writable)
        {
            element = next();
        }

        return result;
    }

    /// <summary>An array over an existing buffer, without a copy: whoever writes to the buffer later changes the array.</summary>
    /// <exception cref="ShapeException">The length of the buffer is not the size of the shape.</exception>
    public static NdArray<T> Wrap<T>(Shape shape, T[] buffer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return NdArray<T>.Wrap(shape, buffer);
    }

    /// <summary>The same elements in another type, rounded to it.</summary>
    internal static NdArray<TTo> Convert<TFrom, TTo>(NdArray<TFrom> array)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var result = NdArray<TTo>.Unwritten(array.Shape);
        TensorPrimitives.ConvertTruncating(array.Span, result.Writable);
        return result;
    }

    /// <summary>A copy of a rectangular array of any rank: <c>double[]</c>, <c>double[,]</c>, <c>double[,,]</c>...</summary>
    /// <exception cref="ArgumentException">The array's elements are not of type <typeparamref name="T"/>.</exception>
    public static NdArray<T> FromArray<T>(Array array)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.GetType().GetElementType() != typeof(T))
        {
            throw new ArgumentException(
                $"FromArray: the elements are {array.GetType().GetElementType()?.Name}, not {typeof(T).Name}; "
                + "of an array of rows use FromRows.",
                nameof(array));
        }

        var lengths = new int[array.Rank];
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = array.GetLength(axis);
        }

        ref var first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array));
        return new NdArray<T>(new Shape(lengths), MemoryMarshal.CreateReadOnlySpan(ref first, array.Length));
    }

    private static NdArray<T> Line<T>(int count, Func<int, double> at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        return Generate([count], () => T.CreateChecked(at(i++)));
    }

    private static void RequireFinite(double number, string argument, [CallerMemberName] string operation = "")
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(argument, number,
                Invariant($"{operation}: {argument} is {number}; it must be a finite number."));
        }
    }

    /// <summary>A copy of an array of rows, as a matrix.</summary>
    /// <exception cref="ShapeException">The rows differ in length.</exception>
    public static NdArray<T> FromRows<T>(params ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = rows.IsEmpty ? 0 : rows[0]?.Length ?? 0;
        var result = NdArray<T>.Unwritten([rows.Length, columns]);
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row] is null)
            {
                throw new ArgumentNullException(nameof(rows), $"FromRows: row {row} is null.");
            }

            if (rows[row].Length != columns)
            {
                throw new ShapeException(
                    $"FromRows: row {row} has {rows[row].Length} elements and row 0 has {columns}; all rows must have the same length.");
            }

            rows[row].CopyTo(result.Writable[(row * columns)..]);
        }

        return result;
    }
}
