using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
