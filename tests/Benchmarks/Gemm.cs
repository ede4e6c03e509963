using System.Globalization;
using System.Numerics;
using Autograd;

namespace Benchmarks;

/// <summary>Square matrix products, in microseconds and in billions of floating-point operations a second.</summary>
internal static class Gemm
{
    private static readonly int[] s_sizes = [64, 128, 256, 512, 1024, 2048];

    public static void Run()
    {
        foreach (var size in s_sizes)
        {
            Measure<float>("f32", size);
            Measure<double>("f64", size);
        }
    }

    private static void Measure<T>(string type, int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(0);
        var x = Node.Constant(Initialise.Normal<T>([size, size], random));
        var y = Node.Constant(Initialise.Normal<T>([size, size], random));
        var count = (int)Math.Max(1, 2e8 / Math.Pow(size, 3));
        var microseconds = Timing.Best(() => x.MatMul(y), warm: 3, repeats: 7, count, milliseconds: 300);
        var rate = 2 * Math.Pow(size, 3) / microseconds / 1000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gemm_{type} {size}: {microseconds:F1} us ({rate:F1} GFLOPS)"));
    }
}
