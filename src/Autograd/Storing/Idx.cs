using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Reads the IDX files that MNIST and the data sets like it come in, packed by gzip or not.</summary>
/// <remarks>
/// A file is two zeros, the element type, the number of axes, the lengths of the axes (32 bits, highest byte first), and the elements. All
/// six types are read: unsigned and signed bytes, integers of 16 and 32 bits, and floating-point numbers of 32 and 64. Of a packed file,
/// bytes are counted in what is unpacked; one that becomes more than 64 MB and than 100 times its size is refused.
/// </remarks>
public static class Idx
{
    /// <summary>Reads an array: the images of MNIST have shape (count, 28, 28) and pixels from 0 to 255.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">
    /// The file is damaged, or holds a number that the element type that is asked for cannot hold.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static NdArray<T> Load<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = ByteSource.Open(path);
        return Load<T>(stream);
    }

    /// <summary>Reads an array from a stream, which has to end where it does.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="ArrayFileException">
    /// The bytes are damaged, or hold a number that the element type that is asked for cannot hold.
    /// </exception>
    public static NdArray<T> Load<T>(Stream stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (source, shape, type) = ReadHeader(stream);
        return ReadElements<T>(source, shape, type);
    }

    /// <summary>Reads a vector of labels: 0, 1, 2...</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">The file is damaged, or no vector of integers.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IntList LoadLabels(string path)
    {
        using var stream = ByteSource.Open(path);
        return LoadLabels(stream);
    }

    /// <summary>Reads a vector of labels from a stream, which has to end where it does.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="ArrayFileException">The bytes are damaged, or no vector of integers.</exception>
    public static IntList LoadLabels(Stream stream)
    {
        var (source, shape, type) = ReadHeader(stream);
        if (shape.Rank != 1 || type is ElementType.Float32 or ElementType.Float64)
        {
            throw source.Error(2, $"labels are a vector of integers, and this is an array of shape {shape} and type {type}");
        }

        var numbers = ReadElements<double>(source, shape, type);
        var labels = new int[numbers.Size];
        TensorPrimitives.ConvertTruncating(numbers.Span, labels);
        return IntList.Wrap(labels);
    }

    private static (ByteSource Source, Shape Shape, ElementType Type) ReadHeader(Stream stream)
    {
        var source = ByteSource.OfData(stream);
        Span<byte> first = stackalloc byte[4];
        source.Read(first, "the header");
        if (first[0] != 0 || first[1] != 0 || TypeOf(first[2]) is not { } type)
        {
            throw source.Error(0, "this is no IDX file, which begins with two zeros and the number of an element type, 8 to 14");
        }

        var lengths = new long[first[3]];
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (ref var length in lengths.AsSpan())
        {
            source.Read(bytes, "the header");
            length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        }

        return (source, Elements.Shape(source, first.Length, "the shape of the array", lengths), type);
    }

    private static NdArray<T> ReadElements<T>(ByteSource source, Shape shape, ElementType type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var array = Elements.Read<T>(source, "the array", shape, type, isBigEndian: true);
        source.RequireEnd("the array");
        return array;
    }

    private static ElementType? TypeOf(byte number) => number switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };
}
