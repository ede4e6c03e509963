using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;

namespace Autograd;

/// <summary>A dense array of any rank: a <see cref="Autograd.Shape"/> and its elements in row-major order.</summary>
/// <remarks>
/// A small value that shares its elements when it is assigned; a single element is stored in place, without a buffer. The default value is
/// the scalar 0. Elements can be read, not written, so an array does not change, with two exceptions: the value of a <see cref="Parameter{T}"/>,
/// which is updated in place, and an array that wraps a buffer of yours. <see cref="Copy"/> makes one that shares nothing.
/// </remarks>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly struct NdArray<T> : IEquatable<NdArray<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[]? _buffer;
    private readonly T _single;

    /// <summary>A scalar.</summary>
    public NdArray(T scalar) => _single = scalar;

    /// <summary>An array of a shape with a copy of these elements, in row-major order.</summary>
    /// <exception cref="ShapeException">The number of elements is not the size of the shape.</exception>
    public NdArray(Shape shape, params ReadOnlySpan<T> elements)
    {
        RequireSize(shape, elements.Length);
        Shape = shape;
        if (elements.Length == 1)
        {
            _single = elements[0];
        }
        else
        {
            _buffer = elements.ToArray();
        }
    }

    private NdArray(Shape shape, T[]? buffer, T single)
    {
        Shape = shape;
        _buffer = buffer;
        _single = single;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Size => _buffer is null ? 1 : _buffer.Length;

    /// <summary>The elements in row-major order, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<T> Span => _buffer is null ? new ReadOnlySpan<T>(in _single) : _buffer;

    /// <summary>The elements with their shape, without a copy; of a scalar, a vector of its one element.</summary>
    [UnscopedRef]
    public ReadOnlyTensorSpan<T> TensorSpan
    {
        get
        {
            // A tensor span of rank 0 is an empty one, so a scalar is shown as a vector of one element.
            Span<nint> lengths = stackalloc nint[Math.Max(Shape.Rank, 1)];
            lengths[0] = 1;
            for (var axis = 0; axis < Shape.Rank; axis++)
            {
                lengths[axis] = Shape[axis];
            }

            return new ReadOnlyTensorSpan<T>(Span, lengths);
        }
    }

    /// <summary>The one element of an array of size 1, of any rank.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public T Scalar => Size == 1
        ? Span[0]
        : throw new ShapeException($"Scalar: shape {Shape} has {Size} elements, not one; give an index or reduce it first.");

    /// <summary>The element at an index with one position for each axis.</summary>
    /// <exception cref="ShapeException">The number of positions is not the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside its axis.</exception>
    public T this[params ReadOnlySpan<int> index]
    {
        get
        {
            if (index.Length != Shape.Rank)
            {
                throw new ShapeException($"Index {new IntList(index)} has {index.Length} positions, but shape {Shape} has {Shape.Rank} axes; give one for each.");
            }

            var offset = 0;
            for (var axis = 0; axis < index.Length; axis++)
            {
                if ((uint)index[axis] >= (uint)Shape[axis])
                {
                    throw new ArgumentOutOfRangeException(nameof(index), index[axis],
                        $"Index {new IntList(index)} is outside shape {Shape}: axis {axis} has {(Shape[axis] == 0 ? "no positions" : $"positions 0 to {Shape[axis] - 1}")}.");
                }

                offset = (offset * Shape[axis]) + index[axis];
            }

            return Span[offset];
        }
    }

    /// <summary>The scalar itself as an array of rank 0.</summary>
    public static implicit operator NdArray<T>(T scalar) => new(scalar);

    /// <summary>A copy of a vector, rank 1.</summary>
    public static implicit operator NdArray<T>(T[] vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new([vector.Length], vector.AsSpan());
    }

    /// <summary>A copy of a matrix, rank 2.</summary>
    public static implicit operator NdArray<T>(T[,] matrix) => NdArray.FromArray<T>(matrix);

    /// <summary>A copy of a MathNet matrix, rank 2.</summary>
    public static implicit operator NdArray<T>(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new([matrix.RowCount, matrix.ColumnCount], matrix.ToRowMajorArray().AsSpan());
    }

    /// <summary>A copy of a MathNet vector, rank 1.</summary>
    public static implicit operator NdArray<T>(MathNet.Numerics.LinearAlgebra.Vector<T> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new([vector.Count], vector.ToArray().AsSpan());
    }

    /// <summary>Whether both arrays have the same shape and equal elements.</summary>
    public static bool operator ==(NdArray<T> left, NdArray<T> right) => left.Equals(right);

    /// <summary>Whether the arrays differ in shape or in an element.</summary>
    public static bool operator !=(NdArray<T> left, NdArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(NdArray<T> other) => Shape == other.Shape && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NdArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Size == 0 ? Shape.GetHashCode() : HashCode.Combine(Shape, Span[0], Span[^1]);

    /// <summary>The same elements in a buffer of their own.</summary>
    public NdArray<T> Copy() => new(Shape, Span);

    /// <summary>The same elements in another shape of the same size, without a copy of a buffer.</summary>
    /// <exception cref="ShapeException">The sizes differ.</exception>
    public NdArray<T> WithShape(Shape shape)
    {
        RequireSize(shape, Size);
        return new NdArray<T>(shape, _buffer, _single);
    }

    /// <summary>The elements as a new one-dimensional array in row-major order.</summary>
    public T[] ToArray() => Span.ToArray();

    /// <summary>A matrix as a new rectangular array.</summary>
    /// <exception cref="ShapeException">The rank is not 2.</exception>
    public T[,] ToArray2D()
    {
        RequireRank(2, nameof(ToArray2D));
        var result = new T[Shape[0], Shape[1]];
        Span.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result)), result.Length));
        return result;
    }

    /// <summary>A matrix as a new array of its rows.</summary>
    /// <exception cref="ShapeException">The rank is not 2.</exception>
    public T[][] ToRows()
    {
        RequireRank(2, nameof(ToRows));
        var rows = new T[Shape[0]][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = Span.Slice(row * Shape[1], Shape[1]).ToArray();
        }

        return rows;
    }

    /// <summary>A matrix as a new MathNet matrix.</summary>
    /// <exception cref="ShapeException">The rank is not 2, or an axis is empty, which MathNet does not allow.</exception>
    public Matrix<T> ToMatrix()
    {
        RequireRank(2, nameof(ToMatrix));
        RequireElements(nameof(ToMatrix));
        return Matrix<T>.Build.DenseOfRowMajor(Shape[0], Shape[1], ToArray());
    }

    /// <summary>A vector as a new MathNet vector.</summary>
    /// <exception cref="ShapeException">The rank is not 1, or it is empty, which MathNet does not allow.</exception>
    public MathNet.Numerics.LinearAlgebra.Vector<T> ToVector()
    {
        RequireRank(1, nameof(ToVector));
        RequireElements(nameof(ToVector));
        return MathNet.Numerics.LinearAlgebra.Vector<T>.Build.Dense(ToArray());
    }

    /// <summary>The shape and the elements, nested by axis; long ones shortened.</summary>
    public override string ToString() => NdArrayText.Full(this);

    /// <summary>An array whose elements are written before anyone reads them.</summary>
    internal static NdArray<T> Unwritten(Shape shape)
    {
        var size = shape.Size;
        return new NdArray<T>(shape, size == 1 ? null : GC.AllocateUninitializedArray<T>(size), default);
    }

    /// <summary>A shape whose elements are gone.</summary>
    internal static NdArray<T> WithoutElements(Shape shape) => new(shape, [], default);

    /// <summary>The elements to write; only whoever made the array may, before it is shared.</summary>
    [UnscopedRef]
    internal Span<T> Writable => _buffer is null ? new Span<T>(ref Unsafe.AsRef(in _single)) : _buffer;

    internal static NdArray<T> Over(T[] buffer) => new([buffer.Length], buffer, default);

    private static void RequireSize(Shape shape, int count)
    {
        if (shape.Size != count)
        {
            throw new ShapeException($"NdArray: {count} elements do not fill shape {shape}, which has {shape.Size}.");
        }
    }

    private void RequireRank(int rank, string operation)
    {
        if (Shape.Rank != rank)
        {
            throw new ShapeException($"{operation}: shape {Shape} has rank {Shape.Rank}, not {rank}; reshape it first.");
        }
    }

    private void RequireElements(string operation)
    {
        if (Size == 0)
        {
            throw new ShapeException($"{operation}: shape {Shape} has no elements, and MathNet has no empty matrices or vectors.");
        }
    }
}

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

    /// <summary>An array of a shape over an existing buffer, without a copy: whoever writes to the buffer later changes the array.</summary>
    /// <exception cref="ShapeException">The length of the buffer is not the size of the shape.</exception>
    public static NdArray<T> Wrap<T>(Shape shape, T[] buffer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return NdArray<T>.Over(buffer).WithShape(shape);
    }

    internal static NdArray<TTo> Converted<TFrom, TTo>(NdArray<TFrom> array)
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
                $"FromArray: the elements are {array.GetType().GetElementType()?.Name}, not {typeof(T).Name}; of an array of rows use FromRows.", nameof(array));
        }

        var lengths = new int[array.Rank];
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = array.GetLength(axis);
        }

        var elements = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return new NdArray<T>(new Shape(lengths), elements);
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
                throw new ShapeException($"FromRows: row {row} has {rows[row].Length} elements and row 0 has {columns}; all rows must have the same length.");
            }

            rows[row].CopyTo(result.Writable[(row * columns)..]);
        }

        return result;
    }
}
