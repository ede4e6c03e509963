namespace Autograd.Tests;

[TestFixture]
public class IdxTests
{
    [TestCase("images.idx")]
    [TestCase("images.idx.gz")]
    public void Images_are_read_packed_or_not(string name)
    {
        var expected = new NdArray<float>([3, 4, 5], [.. Enumerable.Range(0, 60).Select(i => (float)i)]);
        Idx.Load<float>(Fixture.Of(name)).ShouldBe(expected);
        using var file = File.OpenRead(Fixture.Of(name));
        Idx.Load<float>(new OneByOne(file)).ShouldBe(expected);
    }

    [Test]
    public void Labels_are_read_as_integers()
    {
        Idx.LoadLabels(Fixture.Of("labels.idx")).ShouldBe([7, 0, 9]);
        Idx.LoadLabels(Fixture.Of("i2.idx")).ShouldBe([-2, 300]);
        Should.Throw<ArrayFileException>(() => Idx.LoadLabels(Fixture.Of("images.idx"))).Message
            .ShouldBe("images.idx, byte 2: labels are a vector of integers, and this is an array of shape (3, 4, 5) and type UInt8.");
        Should.Throw<ArrayFileException>(() => Idx.LoadLabels(Fixture.Of("f4.idx")));
    }

    [Test]
    public void Every_element_type_is_read()
    {
        Idx.Load<double>(Fixture.Of("i1.idx")).ToArray().ShouldBe([-128, 127]);
        Idx.Load<double>(Fixture.Of("i2.idx")).ToArray().ShouldBe([-2, 300]);
        Idx.Load<float>(Fixture.Of("i4.idx")).ShouldBe(new float[,] { { -70000, 70000 } });
        Idx.Load<double>(Fixture.Of("f4.idx")).ToArray().ShouldBe([0.5, -1e30f]);
        Idx.Load<double>(Fixture.Of("f8.idx")).ShouldBe(0.1);
    }

    [Test]
    public void What_is_wrong_is_said_with_its_byte()
    {
        var bytes = File.ReadAllBytes(Fixture.Of("labels.idx"));
        Refused(bytes[..^1]).ShouldBe(
            ("the stream, byte 10: the array is cut off: it has 3 bytes from byte 8 on, and the bytes end here.", 10));
        Refused([.. bytes, 1]).ShouldBe(("the stream, byte 11: there are more bytes than the array has.", 11));
        Refused([0, 0, 10, 1]).Message.ShouldContain("byte 0: this is no IDX file");
        Refused([0, 0, 8, 2, 0, 0]).Message.ShouldContain("byte 6: the header is cut off");
        Refused([0, 0, 8, 1, 255, 255, 255, 255]).Message.ShouldContain("has an axis of length -1");
        Refused([0, 0, 8, 200, .. new byte[800]]).Message.ShouldContain("has 200 axes");
        Refused([0, 0, 14, 2, 0x7F, 0, 0, 0, 0x7F, 0, 0, 0]).Message.ShouldContain("has more than 2147483591 elements");
        Refused([0, 0, 14, 1, 0x7F, 0, 0, 0]).Message.ShouldContain("byte 8: the array is cut off");
        Refused([]).Message.ShouldContain("byte 0: the header is cut off");
    }

    private static (string Message, long? Position) Refused(byte[] bytes)
    {
        var exception = Should.Throw<ArrayFileException>(() => Idx.Load<float>(new MemoryStream(bytes)));
        return (exception.Message, exception.Position);
    }
}
