namespace Autograd;

/// <summary>A file in a zip archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsPacked">Whether its bytes are packed by deflate, or as they are.</param>
/// <param name="Checksum">The check of its bytes.</param>
/// <param name="PackedLength">How many bytes there are in the archive.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Header">Where its header is in the archive.</param>
internal sealed record ZipMember(string Name, bool IsPacked, uint Checksum, long PackedLength, long Length, long Header)
{
    /// <summary>The bytes of the file.</summary>
    /// <param name="archive">The archive, which stands at the first of the bytes.</param>
    /// <param name="label">What messages call the file.</param>
    public Content Open(Stream archive, string label)
    {
        var part = new Part(archive, PackedLength);
        return new Content(IsPacked ? Unpacking.Deflate(part, label) : part);
    }

    /// <summary>The bytes of the file, which are summed up to the check as they are read.</summary>
    internal sealed class Content(Stream stream) : ReadingStream
    {
        private readonly Checksum _checksum = new();

        /// <summary>The check of the bytes that were read.</summary>
        public uint Checksum => _checksum.Value;

        /// <inheritdoc/>
        public override int Read(Span<byte> buffer)
        {
            var count = stream.Read(buffer);
            _checksum.Add(buffer[..count]);
            return count;
        }
    }

    private sealed class Part(Stream archive, long length) : ReadingStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var count = archive.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= count;
            return count;
        }
    }
}
