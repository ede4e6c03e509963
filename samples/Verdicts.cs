#:project ../src/Ops/Ops.csproj

// The five verdicts of a gradient check in one report, and its picture: the error of the quotient at each step beside that of the rules.
// dotnet run -c Release samples/Verdicts.cs [file]

using Autograd;

// A sine; an exponential with a part cut off, so that the rules miss it; corners; the edge of a domain; a number lost in 1e20.
var report = GradientCheck.Of(
    x => Node.Concat(
        [x[..1].Sin(), x[1..2].Exp() + (0.01 * x[1..2].StopGradient()), x[2..3].Abs(), x[3..4].Pow(2.5), 1e20 + x[4..5]], 0),
    new NdArray<double>([5], 0.7, 0.4, 0, 0, 1),
    new GradientCheckOptions { Order = 1 });
Console.WriteLine(report.Details());

var file = Path.GetFullPath(args.FirstOrDefault() ?? "artifacts/verdicts.svg");
Directory.CreateDirectory(Path.GetDirectoryName(file)!);
File.WriteAllText(file, report.ToSvg());
Console.WriteLine($"wrote {file}");
