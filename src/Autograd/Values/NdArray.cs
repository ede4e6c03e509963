using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>A dense array of any rank: a <see cref="Autograd.Shape"/> and its elements in row-major order.</summary>
/// <remarks>
/// A small value that shares its elements when it is assigned; a single element is stored in place, without a buffer. The default value is
/// the scalar 0. Elements can be read, not written, so an array does not change, with three exceptions: the value of a
/// <see cref="Parameter{T}"/>, which is updated in place, that of a replay's result, which each run writes, and an array that wraps a
/// buffer of yours. <see cref="Copy"/> makes one that shares nothing. A constant made of the value of a parameter or a result
/// (<see cref="Node.Constant{T}(NdArray{T})"/>) holds a copy.
/// Written as a number, as a collection expression, <c>[1, 2, 3]</c>, or as a C# array, <c>new double[,] { { 1, 2 } }</c>.
/// </remarks>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
[CollectionBuilder(typeof(NdArray), nameof(NdArray.Create))]
public readonly partial struct NdArray<T> : IEquatable<NdArray<T>>, IFormattable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[]? _buffer;

    // The element of an array without a buffer. Beside a buffer it is no element but says whose the buffer is, which takes no room of its
    // own and goes along to another shape: 1, a parameter's, a state's or a replay's, which writes to it; -1, -2 ... in slot 0, 1 ... of
    // its maker.
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
                throw new ShapeException(
                    $"Index {new IntList(index)} has {index.Length} positions, but shape {Shape} has {Shape.Rank} axes; "
                    + "give one for each.");
            }

            var offset = 0;
            for (var axis = 0; axis < index.Length; axis++)
            {
                if ((uint)index[axis] >= (uint)Shape[axis])
                {
                    var positions = Shape[axis] == 0 ? "no positions" : $"positions 0 to {Shape[axis] - 1}";
                    throw new ArgumentOutOfRangeException(
                        nameof(index),
                        index[axis],
                        $"Index {new IntList(index)} is outside shape {Shape}: axis {axis} has {positions}.");
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

    /// <summary>An enumerator over the elements in row-major order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

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

    /// <summary>The shape and the elements, nested by axis; long ones shortened.</summary>
    public override string ToString() => NdArrayText.Full(this);

    /// <summary>The shape and the elements, each number in a format: <c>$"{x:F3}"</c>; of a scalar the number alone.</summary>
    /// <param name="format">A format of numbers; null or empty for five digits in the invariant culture.</param>
    /// <param name="formatProvider">How numbers are written; null for the current culture.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : NdArrayText.Full(this, format, formatProvider);

    /// <summary>An array whose elements are written before anyone reads them.</summary>
    internal static NdArray<T> Unwritten(Shape shape) => Unwritten(shape, shape.Size);

    /// <inheritdoc cref="Unwritten(Shape)"/>
    /// <param name="shape">The shape.</param>
    /// <param name="size">Its size.</param>
    internal static NdArray<T> Unwritten(Shape shape, int size) =>
        new(shape, size == 1 ? null : GC.AllocateUninitializedArray<T>(size), default);

    /// <summary>
    /// A copy for a parameter or a state, which will write to it: whoever keeps the elements longer asks <see cref="Detached"/>.
    /// </summary>
    internal NdArray<T> Owned() => Copy().Live();

    /// <summary>This array, marked as one that its owner will write to.</summary>
    internal NdArray<T> Live() => _buffer is null ? this : new NdArray<T>(Shape, _buffer, T.One);

    /// <summary>The elements as they are now, whatever their owner does later: a copy if they have one, else this array.</summary>
    internal NdArray<T> Detached() => _buffer is not null && _single > T.Zero ? Copy() : this;

    /// <summary>A shape whose elements are not there yet.</summary>
    internal static NdArray<T> WithoutElements(Shape shape) => new(shape, [], default);

    /// <summary>An array over a buffer, without a copy.</summary>
    internal static NdArray<T> Wrap(Shape shape, T[] buffer)
    {
        RequireSize(shape, buffer.Length);
        return new NdArray<T>(shape, buffer, default);
    }

    /// <summary>An array over a buffer of its size that whoever made it knows by a number, at most 2^24.</summary>
    internal static NdArray<T> InSlot(Shape shape, T[] buffer, int slot) => new(shape, buffer, T.CreateTruncating(-1 - slot));

    /// <summary>The number that the buffer was given with <see cref="InSlot"/>; -1 if none.</summary>
    internal int Slot => _buffer is not null && _single < T.Zero ? -1 - int.CreateTruncating(_single) : -1;

    /// <summary>The elements, to be written by whoever made the array, before it is shared.</summary>
    [UnscopedRef]
    internal Span<T> Writable => _buffer is null ? new Span<T>(ref Unsafe.AsRef(in _single)) : _buffer;

    /// <summary>The array that holds the elements; null for a single element, which needs none.</summary>
    internal T[]? Buffer => _buffer;

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
}
