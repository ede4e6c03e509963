using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static System.FormattableString;

namespace Autograd;

/// <summary>What a safetensors file says before the elements: which arrays there are, and texts.</summary>
internal sealed class SafeTensorsHeader
{
    private const string MetadataName = "__metadata__";

    private const int LengthBytes = sizeof(long);

    // What is parsed takes up to four times the memory. That is enough for a hundred thousand arrays.
    private const int MostBytes = 16 << 20;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.Ordinal)
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["U16"] = ElementType.UInt16,
        ["I16"] = ElementType.Int16,
        ["U32"] = ElementType.UInt32,
        ["I32"] = ElementType.Int32,
        ["U64"] = ElementType.UInt64,
        ["I64"] = ElementType.Int64,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["F32"] = ElementType.Float32,
        ["F64"] = ElementType.Float64,
    };

    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte> _text;

    /// <summary>The names of the arrays, in the order of the header.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>The arrays in the order in which their elements follow one another.</summary>
    public IEnumerable<Entry> ByPlace => _entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End);

    /// <summary>The texts by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The header for arrays that are about to be written.</summary>
    /// <exception cref="ArgumentException">A name, a text or a shape cannot be written.</exception>
    public static SafeTensorsHeader Of(
        IEnumerable<(string Name, ElementType Type, Shape Shape)> arrays, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new SafeTensorsHeader();
        foreach (var (name, text) in (metadata ?? header._metadata).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            RequireText(name);
            RequireText(text);
            header._metadata.Add(name, text);
        }

        var place = 0L;
        foreach (var (name, type, shape) in arrays.OrderBy(array => array.Name, StringComparer.Ordinal))
        {
            RequireText(name);
            var isReserved = string.Equals(name, MetadataName, StringComparison.Ordinal);
            if (isReserved || shape.Rank > Elements.MostAxes)
            {
                throw new ArgumentException(isReserved
                    ? $"SafeTensors: an array cannot be called {MetadataName}, because the texts about them are; give it another name."
                    : Invariant($"SafeTensors: {name} has {shape.Rank} axes; at most {Elements.MostAxes} can be written; reshape it."),
                    nameof(arrays));
            }

            var end = place + ((long)shape.Size * type.Size());
            header._entries.Add(name, new Entry(name, type, shape, place, end));
            place = end;
        }

        header._text = header.Text();
        return header._text.Length <= MostBytes
            ? header
            : throw new ArgumentException(
                Invariant($"SafeTensors: names, shapes and texts make a header of {header._text.Length} bytes; ")
                + Invariant($"at most {MostBytes} are read."),
                nameof(arrays));
    }

    /// <summary>Reads a header, with which the elements that follow have to agree.</summary>
    /// <exception cref="ArrayFileException">It is no header, or does not fit the bytes after it.</exception>
    public static SafeTensorsHeader Read(ByteSource source)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        source.Read(prefix, "the length of the header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MostBytes || source.Remaining < (long)length)
        {
            throw source.Error(0, length > MostBytes
                ? Invariant($"the header has {length} bytes; at most {MostBytes} are read: this is no safetensors file, or a hostile one")
                : Invariant($"the header has {length} bytes, and only {source.Remaining} follow"));
        }

        var bytes = ReadBytes(source, (int)length);
        var header = new SafeTensorsHeader();
        var reader = new Utf8JsonReader(bytes);
        try
        {
            header.Parse(source, ref reader);
        }
        catch (JsonException exception)
        {
            throw source.Error(LengthBytes + reader.BytesConsumed, "from here on the header is not JSON", exception);
        }

        header.RequireNoHoles(source);
        return header;
    }

    /// <summary>Writes the header.</summary>
    public void Write(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, _text.Length);
        stream.Write(prefix);
        stream.Write(_text.Span);
    }

    // The header as JSON.
    private ReadOnlyMemory<byte> Text()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (_metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataName);
                foreach (var (name, text) in _metadata)
                {
                    writer.WriteString(name, text);
                }

                writer.WriteEndObject();
            }

            foreach (var entry in _entries.Values)
            {
                WriteEntry(writer, entry);
            }

            writer.WriteEndObject();
        }

        // Blanks, so that the elements begin at a multiple of 8.
        while (buffer.WrittenCount % LengthBytes != 0)
        {
            buffer.Write(" "u8);
        }

        return buffer.WrittenMemory;
    }

    private static void WriteEntry(Utf8JsonWriter writer, Entry entry)
    {
        writer.WriteStartObject(entry.Name);
        writer.WriteString("dtype", s_types.First(type => type.Value == entry.Type).Key);
        writer.WriteStartArray("shape");
        foreach (var axis in entry.Shape)
        {
            writer.WriteNumberValue(axis);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(entry.Begin);
        writer.WriteNumberValue(entry.End);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static byte[] ReadBytes(ByteSource source, int length)
    {
        var bytes = new byte[length];
        source.Read(bytes, "the header");
        return bytes;
    }

    private static void RequireText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            _ = s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException(
                $"SafeTensors: \"{text}\" has half of a surrogate pair, which no file can hold; give another name or text.",
                nameof(text),
                exception);
        }
    }

    private void Parse(ByteSource source, ref Utf8JsonReader reader)
    {
        Expect(source, ref reader, JsonTokenType.StartObject, "an object with the arrays");
        var hasMetadata = false;
        while (NextName(source, ref reader) is { } name)
        {
            var position = LengthBytes + reader.TokenStartIndex;
            if (string.Equals(name, MetadataName, StringComparison.Ordinal))
            {
                if (hasMetadata)
                {
                    throw source.Error(position, $"{MetadataName} is there twice");
                }

                hasMetadata = true;
                ParseMetadata(source, ref reader);
            }
            else if (!_entries.TryAdd(name, ParseEntry(source, ref reader, name)))
            {
                throw source.Error(position, $"the array {Label(name)} is there twice");
            }
        }

        // Reads the blanks after it, and complains about anything else.
        reader.Read();
    }

    private void ParseMetadata(ByteSource source, ref Utf8JsonReader reader)
    {
        Expect(source, ref reader, JsonTokenType.StartObject, $"an object of texts as {MetadataName}");
        while (NextName(source, ref reader) is { } name)
        {
            var position = LengthBytes + reader.TokenStartIndex;
            Expect(source, ref reader, JsonTokenType.String, "a text");
            if (!_metadata.TryAdd(name, Text(source, ref reader)))
            {
                throw source.Error(position, $"the text {Label(name)} is there twice");
            }
        }
    }

    private static Entry ParseEntry(ByteSource source, ref Utf8JsonReader reader, string name)
    {
        var position = LengthBytes + reader.TokenStartIndex;
        var label = Label(name);
        string? dtype = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(source, ref reader, JsonTokenType.StartObject, $"an object that describes the array {label}");
        while (NextName(source, ref reader) is { } member)
        {
            var place = LengthBytes + reader.TokenStartIndex;
            switch (member)
            {
                case "dtype" when dtype is null:
                    Expect(source, ref reader, JsonTokenType.String, "an element type");
                    dtype = Text(source, ref reader);
                    break;
                case "shape" when shape is null:
                    shape = Numbers(source, ref reader, Elements.MostAxes);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(source, ref reader, 2);
                    break;
                default:
                    throw source.Error(place, $"{Label(member)} of the array {label} is there twice, or is not of the format");
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
        {
            throw source.Error(position, $"the array {label} has no dtype, no shape, or not two data_offsets");
        }

        if (!s_types.TryGetValue(dtype, out var type))
        {
            throw source.Error(position,
                $"the array {label} has elements of type {Label(dtype)}; read are {string.Join(", ", s_types.Keys)}");
        }

        var entry = new Entry(name, type, Elements.Shape(source, position, $"the shape of the array {label}", shape), begin, end);
        var size = (long)entry.Shape.Size * type.Size();
        return end - begin == size
            ? entry
            : throw source.Error(position, Invariant($"the array {label} has {size} bytes, but data_offsets {begin} and {end}"));
    }

    // The elements follow one another, from the first byte after the header to the last one of the file.
    private void RequireNoHoles(ByteSource source)
    {
        var place = 0L;
        foreach (var entry in ByPlace)
        {
            if (entry.Begin != place)
            {
                throw source.Error(source.Position + Math.Min(entry.Begin, place), Invariant(
                    $"{entry.Label} begins at {entry.Begin} of the elements, where {place} is the next: they overlap, or leave a hole"));
            }

            place = entry.End;
        }

        if (source.Remaining is { } remaining && remaining != place)
        {
            throw source.Error(source.Position + Math.Min(place, remaining),
                Invariant($"the arrays have {place} bytes, and {remaining} follow the header"));
        }
    }

    private static List<long> Numbers(ByteSource source, ref Utf8JsonReader reader, int most)
    {
        Expect(source, ref reader, JsonTokenType.StartArray, "a list of numbers");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || numbers.Count == most)
            {
                throw source.Error(
                    LengthBytes + reader.TokenStartIndex, Invariant($"a list of at most {most} numbers, 0 or more, is expected here"));
            }

            numbers.Add(number);
        }

        return numbers;
    }

    // The next name in an object; null at its end.
    private static string? NextName(ByteSource source, ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? Text(source, ref reader) : null;

    private static void Expect(ByteSource source, ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw source.Error(LengthBytes + reader.TokenStartIndex, $"{what} is expected here");
        }
    }

    private static string Text(ByteSource source, ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw source.Error(LengthBytes + reader.TokenStartIndex, "this text is not UTF-8", exception);
        }
    }

    private static string Label(string text) => MessageText.Quoted(text);

    /// <summary>An array of the file.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">How its elements are written.</param>
    /// <param name="Shape">The lengths of its axes.</param>
    /// <param name="Begin">Where its elements begin, after the header.</param>
    /// <param name="End">Where they end.</param>
    internal readonly record struct Entry(string Name, ElementType Type, Shape Shape, long Begin, long End)
    {
        /// <summary>What messages call it.</summary>
        public string Label => $"the array {MessageText.Quoted(Name)}";
    }
}
