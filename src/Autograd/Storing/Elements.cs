using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace Autograd;

/// <summary>The elements of an array as bytes.</summary>
internal static class Elements
{
    /// <summary>The most axes that an array in a file may have, as in NumPy.</summary>
    public const int MostAxes = 64;

    // What is allocated before the bytes are there; it is a whole number of elements.
    private const int FirstBytes = 32 << 20;

    private const int ChunkBytes = 1 << 16;

    /// <summary>The shape of an array in a file.</summary>
    /// <exception cref="ArrayFileException">A length is negative, or the array has more axes or elements than one can have.</exception>
    public static Shape Shape(ByteSource source, long position, string what, IReadOnlyList<long> lengths)
    {
        if (lengths.Count > MostAxes)
        {
            throw source.Error(position, Invariant($"{what} has {lengths.Count} axes; at most {MostAxes} are read"));
        }

        var size = 1L;
        foreach (var length in lengths)
        {
            if (length is < 0 or > int.MaxValue)
            {
                throw source.Error(position, Invariant($"{what} has an axis of length {length}"));
            }

            size = Math.Min(size, Array.MaxLength + 1L) * length;
        }

        return size <= Array.MaxLength
            ? new Shape([.. lengths.Select(length => (int)length)])
            : throw source.Error(position,
                Invariant($"{what}, ({string.Join(", ", lengths)}), has more than {Array.MaxLength} elements"));
    }

    /// <summary>Reads elements and converts them.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="what">What messages call the array.</param>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="type">How its elements are written.</param>
    /// <param name="isBigEndian">Whether the first byte of an element is the highest.</param>
    /// <exception cref="ArrayFileException">The bytes end before, or the element type cannot hold a number.</exception>
    public static NdArray<T> Read<T>(ByteSource source, string what, Shape shape, ElementType type, bool isBigEndian = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = shape.Size;
        var size = type.Size();
        RequireThere(source, what, (long)count * size);
        if (count == 1)
        {
            T single = default;
            Fill(source, what, type, isBigEndian, MemoryMarshal.CreateSpan(ref single, 1));
            return new NdArray<T>(single).WithShape(shape);
        }

        // Where nobody knows how many bytes will come, memory is taken as they do: a file that claims much gets none for it.
        var elements = GC.AllocateUninitializedArray<T>(source.Remaining is null ? Math.Min(count, FirstBytes / Math.Max(size, 8)) : count);
        for (var filled = 0; filled < count;)
        {
            if (filled == elements.Length)
            {
                Array.Resize(ref elements, (int)Math.Min(count, 2L * filled));
            }

            Fill(source, what, type, isBigEndian, elements.AsSpan(filled));
            filled = elements.Length;
        }

        return NdArray.Wrap(shape, elements);
    }

    /// <summary>Reads integers of 32 bits.</summary>
    /// <exception cref="ArrayFileException">The bytes end before.</exception>
    public static void Read(ByteSource source, string what, Span<int> elements)
    {
        RequireThere(source, what, elements.Length * (long)sizeof(int));
        foreach (ref var element in elements)
        {
            source.Read(MemoryMarshal.AsBytes(new Span<int>(ref element)), what);
            element = BitConverter.IsLittleEndian ? element : BinaryPrimitives.ReverseEndianness(element);
        }
    }

    /// <summary>Writes elements as they are, the lowest byte first.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        var reversed = BitConverter.IsLittleEndian ? [] : new byte[ChunkBytes];
        while (!elements.IsEmpty)
        {
            var chunk = elements[..Math.Min(elements.Length, ChunkBytes / size)];
            elements = elements[chunk.Length..];
            var bytes = MemoryMarshal.AsBytes(chunk);
            if (!BitConverter.IsLittleEndian)
            {
                bytes.CopyTo(reversed);
                Reverse(reversed.AsSpan(0, bytes.Length), size);
                bytes = reversed.AsSpan(0, bytes.Length);
            }

            stream.Write(bytes);
        }
    }

    private static void RequireThere(ByteSource source, string what, long bytes)
    {
        if (source.Remaining < bytes)
        {
            throw source.Error(source.Position + source.Remaining.Value,
                Invariant($"{what} is cut off: it has {bytes} bytes from byte {source.Position} on, and the bytes end here"));
        }
    }

    private static void Fill<T>(ByteSource source, string what, ElementType type, bool isBigEndian, Span<T> elements)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var size = type.Size();
        var isTurned = size > 1 && isBigEndian == BitConverter.IsLittleEndian;
        var isSame = type == ElementTypes.Of<T>();
        var buffer = isSame ? [] : new byte[(int)Math.Min(ChunkBytes, (long)elements.Length * size)];
        while (!elements.IsEmpty)
        {
            var chunk = elements[..Math.Min(elements.Length, ChunkBytes / size)];
            elements = elements[chunk.Length..];
            var start = source.Position;
            var bytes = isSame ? MemoryMarshal.AsBytes(chunk) : buffer.AsSpan(0, chunk.Length * size);
            source.Read(bytes, what);
            if (isTurned)
            {
                Reverse(bytes, size);
            }

            if (!isSame && Convert(type, bytes, chunk) is >= 0 and var wrong)
            {
                throw source.Error(start + ((long)wrong * size), type == ElementType.Bool
                    ? $"{what} has a truth value that is neither 0 nor 1"
                    : $"{what} has a number that {typeof(T).Name} cannot hold");
            }
        }
    }

    // Returns the first element that the type cannot hold, or -1.
    private static int Convert<T>(ElementType type, ReadOnlySpan<byte> bytes, Span<T> elements)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (type)
        {
            case ElementType.Bool:
                Cast<byte, T>(bytes, elements);
                return bytes.IndexOfAnyExceptInRange((byte)0, (byte)1);
            case ElementType.UInt8:
                return Cast<byte, T>(bytes, elements);
            case ElementType.Int8:
                return Cast<sbyte, T>(bytes, elements);
            case ElementType.UInt16:
                return Cast<ushort, T>(bytes, elements);
            case ElementType.Int16:
                return Cast<short, T>(bytes, elements);
            case ElementType.UInt32:
                return CastExactly<uint, T>(bytes, elements);
            case ElementType.Int32:
                return CastExactly<int, T>(bytes, elements);
            case ElementType.UInt64:
                return CastExactly<ulong, T>(bytes, elements);
            case ElementType.Int64:
                return CastExactly<long, T>(bytes, elements);
            case ElementType.Float16:
                return Cast<Half, T>(bytes, elements);
            case ElementType.BFloat16:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < halves.Length; i++)
                {
                    elements[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)halves[i] << 16));
                }

                return -1;
            case ElementType.Float32:
                return Cast<float, T>(bytes, elements);
            default:
                Cast<double, T>(bytes, elements);
                var numbers = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < numbers.Length; i++)
                {
                    if (double.IsFinite(numbers[i]) && !T.IsFinite(elements[i]))
                    {
                        return i;
                    }
                }

                return -1;
        }
    }

    private static int Cast<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> elements)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        var numbers = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (var i = 0; i < numbers.Length; i++)
        {
            elements[i] = T.CreateTruncating(numbers[i]);
        }

        return -1;
    }

    private static int CastExactly<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> elements)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (var i = 0; i < numbers.Length; i++)
        {
            elements[i] = T.CreateTruncating(numbers[i]);
            if (Int128.CreateTruncating(elements[i]) != Int128.CreateTruncating(numbers[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var words = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
