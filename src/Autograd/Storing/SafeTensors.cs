using System.Numerics;

namespace Autograd;

/// <summary>Reads and writes safetensors files: named arrays, and texts about them, that Python reads and writes too.</summary>
/// <remarks>
/// <para>A file is 8 bytes that count those of a header, the header (JSON: name, element type, shape and place of each array), and the
/// elements. The format is described at https://github.com/huggingface/safetensors.</para>
/// <para>Read are elements of the types F64, F32, F16, BF16, integers of all lengths and BOOL (0 or 1), in the type that is asked for.
/// What it holds exactly stays as it is, bit for bit; F64 as float is rounded to it. A number that is too large for it, and an integer
/// that would be rounded, are refused; so are other element types (F8, complex numbers), by name.</para>
/// <para>What is written has the element type of the arrays, F32 or F64, and the same arrays make the same bytes.</para>
/// </remarks>
public static class SafeTensors
{
    /// <summary>Reads the arrays of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays by name, in the order of the file.</returns>
    /// <exception cref="ArrayFileException">The file is damaged, or holds what cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, NdArray<T>> Load<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T> => Load<T>(path, out _);

    /// <summary>Reads the arrays of a file, and the texts about them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">The texts by name; none if there are none.</param>
    /// <returns>The arrays by name, in the order of the file.</returns>
    /// <exception cref="ArrayFileException">The file is damaged, or holds what cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, NdArray<T>> Load<T>(string path, out IReadOnlyDictionary<string, string> metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = ByteSource.Open(path);
        return Load<T>(stream, out metadata);
    }

    /// <summary>Reads the arrays from a stream, which has to end where they do, and the texts about them.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="metadata">The texts by name; none if there are none.</param>
    /// <returns>The arrays by name, in the order of the file.</returns>
    /// <exception cref="ArrayFileException">The bytes are damaged, or hold what cannot be read.</exception>
    public static IReadOnlyDictionary<string, NdArray<T>> Load<T>(Stream stream, out IReadOnlyDictionary<string, string> metadata)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        var source = new ByteSource(stream, ByteSource.NameOf(stream));
        var header = SafeTensorsHeader.Read(source);
        metadata = header.Metadata;

        // In the order of the names from the start, whatever the order of the places in which they are filled.
        var arrays = new OrderedDictionary<string, NdArray<T>>(StringComparer.Ordinal);
        foreach (var name in header.Names)
        {
            arrays.Add(name, default);
        }

        foreach (var entry in header.ByPlace)
        {
            arrays[entry.Name] = Elements.Read<T>(source, entry.Label, entry.Shape, entry.Type);
        }

        source.RequireEnd("the arrays");
        return arrays;
    }

    /// <summary>Writes arrays to a file, which is then there whole: ended at any moment, this leaves the old file or the new one.</summary>
    /// <param name="path">The file; one that is there is replaced. Its bytes are written beside it first, with ".partial" added.</param>
    /// <param name="arrays">The arrays by name; they are written in the order of their names.</param>
    /// <param name="metadata">Texts about them, by name; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// A name or a text has half of a surrogate pair, a name is "__metadata__", or an array has more than 64 axes.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(
        string path, IReadOnlyDictionary<string, NdArray<T>> arrays, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var header = SafeTensorsHeader.Of(Entries(arrays), metadata);
        FileReplacement.Write(path, stream => Write(stream, header, arrays));
    }

    /// <summary>Writes arrays to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="arrays">The arrays by name; they are written in the order of their names.</param>
    /// <param name="metadata">Texts about them, by name; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// A name or a text has half of a surrogate pair, a name is "__metadata__", or an array has more than 64 axes.
    /// </exception>
    public static void Save<T>(
        Stream stream, IReadOnlyDictionary<string, NdArray<T>> arrays, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, SafeTensorsHeader.Of(Entries(arrays), metadata), arrays);
    }

    private static IEnumerable<(string Name, ElementType Type, Shape Shape)> Entries<T>(IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(arrays);
        return arrays.Select(array => (array.Key, ElementTypes.Of<T>(), array.Value.Shape));
    }

    private static void Write<T>(Stream stream, SafeTensorsHeader header, IReadOnlyDictionary<string, NdArray<T>> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        header.Write(stream);
        foreach (var entry in header.ByPlace)
        {
            Elements.Write(stream, arrays[entry.Name].Span);
        }
    }
}
