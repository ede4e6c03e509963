using System.IO.Compression;
using System.Text;

namespace Autograd.Tests;

[TestFixture]
public class NpzTests
{
    private static readonly string[] s_types =
        ["bool", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8", "big_u2", "big_i4", "big_u8", "big_f2",
            "big_f4", "big_f8"];

    [Test]
    public void Every_element_type_that_NumPy_has_written_is_read_in_both_orders_of_bytes_and_of_axes()
    {
        var floats = Npz.Load<float>(Fixture.Of("types.npz"));
        var doubles = Npz.Load<double>(Fixture.Of("types.npz"));
        doubles.Keys.ShouldBe([.. s_types, "fortran", "empty", "scalar", "special"]);
        foreach (var type in s_types)
        {
            double[] expected = type == "bool" ? [0, 1, 0, 1, 1, 0] : [0, 1, 2, 3, 5, 100];
            doubles[type].ShouldBe(new NdArray<double>([2, 3], expected), type);
            floats[type].ShouldBe(new NdArray<float>([2, 3], [.. expected.Select(number => (float)number)]), type);
        }

        doubles["fortran"].ShouldBe(new NdArray<double>([2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (double)i)]));
        floats["empty"].Shape.ShouldBe([2, 0, 3]);
        doubles["scalar"].ShouldBe(0.1);
        floats["special"].ToArray().Select(BitConverter.SingleToUInt32Bits).ShouldBe([0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000]);
    }

    [Test]
    public void Packed_archives_and_odd_names_are_read()
    {
        var arrays = Npz.Load<double>(Fixture.Of("packed.npz"));
        arrays.Keys.ShouldBe(["a.b/c d", "größe\u4E2D\U0001F600", "quote\"back\\slash", "zeros"]);
        arrays.Values.Select(array => array.Span[0]).ShouldBe([2, 3, 4, 0]);
        arrays["zeros"].Shape.ShouldBe([100, 100]);
    }

    [TestCase("text", "elements are of the type \"<U1\"; read are b1, u1")]
    [TestCase("complex", "elements are of the type \"<c16\"")]
    [TestCase("record", "records of several fields")]
    [TestCase("object", "elements are of the type \"|O\"")]
    public void Elements_that_are_no_numbers_are_refused_by_name(string kind, string message) =>
        Should.Throw<ArrayFileException>(() => Npz.Load<double>(Fixture.Of($"refused_{kind}.npz"))).Message
            .ShouldContain(message);

    [Test]
    public void What_is_written_comes_back_and_is_the_same_bytes_each_time()
    {
        var arrays = new Dictionary<string, NdArray<float>>
        {
            ["z/größe.weight"] = new float[,] { { 1, -2.5f }, { float.NaN, 4 } },
            [""] = 7,
            ["empty"] = NdArray.Zeros<float>([3, 0]),
            ["vector"] = new float[] { 1, 2 },
            ["long"] = NdArray.Arange<float>(100_001),
        };
        using var folder = Fixture.Folder();
        Npz.Save(folder["a.npz"], arrays);
        var read = Npz.Load<float>(folder["a.npz"]);
        read.Keys.ShouldBe(arrays.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, array) in arrays)
        {
            read[name].Shape.ShouldBe(array.Shape);
            read[name].ToArray().ShouldBe(array.ToArray());
        }

        using var stream = new MemoryStream();
        Npz.Save(stream, read);
        stream.ToArray().ShouldBe(File.ReadAllBytes(folder["a.npz"]));
    }

    [Test]
    public void Damage_is_found_by_the_check()
    {
        var bytes = File.ReadAllBytes(Fixture.Of("types.npz"));
        bytes[bytes.AsSpan().IndexOf(BitConverter.GetBytes(23.0))] ^= 1;
        Should.Throw<ArrayFileException>(() => Npz.Load<double>(new MemoryStream(bytes))).Message
            .ShouldBe("the stream, \"fortran.npy\", byte 320: the check (CRC-32) of these bytes is another one, so they are damaged.");
    }

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999), }", "has an axis of length 99999999999")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000), }", "has more than 2147483591 elements")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), }",
        "the array ends at byte 8000000076, and the archive says 76")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "the length of an axis is expected here")]
    [TestCase("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,), }", "True or False is expected here")]
    [TestCase("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", "\"descr\" is there twice")]
    [TestCase("{'descr': '<f4', 'shape': (1,), }", "does not end here with descr, fortran_order and shape")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } import os", "does not end here")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os')", "'(' is expected here")]
    [TestCase("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "which is not read")]
    [TestCase("((((((((((((((((((((((((((((", "'{' is expected here")]
    public void A_header_that_is_wrong_is_refused_in_words(string header, string message) =>
        Refused(("w.npy", Array(1, header))).Message.ShouldContain(message);

    [Test]
    public void An_archive_of_something_else_is_refused_by_name()
    {
        Refused(("w.npy", [1, 2, 3])).Message.ShouldBe(
            "the stream, \"w.npy\", byte 3: the header of an array is cut off: the bytes end here.");
        Refused(("readme.txt", [1, 2, 3])).Message
            .ShouldBe("the stream, byte 0: \"readme.txt\" is no array, whose name would end in .npy.");
        Refused(("w.npy", Array(4, ""))).Message.ShouldContain("no array in the format npy, version 1, 2 or 3");
        Should.Throw<ArrayFileException>(() => Npz.Load<float>(new MemoryStream())).Message
            .ShouldContain("no zip archive, or one that is cut off");
        Should.Throw<ArrayFileException>(() => Npz.Load<float>(Fixture.Of("types.safetensors"))).Message
            .ShouldStartWith("types.safetensors, byte ");
        Should.Throw<ArgumentException>(() => Npz.Load<float>(new OneByOne(new MemoryStream()))).Message
            .ShouldContain("not possible to seek");
        Npz.Load<float>(new MemoryStream(Archive())).ShouldBeEmpty();
    }

    [Test]
    public void Names_that_no_archive_can_have_are_refused()
    {
        void Refuse(string name, string message) => Should.Throw<ArgumentException>(() =>
            Npz.Save(new MemoryStream(), new Dictionary<string, NdArray<float>> { [name] = 1 })).Message.ShouldContain(message);

        Refuse("a\0b", "has a zero character");
        Refuse("\uD800", "half of a surrogate pair");
        Refuse(new string('x', 66_000), "too long");
    }

    private static ArrayFileException Refused(params (string Name, byte[] Content)[] files) =>
        Should.Throw<ArrayFileException>(() => Npz.Load<float>(new MemoryStream(Archive(files))));

    private static byte[] Array(byte version, string header) =>
    [
        0x93, .. "NUMPY"u8, version, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header),
    ];

    private static byte[] Archive(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
