using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Autograd;

namespace Benchmarks;

/// <summary>How long gradient checks take: the first, which compiles the code, and a second one.</summary>
internal static class Checks
{
    public static void Run()
    {
        Twice("the network of samples/Digits.cs on its 1437 digits, all parameters, random directions, order 2", Digits);
        Twice("full Jacobian of 200 outputs by 200 inputs", Jacobian);
    }

    private static void Twice(string what, Func<GradientReport> check)
    {
        for (var round = 1; round <= 2; round++)
        {
            var watch = Stopwatch.StartNew();
            var report = check();
            var verdict = report.Passed ? "passed" : "FAILED";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what}: {watch.Elapsed.TotalSeconds:F2} s, {verdict}, {report.Comparisons.Count} comparisons"));
        }
    }

    private static GradientReport Digits()
    {
        var (pixels, labels) = ReadDigits();
        var random = new Random(6);
        return GradientCheck.Of(
            p => ((pixels.MatMul(p[0]) + p[1]).Relu().MatMul(p[2]) + p[3]).SoftmaxCrossEntropy(labels),
            [
                Initialize.He<double>([64, 64], random), Initialize.Uniform<double>([64], random, -0.1, 0.1),
                Initialize.Glorot<double>([64, 10], random), Initialize.Uniform<double>([10], random, -0.1, 0.1),
            ],
            new GradientCheckOptions { Mode = GradientCheckMode.RandomDirections, Order = 2 });
    }

    private static GradientReport Jacobian()
    {
        var w = Node.Constant(Initialize.Glorot<double>([200, 200], new Random(1)));
        return GradientCheck.Of(
            x => x.MatMul(w).Tanh(), Initialize.Normal<double>([200], new Random(2)),
            new GradientCheckOptions { Mode = GradientCheckMode.FullJacobian, Order = 1 });
    }

    // Eight by eight pixels from 0 to 16 and the digit, separated by commas.
    private static (Node<double> Pixels, IntList Labels) ReadDigits([CallerFilePath] string file = "")
    {
        using var stream = new GZipStream(File.OpenRead(
            Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "samples", "data", "digits.csv.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(1437)
            .Select(line => Array.ConvertAll(line.Split(','), text => double.Parse(text, CultureInfo.InvariantCulture))).ToArray();
        return (Node.Constant(NdArray.FromRows<double>([.. rows.Select(row => row[..64].Select(pixel => pixel / 16).ToArray())])),
            rows.Select(row => (int)row[64]).ToArray());
    }
}
