// The peer that a .NET user would take instead: TorchSharp on libtorch. Prints `name: X us`, the best average of several repeats.
// usage: steps|operations [THREADS [PART...]]
using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

set_num_threads(args.Length > 1 ? int.Parse(args[1]) : 2);
random.manual_seed(0);
var parts = args.Skip(2).ToArray();
bool Chosen(string name) => parts.Length == 0 || parts.Any(name.Contains);

static void Run(Action step)
{
    using var scope = NewDisposeScope();
    step();
}

static double Best(Action step, int warm, int repeats, int count, int milliseconds)
{
    var warming = Stopwatch.StartNew();
    for (var i = 0; i < warm || warming.ElapsedMilliseconds < milliseconds; i++)
    {
        Run(step);
    }

    var best = double.PositiveInfinity;
    for (var repeat = 0; repeat < repeats; repeat++)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            Run(step);
        }

        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
    }

    return best;
}

if (args[0] == "operations")
{
    var all = Operations.All.Where(operation => Chosen(operation.Name))
        .SelectMany(operation => operation.Sizes.Select(sizes => ($"{operation.Name} {sizes}", Step: operation.Prepare(sizes)))).ToArray();
    foreach (var (name, step) in all)
    {
        Best(step, 1, 0, 0, 30);
    }

    foreach (var (name, step) in all)
    {
        var once = Best(step, 3, 3, 1, 0);
        Console.WriteLine($"{name}: {Best(step, 1, 5, (int)Math.Max(1, 20_000 / once), 0):F1} us");
    }
}
else
{
    foreach (var (name, make, warm, repeats, count) in Steps.All.Where(step => Chosen(step.Name)))
    {
        Console.WriteLine($"{name}: {Best(make(), warm, repeats, count, 1500):F1} us");
    }
}

Console.WriteLine($"libtorch {__version__} threads {get_num_threads()}");
