using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Benchmarks;

/// <summary>
/// Sets the times that a benchmark prints beside those that peers' programs printed into files. Of all, lines <c>name: 12.3 us</c> count.
/// </summary>
internal static partial class Comparison
{
    /// <summary>Runs a benchmark and prints, after what it prints itself, a table of all, and its ratios to the fastest peer.</summary>
    /// <param name="files">The peers' outputs.</param>
    /// <param name="benchmark">Prints its lines to the console.</param>
    /// <returns>What <paramref name="benchmark"/> returns.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It has no line with a time.</exception>
    public static bool Run(string[] files, Func<bool> benchmark)
    {
        // Read first: a wrong file is refused before minutes of measuring.
        var peers = Array.ConvertAll(files, Read);
        var console = Console.Out;
        var recorder = new Recorder(console);
        Console.SetOut(recorder);
        var done = benchmark();
        Console.SetOut(console);
        Print(Times(recorder.Text), peers);
        return done;
    }

    private static (string Name, Dictionary<string, double> Times) Read(string file)
    {
        var times = Times(File.ReadAllText(file)).DistinctBy(line => line.Name).ToDictionary(line => line.Name, line => line.Microseconds);
        return times.Count > 0
            ? (Path.GetFileNameWithoutExtension(file), times)
            : throw new InvalidDataException($"{file} has no line like `name: 12.3 us`; give what a peer's program printed.");
    }

    private static void Print(List<(string Name, double Microseconds)> own, (string Name, Dictionary<string, double> Times)[] peers)
    {
        Console.WriteLine();
        Console.WriteLine($"| us | {string.Join(" | ", peers.Select(peer => peer.Name))} | Autograd | ratio |");
        Console.WriteLine($"|---|{string.Concat(peers.Select(_ => "---|"))}---|---|");
        foreach (var (name, microseconds) in own)
        {
            var times = Array.ConvertAll(peers, peer => peer.Times.GetValueOrDefault(Steps.WorkloadOf(name), double.NaN));
            var fastest = times.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
            var cells = string.Join(" | ", times.Select(time => Text(time, "F1")));
            Console.WriteLine($"| {name} | {cells} | {Text(microseconds, "F1")} | {Text(microseconds / fastest, "G3")} |");
        }
    }

    private static string Text(double number, string format) =>
        double.IsNaN(number) ? "-" : number.ToString(format, CultureInfo.InvariantCulture);

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
