using System.Buffers.Binary;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>Which files there are in a zip archive, and where: its directory, held against the headers of the files.</summary>
/// <remarks>
/// The format is described in PKWARE's APPNOTE.TXT. Files are as they are or packed by deflate, not encrypted, and do not overlap. Lengths
/// of more than 32 bits (zip64) are read.
/// </remarks>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054B50;
    private const uint LargeEndSignature = 0x06064B50;
    private const uint LocatorSignature = 0x07064B50;
    private const uint MemberSignature = 0x02014B50;
    private const uint HeaderSignature = 0x04034B50;
    private const int EndBytes = 22;
    private const int LargeEndBytes = 56;
    private const int LocatorBytes = 20;
    private const int MemberBytes = 46;
    private const int HeaderBytes = 30;

    // Enough for two hundred thousand files.
    private const int MostBytes = 16 << 20;

    private static readonly UTF8Encoding s_names = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the directory.</summary>
    /// <param name="archive">The archive, which begins at 0 and can be sought in.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The files, in the order of the directory.</returns>
    /// <exception cref="ArrayFileException">There is no directory, or it does not fit the archive.</exception>
    public static List<ZipMember> Read(Stream archive, string name)
    {
        var (start, length, count) = Find(archive, name);
        if (length > MostBytes || start + length > archive.Length)
        {
            throw Error(name, start, Invariant(
                $"the directory of the archive has {length} bytes; they must be in it, and at most {MostBytes}"));
        }

        var bytes = Bytes(archive, name, start, (int)length);
        var members = new List<ZipMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var place = 0; place < bytes.Length;)
        {
            var member = Member(name, start + place, bytes.AsSpan(place), out var used);
            if (!names.Add(member.Name))
            {
                throw Error(name, start + place, $"{MessageText.Quoted(member.Name)} is in the archive twice");
            }

            members.Add(member);
            place += used;
        }

        if (members.Count != count)
        {
            throw Error(name, start, Invariant($"the directory of the archive has {members.Count} files and claims {count}"));
        }

        RequireApart(name, members, start);
        return members;
    }

    /// <summary>Refuses a name that no archive can have, or that NumPy would not read as it is.</summary>
    /// <exception cref="ArgumentException">It is such a name.</exception>
    public static void RequireName(string name)
    {
        int length;
        try
        {
            length = s_names.GetByteCount(name);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException(
                $"Npz: the name {MessageText.Quoted(name)} has half of a surrogate pair; give another one.", nameof(name), exception);
        }

        if (length > ushort.MaxValue || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Npz: the name {MessageText.Quoted(name)} is too long or has a zero character in it; give another one.", nameof(name));
        }
    }

    /// <summary>Seeks the first byte of a file.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="member">The file.</param>
    /// <exception cref="ArrayFileException">The header of the file is not what the directory says.</exception>
    public static void Seek(Stream archive, string name, ZipMember member)
    {
        var header = Bytes(archive, name, member.Header, HeaderBytes);
        var nameLength = UInt16(header, 26);
        var place = member.Header + HeaderBytes;
        if (UInt32(header, 0) != HeaderSignature
            || !string.Equals(Name(name, place, Bytes(archive, name, place, nameLength)), member.Name, StringComparison.Ordinal))
        {
            throw Error(name, member.Header, $"the directory says that {MessageText.Quoted(member.Name)} is here, and it is not");
        }

        archive.Position = place + nameLength + UInt16(header, 28);
    }

    // Where the directory is, how long, and how many files it claims.
    private static (long Start, long Length, long Count) Find(Stream archive, string name)
    {
        var tail = (int)Math.Min(archive.Length, EndBytes + ushort.MaxValue);
        var origin = archive.Length - tail;
        var bytes = Bytes(archive, name, origin, tail);
        for (var i = tail - EndBytes; i >= 0; i--)
        {
            if (UInt32(bytes, i) != EndSignature || UInt16(bytes, i + 20) != tail - EndBytes - i)
            {
                continue;
            }

            var end = (Start: (long)UInt32(bytes, i + 16), Length: (long)UInt32(bytes, i + 12), Count: (long)UInt16(bytes, i + 10));
            var isLarge = end.Start == uint.MaxValue || end.Length == uint.MaxValue || end.Count == ushort.MaxValue;
            return isLarge && origin + i >= LocatorBytes ? FindLarge(archive, name, origin + i - LocatorBytes, end) : end;
        }

        throw Error(name, archive.Length, "this is no zip archive, or one that is cut off: the end of its directory is not there");
    }

    private static (long Start, long Length, long Count) FindLarge(
        Stream archive, string name, long place, (long Start, long Length, long Count) end)
    {
        var locator = Bytes(archive, name, place, LocatorBytes);
        if (UInt32(locator, 0) != LocatorSignature)
        {
            return end;
        }

        var bytes = Bytes(archive, name, Place(name, place, UInt64(locator, 8)), LargeEndBytes);
        return UInt32(bytes, 0) == LargeEndSignature
            ? (Place(name, place, UInt64(bytes, 48)), Place(name, place, UInt64(bytes, 40)), Place(name, place, UInt64(bytes, 32)))
            : throw Error(name, place, "the place of the directory that stands here is wrong");
    }

    private static ZipMember Member(string archiveName, long position, ReadOnlySpan<byte> bytes, out int used)
    {
        if (bytes.Length < MemberBytes || UInt32(bytes, 0) != MemberSignature)
        {
            throw Error(archiveName, position, "a file is expected in the directory here");
        }

        var (nameLength, extraLength) = (UInt16(bytes, 28), UInt16(bytes, 30));
        used = MemberBytes + nameLength + extraLength + UInt16(bytes, 32);
        if (used > bytes.Length)
        {
            throw Error(archiveName, position, "the directory is cut off");
        }

        var name = Name(archiveName, position, bytes.Slice(MemberBytes, nameLength));
        var method = UInt16(bytes, 10);
        if ((UInt16(bytes, 8) & 1) != 0 || method is not (0 or 8))
        {
            throw Error(archiveName, position,
                $"{MessageText.Quoted(name)} is encrypted or packed in another way than deflate; save it with numpy.savez");
        }

        var large = LargeLengths(bytes.Slice(MemberBytes + nameLength, extraLength));
        var length = Length(archiveName, position, UInt32(bytes, 24), ref large);
        var packed = Length(archiveName, position, UInt32(bytes, 20), ref large);
        var header = Length(archiveName, position, UInt32(bytes, 42), ref large);
        return new ZipMember(name, method == 8, UInt32(bytes, 16), packed, length, header);
    }

    // What does not fit in 32 bits stands in the extra field with the number 1, 64 bits each.
    private static ReadOnlySpan<byte> LargeLengths(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(UInt16(extra, 2), extra.Length - 4);
            if (UInt16(extra, 0) == 1)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static long Length(string name, long position, uint small, ref ReadOnlySpan<byte> large)
    {
        if (small != uint.MaxValue)
        {
            return small;
        }

        if (large.Length < sizeof(ulong))
        {
            throw Error(name, position, "a length of more than 32 bits is not there");
        }

        var length = Place(name, position, UInt64(large, 0));
        large = large[sizeof(ulong)..];
        return length;
    }

    private static void RequireApart(string name, List<ZipMember> members, long end)
    {
        foreach (var member in members.OrderByDescending(member => member.Header))
        {
            if (member.Header > end - HeaderBytes || member.PackedLength > end - HeaderBytes - member.Header)
            {
                throw Error(name, member.Header, $"{MessageText.Quoted(member.Name)} overlaps what follows it, or ends after the archive");
            }

            end = member.Header;
        }
    }

    private static string Name(string archiveName, long position, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_names.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw Error(archiveName, position, "the name of a file is not UTF-8", exception);
        }
    }

    private static byte[] Bytes(Stream archive, string name, long place, int count)
    {
        if (place > archive.Length - count)
        {
            throw Error(name, archive.Length, Invariant($"the archive is cut off: {count} bytes are expected at byte {place}"));
        }

        archive.Position = place;
        var bytes = new byte[count];
        archive.ReadExactly(bytes);
        return bytes;
    }

    private static long Place(string name, long position, ulong value) =>
        value <= long.MaxValue / 2 ? (long)value : throw Error(name, position, Invariant($"a length is {value}"));

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[place..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[place..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[place..]);

    private static ArrayFileException Error(string name, long position, string what, Exception? cause = null) =>
        new(Invariant($"{name}, byte {position}: {what}."), position, cause);
}
