using System.IO.Compression;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// The unpacked bytes of a gzip file or of a packed part of an archive, as long as they are not many more than the packed ones.
/// </summary>
internal sealed class Unpacking : ReadingStream
{
    // Deflate makes up to 1032 bytes of one. Data and weights do not come near that; what does is refused before it fills the memory.
    private const int MostTimes = 100;

    private const long FreeBytes = 64 << 20;

    private readonly string _name;
    private readonly Packed _packed;
    private readonly Stream _unpacked;
    private readonly Checksum? _checksum;
    private long _count;

    private Unpacking(string name, Packed packed, Stream unpacked, Checksum? checksum) =>
        (_name, _packed, _unpacked, _checksum) = (name, packed, unpacked, checksum);

    /// <summary>The bytes that a stream in the deflate format is unpacked to.</summary>
    public static Stream Deflate(Stream stream, string name)
    {
        var packed = new Packed(stream, []);
        return new Unpacking(name, packed, new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true), checksum: null);
    }

    /// <summary>The bytes of a stream; unpacked, if it begins as gzip files do.</summary>
    public static Stream IfGzip(Stream stream, string name)
    {
        var first = new byte[2];
        var count = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var whole = new Packed(stream, first[..count]);
        return first is [0x1F, 0x8B]
            ? new Unpacking(name, whole, new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true), new Checksum())
            : whole;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = _unpacked.Read(buffer);
        _count += count;
        _checksum?.Add(buffer[..count]);
        if (count == 0 && buffer.Length > 0 && _checksum is not null)
        {
            RequireWhole(_checksum.Value);
        }

        return _count <= FreeBytes || _count <= MostTimes * _packed.Count
            ? count
            : throw new ArrayFileException(
                Invariant($"{_name}, byte {_count}: {_packed.Count} packed bytes become more than {MostTimes} times as many, as in a file ")
                + "that is made to fill the memory; if it is meant so, unpack it first.",
                _count);
    }

    // The system takes the end of the packed bytes for that of the content, so it is held against what a gzip file ends with.
    private void RequireWhole(uint checksum)
    {
        var (check, length) = _packed.ReadEnd();
        if (check != checksum || length != (uint)_count)
        {
            throw new ArrayFileException(
                Invariant($"{_name}, byte {_count}: the packed bytes are damaged, cut off, or followed by others; their length and ")
                + "check (CRC-32) are not what the file ends with.",
                _count);
        }
    }

    // The packed bytes: how many, and which were the last. It also gives back those that were read to look at them.
    private sealed class Packed(Stream stream, byte[] first) : ReadingStream
    {
        private int _given;
        private ulong _last;

        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(first.Length - _given, buffer.Length);
            if (count > 0)
            {
                first.AsSpan(_given, count).CopyTo(buffer);
                _given += count;
            }
            else
            {
                count = stream.Read(buffer);
            }

            foreach (var element in buffer[Math.Max(count - sizeof(ulong), 0)..count])
            {
                _last = (_last >> 8) | ((ulong)element << 56);
            }

            Count += count;
            return count;
        }

        public (uint Checksum, uint Length) ReadEnd()
        {
            Span<byte> rest = stackalloc byte[1 << 10];
            while (Read(rest) > 0)
            {
                // Only the last bytes are wanted.
            }

            return ((uint)_last, (uint)(_last >> 32));
        }
    }
}
