using System.Diagnostics;
using System.Globalization;
using Autograd;

namespace Benchmarks;

/// <summary>The memory of a graph of scalars: what recording costs where the values themselves are next to nothing.</summary>
internal static class Memory
{
    private const int Nodes = 1_000_000;

    public static void Run()
    {
        var a = new Parameter<double>(1.0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Node<double> h = a;
        for (var i = 0; i < Nodes; i++)
        {
            h *= 1.0000001;
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        h.Backward();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"scalar_chain 1M mul: the graph holds {held / 1e6:F1} MB, {(double)held / Nodes:F1} bytes a step; "
            + $"the process, with the backward pass, had at most {process.PeakWorkingSet64 / 1e6:F1} MB"));
    }
}
