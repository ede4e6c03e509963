using System.IO.Compression;
using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Reads and writes NumPy's npz files: zip archives of named arrays.</summary>
/// <remarks>
/// <para>Read is what <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write: elements of the types float16, float32, float64,
/// integers of all lengths and bool, in both orders of bytes and of axes, in the type that is asked for. What it holds exactly stays as it
/// is, bit for bit; float64 as <see cref="float"/> is rounded to it. A number that is too large for it, and an integer that would be
/// rounded, are refused; so are other element types (objects, texts, complex numbers, records), by name. The checks (CRC-32) of the archive
/// are made, and a packed array that becomes more than 64 MB and than 100 times its size is refused. An array whose first index runs
/// fastest takes twice its size while it is read.</para>
/// <para>What is written has the element type of the arrays and is not packed, and the same arrays make the same bytes. The names may have
/// dots and slashes; <c>numpy.load(path)[name]</c> is the array.</para>
/// </remarks>
public static class Npz
{
    private const string Extension = ".npy";

    // The earliest time that an archive can name: the same arrays make the same bytes whenever they are written.
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the arrays of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays by name, in the order of the file.</returns>
    /// <exception cref="ArrayFileException">The file is damaged, or holds what cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, NdArray<T>> Load<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = ByteSource.Open(path);
        return Load<T>(stream);
    }

    /// <summary>Reads the arrays of an archive in a stream, all of it, whose directory is at its end.</summary>
    /// <param name="stream">The stream, in which it must be possible to seek; it stays open.</param>
    /// <returns>The arrays by name, in the order of the archive.</returns>
    /// <exception cref="ArgumentException">It is not possible to seek in the stream.</exception>
    /// <exception cref="ArrayFileException">The archive is damaged, or holds what cannot be read.</exception>
    public static IReadOnlyDictionary<string, NdArray<T>> Load<T>(Stream stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new ArgumentException(
                "Npz: the directory of an archive is at its end, and it is not possible to seek in this stream; copy it to a file or to "
                + "memory first.", nameof(stream));
        }

        var name = ByteSource.NameOf(stream);
        var arrays = new OrderedDictionary<string, NdArray<T>>(StringComparer.Ordinal);
        foreach (var member in ZipDirectory.Read(stream, name))
        {
            if (!member.Name.EndsWith(Extension, StringComparison.Ordinal))
            {
                throw new ArrayFileException(
                    Invariant($"{name}, byte {member.Header}: {MessageText.Quoted(member.Name)} is no array, whose name would end in ")
                    + $"{Extension}.",
                    member.Header);
            }

            arrays.Add(member.Name[..^Extension.Length], Read<T>(stream, name, member));
        }

        return arrays;
    }

    /// <summary>Writes arrays to a file, which is then there whole: ended at any moment, this leaves the old file or the new one.</summary>
    /// <param name="path">The file; one that is there is replaced. Its bytes are written beside it first, with ".partial" added.</param>
    /// <param name="arrays">The arrays by name; they are written in the order of their names.</param>
    /// <exception cref="ArgumentException">
    /// A name has half of a surrogate pair or a zero character, is too long for an archive, or an array has more than 64 axes.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(string path, IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireWritable(arrays);
        FileReplacement.Write(path, stream => Write(stream, arrays));
    }

    /// <summary>Writes an archive of arrays to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="arrays">The arrays by name; they are written in the order of their names.</param>
    /// <exception cref="ArgumentException">
    /// A name has half of a surrogate pair or a zero character, is too long for an archive, or an array has more than 64 axes.
    /// </exception>
    public static void Save<T>(Stream stream, IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        RequireWritable(arrays);
        Write(stream, arrays);
    }

    private static NdArray<T> Read<T>(Stream archive, string archiveName, ZipMember member)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var label = $"{archiveName}, {MessageText.Quoted(member.Name)}";
        ZipDirectory.Seek(archive, archiveName, member);

        // Packed bytes are unpacked twice, at first to count them: so nothing takes memory for what is not there.
        if (member.IsPacked)
        {
            var packed = new ByteSource(member.Open(archive, label), label);
            if (packed.SkipToEnd() != member.Length)
            {
                throw packed.Error(packed.Position, Invariant($"the packed bytes end here, and the archive says at {member.Length}"));
            }

            ZipDirectory.Seek(archive, archiveName, member);
        }

        var content = member.Open(archive, label);
        var source = new ByteSource(content, label, member.IsPacked ? member.Length : member.PackedLength);
        var header = NpyHeader.Read(source);
        var length = source.Position + ((long)header.Shape.Size * header.Type.Size());
        if (length != member.Length)
        {
            throw source.Error(source.Position, Invariant($"the array ends at byte {length}, and the archive says {member.Length}"));
        }

        var array = header.IsFortranOrder
            ? Turned(Elements.Read<T>(source, "the array", [.. header.Shape.Reverse()], header.Type, header.IsBigEndian))
            : Elements.Read<T>(source, "the array", header.Shape, header.Type, header.IsBigEndian);
        source.RequireEnd("the array");
        return content.Checksum == member.Checksum
            ? array
            : throw source.Error(source.Position, "the check (CRC-32) of these bytes is another one, so they are damaged");
    }

    // The array whose axes are in the opposite order.
    private static NdArray<T> Turned<T>(NdArray<T> array)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Shape shape = [.. array.Shape.Reverse()];
        var strides = new int[shape.Rank];
        var stride = 1;
        for (var axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var result = NdArray<T>.Unwritten(shape);
        StridedView.Read(array.Span, 0, strides, shape.Lengths, result.Writable);
        return result;
    }

    private static void RequireWritable<T>(IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(arrays);
        foreach (var (name, array) in arrays)
        {
            ZipDirectory.RequireName(name + Extension);
            if (array.Shape.Rank > Elements.MostAxes)
            {
                throw new ArgumentException(
                    Invariant($"Npz: {MessageText.Quoted(name)} has {array.Shape.Rank} axes; at most {Elements.MostAxes} can be ")
                    + "written; reshape it.",
                    nameof(arrays));
            }
        }
    }

    private static void Write<T>(Stream stream, IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name + Extension, CompressionLevel.NoCompression);
            entry.LastWriteTime = s_time;
            using var content = entry.Open();
            content.Write(NpyHeader.Bytes(ElementTypes.Of<T>(), array.Shape));
            Elements.Write(content, array.Span);
        }
    }
}
