using System.Globalization;
using System.Text;

namespace Autograd.Tests;

[TestFixture]
public class CsvTests
{
    [Test]
    public void The_digits_of_the_samples_are_read()
    {
        var table = Csv.Load<float>(SourceFolder.Of("samples/data/digits.csv.gz"));
        table.Shape.ShouldBe([1797, 65]);
        table.Span.ToArray().Max().ShouldBe(16);
        table[0, 64].ShouldBe(0);
        table[1796, 64].ShouldBe(8);
    }

    [Test]
    public void Header_separator_blanks_and_ends_of_lines_are_those_of_the_file()
    {
        Csv.Load<double>(Fixture.Of("table.csv.gz"), hasHeader: true, separator: ';').ShouldBe(new double[,] { { 1, -2.5 }, { 300, 0.1 } });
        Read("1").ShouldBe(new double[,] { { 1 } });
        Read("\uFEFF1,2\n3,4\n\n\r\n").ShouldBe(new double[,] { { 1, 2 }, { 3, 4 } });
        Read("NaN,-Infinity").ToArray().ShouldBe([double.NaN, double.NegativeInfinity]);
        Read("1\t2\n", '\t').Shape.ShouldBe([1, 2]);
    }

    [Test]
    [SetCulture("de-DE")]
    public void Numbers_are_the_same_in_every_culture() => Read("1.5,1e3").ToArray().ShouldBe([1.5, 1000]);

    [Test]
    public void Long_files_are_read_line_by_line_whatever_the_stream_gives_at_once()
    {
        var numbers = Enumerable.Range(0, 30_000).Select(i => (i / 8.0).ToString(CultureInfo.InvariantCulture)).ToArray();
        var text = string.Join("\n", numbers.Chunk(3).Select(row => string.Join(",", row)));
        var table = Csv.Load<double>(new OneByOne(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        table.Shape.ShouldBe([10_000, 3]);
        table.Span.ToArray().ShouldBe(Enumerable.Range(0, 30_000).Select(i => i / 8.0));
        Read(string.Join(",", numbers)).Shape.ShouldBe([1, 30_000], "a line that is longer than a buffer");
    }

    [Test]
    public void What_is_wrong_is_said_with_its_line_and_byte()
    {
        Refused("1,2\n3,x\n").ShouldBe(("the stream, byte 6: \"x\" in line 2 is no number.", 6));
        Refused("1,2\n3\n").ShouldBe(("the stream, byte 4: line 2 has 1 numbers, and the first row has 2.", 4));
        Refused("1\n\n2\n").ShouldBe(("the stream, byte 2: an empty line stands between rows.", 2));
        Refused("1,1e999").ShouldBe(("the stream, byte 2: \"1e999\" is too large for Double.", 2));
        Refused("1,\"2\"").Message.ShouldContain("is no number");
        Refused("a,b\n1,2\n").Message.ShouldContain("\"a\" in line 1 is no number");
        Refused("1,,2").Message.ShouldContain("\"\" in line 1 is no number");
        Refused("").ShouldBe(("the stream, byte 0: there are no rows of numbers.", 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Read("1", '\n')).Message.ShouldContain("the separator must be an ASCII character");
    }

    private static (string Message, long? Position) Refused(string text)
    {
        var exception = Should.Throw<ArrayFileException>(() => Read(text));
        return (exception.Message, exception.Position);
    }

    private static NdArray<double> Read(string text, char separator = ',') =>
        Csv.Load<double>(new MemoryStream(Encoding.UTF8.GetBytes(text)), separator: separator);
}
