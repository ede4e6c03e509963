using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>
/// Sets the times that a benchmark prints beside those that a peer's program printed into a file. Of both, lines <c>name: 12.3 us</c>
/// count.
/// </summary>
internal static partial class Comparison
{
    /// <summary>Runs a benchmark and prints, after what it prints itself, a table of both and of their ratios.</summary>
    /// <param name="file">The peer's output.</param>
    /// <param name="benchmark">Prints its lines to the console.</param>
    /// <returns>What <paramref name="benchmark"/> returns.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It has no line with a time.</exception>
    public static bool Run(string file, Func<bool> benchmark)
    {
        // Read first: a wrong file is refused before minutes of measuring.
        var peer = Times(File.ReadAllText(file));
        if (peer.Count == 0)
        {
            throw new InvalidDataException($"{file} has no line like `name: 12.3 us`; give what torch_steps.py or numpy_gemm.py printed.");
        }

        var console = Console.Out;
        var recorder = new Recorder(console);
        Console.SetOut(recorder);
        var done = benchmark();
        Console.SetOut(console);
        Print(Times(recorder.Text), peer);
        return done;
    }

    private static void Print(List<(string Name, double Microseconds)> own, List<(string Name, double Microseconds)> peer)
    {
        Console.WriteLine();
        Console.WriteLine("| us | peer | Autograd | Autograd / peer |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, microseconds) in own)
        {
            var at = peer.FindIndex(line => line.Name == Steps.WorkloadOf(name));
            var (time, ratio) = at < 0 ? ("-", "-") : (Text(peer[at].Microseconds, "F1"), Text(microseconds / peer[at].Microseconds, "G3"));
            Console.WriteLine($"| {name} | {time} | {Text(microseconds, "F1")} | {ratio} |");
        }
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static List<(string Name, double Microseconds)> Times(string text) =>
        [.. TimeLine().Matches(text)
            .Select(line => (line.Groups["name"].Value, double.Parse(line.Groups["time"].ValueSpan, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@"^(?<name>[^:\r\n]+): (?<time>[0-9]+(\.[0-9]+)?) us\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeLine();

    /// <summary>Hands text on and keeps it.</summary>
    private sealed class Recorder(TextWriter next) : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => next.Encoding;

        public string Text => _text.ToString();

        public override void Write(char value)
        {
            _text.Append(value);
            next.Write(value);
        }
    }
}
