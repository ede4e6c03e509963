using System.Globalization;
using System.Numerics;
using Autograd;

namespace Benchmarks;

/// <summary>
/// Square matrix products, in microseconds and in billions of floating-point operations a second: written to an array that is there
/// already, as the peer does it, and as a new node, which makes room for its result.
/// </summary>
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
        var x = Initialize.Normal<T>([size, size], random);
        var y = Initialize.Normal<T>([size, size], random);
        var z = new T[size * size];
        var (xNode, yNode) = (Node.Constant(x), Node.Constant(y));
        Measure($"gemm_{type} {size}", size, () => MatrixProduct.Multiply(1, size, size, size, x.Span, false, 0, y.Span, false, 0, z));
        Measure($"gemm_{type} {size} node", size, () => xNode.MatMul(yNode));
    }

    private static void Measure(string name, int size, Action product)
    {
        var count = (int)Math.Max(1, 2e8 / Math.Pow(size, 3));
        var microseconds = Timing.Best(product, warm: 3, repeats: 7, count, milliseconds: 300);
        var rate = 2 * Math.Pow(size, 3) / microseconds / 1000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {microseconds:F1} us ({rate:F1} GFLOPS)"));
    }
}
