using System.IO.Compression;
using System.Text;

namespace Autograd.Tests;

/// <summary>Whatever a file holds, it is read or refused, and takes no more memory than it holds and 64 MB.</summary>
[TestFixture]
public class HostileFilesTests
{
    private const long Most = 64 << 20;

    private const int Count = 10_000;

    private static readonly Dictionary<string, Action<byte[]>> s_readers = new(StringComparer.Ordinal)
    {
        ["types.safetensors"] = bytes => SafeTensors.Load<float>(new MemoryStream(bytes), out _),
        ["written.safetensors"] = bytes => SafeTensors.Load<double>(new OneByOne(new MemoryStream(bytes)), out _),
        ["types.npz"] = bytes => Npz.Load<float>(new MemoryStream(bytes)),
        ["packed.npz"] = bytes => Npz.Load<double>(new MemoryStream(bytes)),
        ["images.idx"] = bytes => Idx.Load<float>(new MemoryStream(bytes)),
        ["labels.idx"] = bytes => Idx.LoadLabels(new MemoryStream(bytes)),
        ["images.idx.gz"] = bytes => Idx.Load<float>(new MemoryStream(bytes)),
        ["table.csv.gz"] = bytes => Csv.Load<float>(new MemoryStream(bytes), hasHeader: true, separator: ';'),
        ["table.csv"] = bytes => Csv.Load<double>(new MemoryStream(bytes)),
    };

    [Test]
    public void A_damaged_file_is_read_or_refused([ValueSource(nameof(Files))] string file)
    {
        var original = file == "table.csv" ? "0.5,-1e3,7\n1,2,3\n"u8.ToArray() : File.ReadAllBytes(Fixture.Of(file));
        var random = new Random(file.Length);
        var refused = 0;
        for (var i = 0; i < Count; i++)
        {
            var bytes = FileMutation.Of(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                s_readers[file](bytes);
            }
            catch (ArrayFileException exception)
            {
                exception.Message.ShouldContain(", byte ");
                exception.Position.ShouldNotBeNull();
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{file}, mutation {i}: {Convert.ToBase64String(bytes)} {exception}");
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Most);
        }

        TestContext.Out.WriteLine($"{file}: {refused} of {Count} refused");
        refused.ShouldBeGreaterThan(Count / 2);
    }

    [Test]
    public void A_file_that_claims_much_or_becomes_much_is_refused_in_little_memory([ValueSource(nameof(Giants))] Giant giant)
    {
        using var file = giant.File();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ArrayFileException>(() => giant.Read(file)).Message.ShouldContain(giant.Message);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Most);
    }

    [Test]
    public void A_packed_file_of_zeros_that_is_not_huge_is_read()
    {
        var zeros = NdArray.Zeros<double>([1000, 2000]);
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            packed.Write([0, 0, 8, 2, 0, 0, 3, 232, 0, 0, 7, 208]);
            packed.Write(new byte[zeros.Size]);
        }

        stream.Position = 0;
        Idx.Load<double>(stream).ShouldBe(zeros);
    }

    private static string[] Files() => [.. s_readers.Keys];

    private static IEnumerable<Giant> Giants()
    {
        yield return new("a header that claims 100 MB", () => Header("", 100_000_000), ReadSafeTensors, "100000000 bytes; at most");
        yield return new("a header of 100 MB", () => Header("{\"" + new string('x', 100_000_000) + "\":{}}"), ReadSafeTensors,
            "the header has 100000007 bytes; at most");
        yield return new("a header that is nested a million times", () => Header("{\"w\":" + new string('[', 1_000_000)), ReadSafeTensors,
            "an object that describes the array");
        yield return new("an array that claims 16 GB in a stream without a length", () => new OneByOne(Header(
            """{"w":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""")), ReadSafeTensors, "is cut off");
        yield return new("a packed array that claims 2 GB", () => Packed([0, 0, 8, 1, 127, 0, 0, 0], 1000), ReadIdx, "is cut off");
        yield return new("the same in a stream without a length", () => new OneByOne(Packed([0, 0, 8, 1, 127, 0, 0, 0], 1000)), ReadIdx,
            "is cut off");
        yield return new("a packed array that is 1 GB", () => Packed([0, 0, 8, 1, 64, 0, 0, 0], 1 << 30), ReadIdx, "100 times as many");
        yield return new("a packed array that goes on for 1 GB", () => Packed([0, 0, 8, 1, 0, 0, 0, 9], 1 << 30), ReadIdx,
            "100 times as many");
        yield return new("a packed table that is one line of 1 GB", () => Packed([], 1 << 30), ReadCsv, "100 times as many");
        yield return new("a table that is one line of 20 MB", () => new MemoryStream(new byte[20_000_000]), ReadCsv,
            "a line has more than");
        yield return new("a packed table of empty lines", () => Packed("1\n"u8, 1 << 30, (byte)'\n'), ReadCsv, "100 times as many");
        yield return new("an archive with an array of 1 GB", Bomb, file => Npz.Load<double>(file), "100 times as many");
    }

    private static void ReadSafeTensors(Stream file) => SafeTensors.Load<double>(file, out _);

    private static void ReadIdx(Stream file) => Idx.Load<double>(file);

    private static void ReadCsv(Stream file) => Csv.Load<double>(file);

    private static MemoryStream Header(string text, long? length = null) =>
        new([.. BitConverter.GetBytes(length ?? text.Length), .. Encoding.UTF8.GetBytes(text)]);

    private static MemoryStream Bomb()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("w.npy", CompressionLevel.Fastest).Open();
            const string Text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1073741824,)}";
            entry.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)Text.Length, 0, .. Encoding.ASCII.GetBytes(Text)]);
            WriteBlocks(entry, 1 << 30, 0);
        }

        stream.Position = 0;
        return stream;
    }

    private static MemoryStream Packed(ReadOnlySpan<byte> start, long count, byte value = 0)
    {
        var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(start);
            WriteBlocks(packed, count, value);
        }

        stream.Position = 0;
        return stream;
    }

    private static void WriteBlocks(Stream stream, long count, byte value)
    {
        var block = new byte[1 << 20];
        block.AsSpan().Fill(value);
        for (var left = count; left > 0; left -= block.Length)
        {
            stream.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        }
    }

    /// <summary>A file that is larger than it should be.</summary>
    public sealed record Giant(string Name, Func<Stream> File, Action<Stream> Read, string Message)
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }
}
