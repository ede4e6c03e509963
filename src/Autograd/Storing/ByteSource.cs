using static System.FormattableString;

namespace Autograd;

/// <summary>The bytes of a file from front to back, with their positions, so that each complaint can name one.</summary>
internal sealed class ByteSource
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly long? _length;

    /// <summary>The bytes of a stream from where it stands.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="length">How many bytes there are; left out, as many as the stream says, if it does.</param>
    public ByteSource(Stream stream, string name, long? length = null)
    {
        (_stream, _name) = (stream, name);
        _length = length ?? (stream.CanSeek ? Math.Max(stream.Length - stream.Position, 0) : null);
    }

    /// <summary>How many bytes have been read.</summary>
    public long Position { get; private set; }

    /// <summary>How many bytes are left; null if only reading on can tell.</summary>
    public long? Remaining => _length - Position;

    /// <summary>Opens a file to be read.</summary>
    public static FileStream Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    /// <summary>The bytes of data in a stream; unpacked, if they begin as gzip files do.</summary>
    public static ByteSource OfData(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var name = NameOf(stream);
        if (!stream.CanSeek)
        {
            return new ByteSource(Unpacking.IfGzip(stream, name), name);
        }

        // Packed bytes are unpacked twice, at first to count them: so nothing takes memory for what is not there.
        var start = stream.Position;
        var content = Unpacking.IfGzip(stream, name);
        var length = content is Unpacking ? new ByteSource(content, name).SkipToEnd() : stream.Length - start;
        stream.Position = start;
        return new ByteSource(Unpacking.IfGzip(stream, name), name, length);
    }

    /// <summary>What messages call a stream.</summary>
    public static string NameOf(Stream stream) => stream is FileStream file ? Path.GetFileName(file.Name) : "the stream";

    /// <summary>Fills a span.</summary>
    /// <exception cref="ArrayFileException">The bytes end before.</exception>
    public void Read(Span<byte> bytes, string what)
    {
        var start = Position;
        var count = ReadUpTo(bytes);
        if (count < bytes.Length)
        {
            throw Error(start + count, $"{what} is cut off: the bytes end here");
        }
    }

    /// <summary>Reads as many bytes as there are, at most a span full.</summary>
    /// <returns>How many.</returns>
    public int ReadUpTo(Span<byte> bytes)
    {
        try
        {
            var count = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Position += count;
            return count;
        }
        catch (InvalidDataException exception)
        {
            throw Error(Position, "the packed bytes after this are damaged", exception);
        }
    }

    /// <summary>Passes over all bytes that are left.</summary>
    /// <returns>The position of the end.</returns>
    public long SkipToEnd()
    {
        var buffer = new byte[1 << 16];
        while (ReadUpTo(buffer) == buffer.Length)
        {
            // What was read is not wanted.
        }

        return Position;
    }

    /// <summary>Refuses bytes after the last one that belongs to something.</summary>
    /// <exception cref="ArrayFileException">There are more.</exception>
    public void RequireEnd(string what)
    {
        if (ReadUpTo(stackalloc byte[1]) > 0)
        {
            throw Error(Position - 1, $"there are more bytes than {what} has");
        }
    }

    /// <summary>The exception for something that is wrong at a byte.</summary>
    public ArrayFileException Error(long position, string what, Exception? cause = null) =>
        new(Invariant($"{_name}, byte {position}: {what}."), position, cause);
}
