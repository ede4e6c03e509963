using System.Text;

namespace Autograd.Tests;

[TestFixture]
public class SafeTensorsTests
{
    private static readonly string[] s_types =
        ["BOOL", "U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64", "F16", "BF16", "F32", "F64"];

    [Test]
    public void Every_element_type_that_Python_has_written_is_read()
    {
        var floats = SafeTensors.Load<float>(Fixture.Of("types.safetensors"), out var metadata);
        var doubles = SafeTensors.Load<double>(Fixture.Of("types.safetensors"));
        doubles.Keys.ShouldBe([.. s_types, "empty", "scalar", "special", "half", "brain"]);
        foreach (var type in s_types)
        {
            double[] expected = type == "BOOL" ? [0, 1, 0, 1, 1, 0] : [0, 1, 2, 3, 5, 100];
            doubles[type].ShouldBe(new NdArray<double>([2, 3], expected), type);
            floats[type].ShouldBe(new NdArray<float>([2, 3], [.. expected.Select(number => (float)number)]), type);
        }

        metadata.ShouldBe(new Dictionary<string, string> { ["made by"] = "numpy", ["größe"] = "line\nbreak" }, ignoreOrder: true);
        floats["empty"].Shape.ShouldBe([2, 0, 3]);
        floats["scalar"].ShouldBe(0.1f);
        doubles["scalar"].ShouldBe(0.1);
        Bits(floats["special"]).ShouldBe([0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x00000001, 0x7F7FFFFF]);
        doubles["special"].ToArray().ShouldBe([-0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1.401298464324817e-45,
            3.4028234663852886e38]);
        doubles["half"].ToArray().ShouldBe([65504, 5.960464477539063e-8, -0.333251953125, double.PositiveInfinity]);
        Bits(floats["brain"]).ShouldBe([0x7E960000, 0xBF000000, 0x40490000, 0x7FC00000]);
    }

    [Test]
    public void Names_may_be_empty_and_have_dots_slashes_quotes_and_any_letters()
    {
        var arrays = SafeTensors.Load<double>(Fixture.Of("names.safetensors"), out var metadata);
        arrays.Select(pair => (pair.Key, pair.Value.Scalar)).ShouldBe(
            [("", 1), ("a.b/c d", 2), ("größe\u4E2D\U0001F600", 3), ("quote\"back\\slash", 4)]);
        metadata.ShouldBeEmpty();
        Copy(arrays).Select(pair => (pair.Key, pair.Value)).ShouldBe(arrays.Select(pair => (pair.Key, pair.Value)), ignoreOrder: true);
    }

    [Test]
    public void What_is_written_has_the_bytes_that_Python_writes()
    {
        var arrays = new Dictionary<string, NdArray<float>>
        {
            ["c"] = NdArray.Zeros<float>([0, 4]),
            ["b"] = 7,
            ["a.weight"] = new float[,] { { 1, -2.5f }, { 3e-40f, 4 } },
        };
        var metadata = new Dictionary<string, string> { ["note"] = "größe <&> 'x'", ["epoch"] = "3" };
        using var folder = Fixture.Folder();
        SafeTensors.Save(folder["a.safetensors"], arrays, metadata);
        File.ReadAllBytes(folder["a.safetensors"]).ShouldBe(File.ReadAllBytes(Fixture.Of("written.safetensors")));
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, arrays, metadata);
        stream.ToArray().ShouldBe(File.ReadAllBytes(Fixture.Of("written.safetensors")));
        Directory.GetFiles(Path.GetDirectoryName(folder["a"])!).Length.ShouldBe(1, "nothing is left beside it");
    }

    [Test]
    public void Bits_come_back_as_they_were()
    {
        var random = new Random(1);
        var arrays = new Dictionary<string, NdArray<double>>
        {
            ["nan"] = new double[] { BitConverter.Int64BitsToDouble(unchecked((long)0xFFF8_0000_0000_1234)), -0.0, double.Epsilon },
            ["scalar"] = 3,
            ["one"] = new double[,] { { 2 } },
            ["none"] = Array.Empty<double>(),
            ["long"] = NdArray.Generate<double>([3, 50_001], random.NextDouble),
        };
        var copy = Copy(arrays);
        copy.Count.ShouldBe(arrays.Count);
        foreach (var (name, array) in arrays)
        {
            copy[name].Shape.ShouldBe(array.Shape);
            copy[name].Span.ToArray().Select(BitConverter.DoubleToInt64Bits)
                .ShouldBe(array.ToArray().Select(BitConverter.DoubleToInt64Bits), name);
        }
    }

    [Test]
    public void A_stream_that_cannot_be_sought_in_is_read_too()
    {
        using var file = File.OpenRead(Fixture.Of("types.safetensors"));
        using var pipe = new OneByOne(file);
        SafeTensors.Load<double>(pipe, out _)["F64"].ShouldBe(new double[,] { { 0, 1, 2 }, { 3, 5, 100 } });
    }

    [Test]
    public void Numbers_that_the_type_cannot_hold_are_refused_at_their_byte()
    {
        Refused<float>("""{"w":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", [1, 0, 0, 0, 1, 0, 0, 1])
            .ShouldBe(("byte 66: the array \"w\" has a number that Single cannot hold.", 66));
        Read<double>("""{"w":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", [1, 0, 0, 0, 1, 0, 0, 1])["w"].ToArray()
            .ShouldBe([1, 16777217]);
        Refused<double>("""{"w":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}""", [.. Enumerable.Repeat((byte)255, 8)]).Position
            .ShouldBe(62);
        Refused<float>("""{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", BitConverter.GetBytes(1e300)).Message
            .ShouldContain("cannot hold");
        Read<float>("""{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", BitConverter.GetBytes(double.NegativeInfinity))["w"]
            .Scalar.ShouldBe(float.NegativeInfinity);
        Refused<float>("""{"w":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", [1, 2])
            .ShouldBe(("byte 64: the array \"w\" has a truth value that is neither 0 nor 1.", 64));
    }

    [TestCase("""{"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "elements of type \"F8_E4M3\"; read are BOOL, U8")]
    [TestCase("""{"w":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, "elements of type \"C64\"")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,3]}}""", 3, "has 2 bytes, but data_offsets 0 and 3")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[3,1]}}""", 3, "has 2 bytes, but data_offsets 3 and 1")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "where 0 is the next: they overlap, or leave a hole")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"v":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3,
        "\"v\" begins at 1 of the elements, where 2 is the next")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "the arrays have 2 bytes, and 3 follow the header")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, "the arrays have 2 bytes, and 1 follow the header")]
    [TestCase("""{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0,
        "the array \"w\" is there twice")]
    [TestCase("""{"w":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "\"dtype\" of the array \"w\" is there twice")]
    [TestCase("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "the text \"a\" is there twice")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ is there twice")]
    [TestCase("""{"__metadata__":{"a":1}}""", 0, "a text is expected here")]
    [TestCase("""{"w":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}""", 0, "a list of at most 64 numbers, 0 or more, is expected here")]
    [TestCase("""{"w":{"dtype":"U8","shape":[1.5],"data_offsets":[0,0]}}""", 0, "is expected here")]
    [TestCase("""{"w":{"dtype":"U8","shape":[99999999999999999999999],"data_offsets":[0,0]}}""", 0, "is expected here")]
    [TestCase("""{"w":{"dtype":"U8","shape":[3000000000],"data_offsets":[0,3000000000]}}""", 0, "has an axis of length 3000000000")]
    [TestCase("""{"w":{"dtype":"U8","shape":[2000000000,2000000000,2000000000],"data_offsets":[0,9]}}""", 0,
        "has more than 2147483591 elements")]
    [TestCase("""{"w":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""", 0,
        "the arrays have 16000000000 bytes, and 0 follow")]
    [TestCase("""{"w":{"shape":[0],"data_offsets":[0,0]}}""", 0, "has no dtype")]
    [TestCase("""{"w":{"dtype":"U8","shape":[0],"data_offsets":[0]}}""", 0, "not two data_offsets")]
    [TestCase("""{"w":[]}""", 0, "an object that describes the array \"w\" is expected here")]
    [TestCase("""[]""", 0, "an object with the arrays is expected here")]
    [TestCase("""{"w":""", 0, "byte 13: from here on the header is not JSON")]
    [TestCase("""{} x""", 0, "from here on the header is not JSON")]
    [TestCase("""{,}""", 0, "from here on the header is not JSON")]
    [TestCase("", 0, "byte 8: from here on the header is not JSON")]
    [TestCase("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "this text is not UTF-8")]
    public void A_header_that_is_wrong_is_refused_in_words(string header, int bytes, string message) =>
        Refused<float>(header, new byte[bytes]).Message.ShouldContain(message);

    [Test]
    public void What_no_file_can_hold_is_refused_before_anything_is_written()
    {
        using var folder = Fixture.Folder();
        void Refuse(string name, NdArray<float> array, string text, string message)
        {
            Should.Throw<ArgumentException>(() => SafeTensors.Save(folder["w"],
                new Dictionary<string, NdArray<float>> { [name] = array }, new Dictionary<string, string> { ["text"] = text })).Message
                .ShouldContain(message);
            File.Exists(folder["w"]).ShouldBeFalse();
        }

        Refuse("__metadata__", 1, "", "cannot be called __metadata__");
        Refuse("a\uD800", 1, "", "half of a surrogate pair");
        Refuse("a", 1, "\uDC00", "half of a surrogate pair");
        Refuse("a", new NdArray<float>(1).WithShape([.. Enumerable.Repeat(1, 65)]), "", "has 65 axes");
        Refuse("a", 1, new string('x', 1 << 24), "at most 16777216 are read");
        Should.Throw<DirectoryNotFoundException>(() => SafeTensors.Save(folder["no/w"], new Dictionary<string, NdArray<float>>()));
        Should.Throw<FileNotFoundException>(() => SafeTensors.Load<float>(folder["w"]));
    }

    [Test]
    public void A_file_that_cannot_be_written_to_the_end_leaves_the_old_one()
    {
        using var folder = Fixture.Folder();
        SafeTensors.Save(folder["w"], new Dictionary<string, NdArray<float>> { ["a"] = 1 });
        File.WriteAllText(folder["w.partial"], "what a killed program has left");
        SafeTensors.Save(folder["w"], new Dictionary<string, NdArray<float>> { ["a"] = 2 });
        File.Exists(folder["w.partial"]).ShouldBeFalse();
        using (new FileStream(folder["w.partial"], FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Should.Throw<IOException>(() => SafeTensors.Save(folder["w"], new Dictionary<string, NdArray<float>> { ["a"] = 3 }));
        }

        SafeTensors.Load<float>(folder["w"])["a"].Scalar.ShouldBe(2);
    }

    private static (string Message, long? Position) Refused<T>(string header, byte[] elements)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var exception = Should.Throw<ArrayFileException>(() => Read<T>(header, elements));
        exception.Message.ShouldStartWith($"the stream, byte {exception.Position}: ");
        return (exception.Message["the stream, ".Length..], exception.Position);
    }

    private static IReadOnlyDictionary<string, NdArray<T>> Read<T>(string header, byte[] elements)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        return SafeTensors.Load<T>(new MemoryStream([.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. elements]), out _);
    }

    private static IReadOnlyDictionary<string, NdArray<double>> Copy(IReadOnlyDictionary<string, NdArray<double>> arrays)
    {
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, arrays);
        stream.Position = 0;
        return SafeTensors.Load<double>(stream, out _);
    }

    private static IEnumerable<uint> Bits(NdArray<float> array) => array.ToArray().Select(BitConverter.SingleToUInt32Bits);
}
