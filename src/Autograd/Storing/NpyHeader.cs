using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>What a file in NumPy's npy format says before the elements.</summary>
/// <param name="Type">How the elements are written.</param>
/// <param name="IsBigEndian">Whether the first byte of an element is the highest.</param>
/// <param name="IsFortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">The lengths of the axes.</param>
internal readonly record struct NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortranOrder, Shape Shape)
{
    private const int AlignedTo = 64;

    // As much as NumPy reads.
    private const int MostBytes = 10_000;

    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.Ordinal)
    {
        ["b1"] = ElementType.Bool,
        ["u1"] = ElementType.UInt8,
        ["i1"] = ElementType.Int8,
        ["u2"] = ElementType.UInt16,
        ["i2"] = ElementType.Int16,
        ["u4"] = ElementType.UInt32,
        ["i4"] = ElementType.Int32,
        ["u8"] = ElementType.UInt64,
        ["i8"] = ElementType.Int64,
        ["f2"] = ElementType.Float16,
        ["f4"] = ElementType.Float32,
        ["f8"] = ElementType.Float64,
    };

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The header of an array that is about to be written, as bytes.</summary>
    public static byte[] Bytes(ElementType type, Shape shape)
    {
        var lengths = string.Join(", ", shape) + (shape.Rank == 1 ? "," : "");
        var name = s_types.First(pair => pair.Value == type).Key;
        var text = $"{{'descr': '<{name}', 'fortran_order': False, 'shape': ({lengths}), }}";
        var start = Magic.Length + 2 + sizeof(ushort);
        var whole = (start + text.Length + AlignedTo) / AlignedTo * AlignedTo;
        byte[] bytes = [.. Magic, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(text.PadRight(whole - start - 1) + "\n")];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(start - sizeof(ushort)), (ushort)(whole - start));
        return bytes;
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="ArrayFileException">It is none, or of an array that cannot be read.</exception>
    public static NpyHeader Read(ByteSource source)
    {
        Span<byte> first = stackalloc byte[Magic.Length + 2];
        source.Read(first, "the header of an array");
        var version = first[Magic.Length];
        if (!first.StartsWith(Magic) || version is not (1 or 2 or 3))
        {
            throw source.Error(0, "this is no array in the format npy, version 1, 2 or 3");
        }

        Span<byte> prefix = stackalloc byte[sizeof(uint)];
        prefix.Clear();
        source.Read(version == 1 ? prefix[..sizeof(ushort)] : prefix, "the length of the header");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (length > MostBytes)
        {
            throw source.Error(first.Length, Invariant($"the header has {length} bytes; at most {MostBytes} are read, as by NumPy"));
        }

        var start = source.Position;
        var bytes = new byte[length];
        source.Read(bytes, "the header");
        return new Parser(source, start, Encoding.Latin1.GetString(bytes)).Parse();
    }

    // The header is a dictionary as Python writes it, of three keys.
    private sealed class Parser(ByteSource source, long start, string text)
    {
        private int _place;

        public NpyHeader Parse()
        {
            string? type = null;
            bool? isFortranOrder = null;
            List<long>? lengths = null;
            Expect('{');
            while (!Skip('}'))
            {
                var position = start + _place;
                var key = Text();
                Expect(':');
                switch (key)
                {
                    case "descr" when type is null:
                        type = Type();
                        break;
                    case "fortran_order" when isFortranOrder is null:
                        isFortranOrder = Truth();
                        break;
                    case "shape" when lengths is null:
                        lengths = Lengths();
                        break;
                    default:
                        throw source.Error(position, $"{MessageText.Quoted(key)} is there twice, or is not of the format");
                }

                if (!Skip(','))
                {
                    Expect('}');
                    break;
                }
            }

            Blanks();
            if (_place < text.Length || type is null || isFortranOrder is null || lengths is null)
            {
                throw source.Error(start + _place, "the header does not end here with descr, fortran_order and shape");
            }

            return s_types.TryGetValue(type[1..], out var elementType)
                ? new NpyHeader(
                    elementType,
                    type[0] == '>',
                    isFortranOrder.Value,
                    Elements.Shape(source, start, "the shape of the array", lengths))
                : throw source.Error(start,
                    $"the elements are of the type {MessageText.Quoted(type)}; read are {string.Join(", ", s_types.Keys)}");
        }

        // The order of the bytes and the type: a sign for the order, or none for the usual one.
        private string Type()
        {
            Blanks();
            var position = start + _place;
            if (_place < text.Length && text[_place] == '[')
            {
                throw source.Error(position, "the elements are records of several fields; save each field as an array of its own");
            }

            var type = Text();
            return type.Length > 1 && type[0] is '<' or '>' or '|' or '='
                ? type
                : throw source.Error(position, $"the elements are of the type {MessageText.Quoted(type)}, which is not read");
        }

        private string Text()
        {
            Blanks();
            var quote = _place < text.Length ? text[_place] : ' ';
            var end = quote is '\'' or '"' ? text.IndexOf(quote, _place + 1) : -1;
            if (end < 0)
            {
                throw source.Error(start + _place, "a text in quotation marks is expected here");
            }

            var content = text[(_place + 1)..end];
            _place = end + 1;
            return content;
        }

        private bool Truth()
        {
            Blanks();
            foreach (var (word, truth) in new[] { ("True", true), ("False", false) })
            {
                if (text.AsSpan(_place).StartsWith(word))
                {
                    _place += word.Length;
                    return truth;
                }
            }

            throw source.Error(start + _place, "True or False is expected here");
        }

        private List<long> Lengths()
        {
            var lengths = new List<long>();
            Expect('(');
            while (!Skip(')'))
            {
                Blanks();
                var end = _place;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }

                if (!long.TryParse(text.AsSpan(_place..end), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                {
                    throw source.Error(start + _place, "the length of an axis is expected here");
                }

                lengths.Add(length);
                _place = end;
                if (!Skip(','))
                {
                    Expect(')');
                    break;
                }
            }

            return lengths;
        }

        private void Blanks()
        {
            while (_place < text.Length && text[_place] is ' ' or '\n')
            {
                _place++;
            }
        }

        private bool Skip(char sign)
        {
            Blanks();
            var isThere = _place < text.Length && text[_place] == sign;
            _place += isThere ? 1 : 0;
            return isThere;
        }

        private void Expect(char sign)
        {
            if (!Skip(sign))
            {
                throw source.Error(start + _place, $"'{sign}' is expected here");
            }
        }
    }
}
