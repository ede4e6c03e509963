using System.Numerics;
using Autograd;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Benchmarks;

/// <summary>
/// Single operations, without a graph, by BenchmarkDotNet: short runs in this process, so that nothing is built or fetched for them.
/// </summary>
internal static class Kernels
{
    /// <summary>
    /// Measures the operations whose name, such as <c>Benchmarks.ElementwiseKernels&lt;Single&gt;.Exp(Size: 1000)</c>, contains one of
    /// the filters; without any, all.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    public static bool Run(string[] filters)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.JoinSummary)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
        string[] patterns = filters.Length == 0 ? ["*"] : Array.ConvertAll(filters, filter => $"*{filter}*");
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Kernels).Assembly).Run(["--filter", .. patterns], config);
        return summaries.Any(summary => summary.Reports.Length > 0);
    }
}

[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class MatrixProductKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Node<T> _x = 0;
    private Node<T> _y = 0;

    [Params(64, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(0);
        _x = Initialize.Normal<T>([Size, Size], random);
        _y = Initialize.Normal<T>([Size, Size], random);
    }

    [Benchmark]
    public Node<T> MatMul() => _x.MatMul(_y);
}

[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class ElementwiseKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Node<T> _x = 0;

    [Params(1_000, 1_000_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare() => _x = Initialize.Normal<T>([Size], new Random(0));

    [Benchmark]
    public Node<T> Exp() => _x.Exp();

    [Benchmark]
    public Node<T> Tanh() => _x.Tanh();

    [Benchmark]
    public Node<T> Sigmoid() => _x.Sigmoid();

    [Benchmark]
    public Node<T> Sum() => _x.Sum();
}

[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class SoftmaxKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Rows = 128;

    private Node<T> _z = 0;
    private IntList _labels;

    [Params(10, 10_000)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(0);
        _z = Initialize.Normal<T>([Rows, Classes], random);
        _labels = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(Classes))];
    }

    [Benchmark]
    public Node<T> Softmax() => _z.Softmax();

    [Benchmark]
    public Node<T> SoftmaxCrossEntropy() => _z.SoftmaxCrossEntropy(_labels);
}

[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class ConvolutionKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Node<T> _x = 0;
    private Node<T> _kernel = 0;

    [Params(1, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(0);
        _x = Initialize.Normal<T>([Batch, 16, 14, 14], random);
        _kernel = Initialize.Normal<T>([32, 16, 5, 5], random);
    }

    [Benchmark]
    public Node<T> Conv2D() => _x.Conv2D(_kernel, padding: 2);
}
