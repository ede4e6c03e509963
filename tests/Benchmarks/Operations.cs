using Autograd;

namespace Benchmarks;

/// <summary>An operation on inputs of some shapes, that a peer's program measures too.</summary>
/// <param name="Name">The operation, as the peer names it.</param>
/// <param name="Sizes">
/// The shapes of the inputs, <c>32x32 32</c>, in each size that is measured; <c>+</c> before one: positive numbers.
/// </param>
/// <param name="Apply">The operation.</param>
internal sealed record Operation(string Name, string[] Sizes, Func<Node<float>[], Node<float>> Apply);

/// <summary>
/// The operations that models are made of, each small and large, with the gradients of all its inputs: eager and replayed, as lines
/// <c>name shapes: X us</c>.
/// </summary>
internal static class Operations
{
    private const string Small = "32x32";
    private const string Large = "1024x1024";

    // Enough calls for the just-in-time compiler to see what is called often; then it needs time, which the other operations give it.
    private const int WarmMilliseconds = 30;
    private const int Milliseconds = 20;
    private const int Repeats = 5;

    private static readonly Random s_random = new(0);
    private static readonly Dictionary<(int From, int Count), IntList> s_picks = [];
    private static readonly Dictionary<Shape, Node<float>> s_shares = [];

    private static readonly Operation[] s_all =
    [
        One("exp", x => x.Exp()),
        One("log", x => x.Log(), "+"),
        One("sqrt", x => x.Sqrt(), "+"),
        One("rsqrt", x => x.Rsqrt(), "+"),
        One("reciprocal", x => x.Reciprocal(), "+"),
        One("pow 1.7", x => x.Pow(1.7), "+"),
        One("abs", x => x.Abs()),
        One("square", x => x.Square()),
        One("sin", x => x.Sin()),
        One("tanh", x => x.Tanh()),
        One("sigmoid", x => x.Sigmoid()),
        One("log_sigmoid", x => x.LogSigmoid()),
        One("softplus", x => x.Softplus()),
        One("erf", x => x.Erf()),
        One("relu", x => x.Relu()),
        One("leaky_relu", x => x.LeakyRelu()),
        One("elu", x => x.Elu()),
        One("selu", x => x.Selu()),
        One("gelu", x => x.Gelu()),
        One("gelu_tanh", x => x.GeluTanh()),
        One("silu", x => x.Silu()),
        One("mish", x => x.Mish()),
        One("hardtanh", x => x.HardTanh()),
        One("hardsigmoid", x => x.HardSigmoid()),
        new("prelu", ["16x8x8x8 8x1x1", "32x32x32x32 32x1x1"], x => x[0].PRelu(x[1])),

        One("ceil", x => x.Ceiling()),
        One("log10", x => x.Log10(), "+"),
        One("exp2", x => x.Exp2()),

        Two("add", (x, y) => x + y),
        Two("multiply", (x, y) => x * y),
        Two("divide", (x, y) => x / y, "+"),
        Two("maximum", (x, y) => x.Maximum(y)),
        Two("pow", (x, y) => x.Pow(y), "+"),
        Two("where", (x, y) => (x > 0).Where(x, y)),
        Two("where of two masks", (x, y) => ((x > 0) & (y > 0)).Where(x, y)),
        Two("remainder", (x, y) => x.Remainder(y), "+"),
        Two("logaddexp", (x, y) => x.LogAddExp(y)),
        new("add row", ["32x32 32", "1024x1024 1024"], x => x[0] + x[1]),
        new("multiply row", ["32x32 32", "1024x1024 1024"], x => x[0] * x[1]),
        new("multiply column", ["32x32 32x1", "1024x1024 1024x1"], x => x[0] * x[1]),
        new("multiply middle", ["8x8x8 8x1x8", "64x500x32 64x1x32"], x => x[0] * x[1]),
        new("multiply channel", ["16x8x8x8 8x1x1", "32x32x32x32 32x1x1"], x => x[0] * x[1]),

        One("sum", x => x.Sum()),
        One("sum first", x => x.Sum(0)),
        One("sum last", x => x.Sum(-1)),
        Middle("sum middle", x => x.Sum(1)),
        One("mean last", x => x.Mean(-1)),
        One("max", x => x.Max()),
        One("max first", x => x.Max(0)),
        One("max last", x => x.Max(-1)),
        Middle("max middle", x => x.Max(1)),
        One("prod last", x => x.Prod(-1), "+"),
        One("var first", x => x.Variance(0, correction: 1)),
        One("var last", x => x.Variance(-1, correction: 1)),
        Middle("var middle", x => x.Variance(1, correction: 1)),
        One("std last", x => x.StandardDeviation(-1, correction: 1)),
        One("norm last", x => x.Norm(-1)),
        One("logsumexp first", x => x.LogSumExp(0)),
        One("logsumexp last", x => x.LogSumExp(-1)),
        Middle("logsumexp middle", x => x.LogSumExp(1)),
        One("cumsum first", x => x.CumulativeSum(0)),
        One("cumsum last", x => x.CumulativeSum(-1)),
        One("cumprod first", x => x.CumulativeProduct(0), "+"),
        One("cumprod last", x => x.CumulativeProduct(-1), "+"),
        One("softmax first", x => x.Softmax(0)),
        new("softmax last", [Small, Large, "65536x16"], x => x[0].Softmax()),
        Middle("softmax middle", x => x.Softmax(1)),
        One("log_softmax first", x => x.LogSoftmax(0)),
        One("log_softmax last", x => x.LogSoftmax()),
        Middle("log_softmax middle", x => x.LogSoftmax(1)),

        One("transpose", x => x.Transpose()),
        new("permute 0213", ["2x4x4x8", "8x64x16x64"], x => x[0].Transpose([0, 2, 1, 3])),
        new("permute 0231", ["2x4x4x8", "8x64x32x32"], x => x[0].Transpose([0, 2, 3, 1])),
        Two("concat first", (x, y) => Node.Concat([x, y])),
        Two("concat last", (x, y) => Node.Concat([x, y], axis: -1)),
        Two("stack", (x, y) => Node.Stack([x, y])),
        new("slice", ["32x32", "1024x1024"], x => x[0][4..^4, 4..^4]),
        One("pad", x => x.Pad([1, 1], [1, 1])),
        One("flip", x => x.Flip(-1)),
        One("roll", x => x.Roll(3, 0)),
        new("repeat", ["8x32", "128x1024"], x => x[0].Tile(4, 2)),
        new("repeat_interleave", ["8x32", "128x1024"], x => x[0].Repeat(4, 0)),
        new("swapaxes", ["8x8x8", "64x128x64"], x => x[0].SwapAxes(0, 1)),
        new("movedim", ["8x8x8", "64x128x64"], x => x[0].MoveAxis(0, -1)),
        new("broadcast row", ["32", "1024"], x => x[0].BroadcastTo([x[0].Shape[0], x[0].Shape[0]])),

        new("gather rows", ["32x32", "10000x64"], x => x[0].Gather(Picks(x[0].Shape[0], x[0].Shape[0] / 2))),
        new("scatter rows", ["16x32", "4096x64"], x =>
            x[0].ScatterAdd(Picks(x[0].Shape[0] * 2, x[0].Shape[0]), x[0].Shape[0] * 2)),
        new("take along last", ["32x32", "1024x1024"], x =>
            x[0].TakeAlongAxis(new IntArray([x[0].Shape[0], 16], Picks(x[0].Shape[1], x[0].Shape[0] * 16)), 1)),
        new("index lists", ["32x32", "1024x1024"], x => x[0].GatherAt(
            Picks(x[0].Shape[0], x[0].Shape[0] * 16), Picks(x[0].Shape[1], x[0].Shape[0] * 16))),
        new("index_put", ["32x32 512", "1024x1024 16384"], x => x[0].WithAt(
            x[1], Picks(x[0].Shape[0], x[0].Shape[0] * 16), Picks(x[0].Shape[1], x[0].Shape[0] * 16))),
        new("masked_select", ["32x32", "1024x1024"], x => x[0].MaskedSelect(Shares(x[0].Shape) > (1 / (double)x[0].Shape[1]))),
        One("sort last", x => x.Sort()),
        One("topk 10", x => x.TakeAlongAxis(x.TopK(10), 1)),
        One("tril", x => x.LowerTriangle()),
        One("diagonal", x => x.Diagonal()),
        Two("masked_fill", (x, y) => x.MaskedFill(y > 0, -1e9) + y),

        new("matmul", ["32x32 32x32", "512x512 512x512"], x => x[0].MatMul(x[1])),
        new("matmul batch", ["4x16x16 4x16x16", "64x64x64 64x64x64"], x => x[0].MatMul(x[1])),
        new("matmul vector", ["32x32 32x1", "1024x1024 1024x1"], x => x[0].MatMul(x[1])),
        new("linear", ["32x32 32x32 32", "256x512 512x512 512"], x => x[0].MatMul(x[1]) + x[2]),
        new("outer", ["32 32", "1024 1024"], x => x[0].Outer(x[1])),
        new("einsum bqhd,bkhd->bhqk", ["2x4x2x8 2x4x2x8", "8x64x4x32 8x64x4x32"], x => x[0].Einsum("bqhd,bkhd->bhqk", x[1])),
        new("einsum ij,jk,kl->il", ["8x8 8x8 8x8", "256x256 256x256 256x256"], x => x[0].Einsum("ij,jk,kl->il", x[1], x[2])),
        new("solve", ["8x8 8x8", "256x256 256x256"], x => (x[0] + (50 * Node.Constant(NdArray.Eye<float>(x[0].Shape[0])))).Solve(x[1])),
        new("inverse", ["8x8", "256x256"], x => (x[0] + (50 * Node.Constant(NdArray.Eye<float>(x[0].Shape[0])))).Inverse()),
        new("logdet", ["8x8", "256x256"], x => (x[0] + (50 * Node.Constant(NdArray.Eye<float>(x[0].Shape[0])))).LogDeterminant()),

        new("conv2d 3x3", ["2x4x8x8 8x4x3x3", "16x32x32x32 64x32x3x3"], x => x[0].Conv2D(x[1], padding: 1)),
        new("conv2d 3x3 stride 2", ["2x4x8x8 8x4x3x3", "16x32x32x32 64x32x3x3"], x => x[0].Conv2D(x[1], stride: 2, padding: 1)),
        new("conv2d 1x1", ["2x4x8x8 8x4x1x1", "16x64x32x32 128x64x1x1"], x => x[0].Conv2D(x[1])),
        new("conv2d depthwise", ["2x4x8x8 4x1x3x3", "16x64x32x32 64x1x3x3"], x => x[0].Conv2D(x[1], padding: 1, groups: x[0].Shape[1])),
        new("conv2d groups 4", ["2x8x8x8 8x2x3x3", "16x64x16x16 64x16x3x3"], x => x[0].Conv2D(x[1], padding: 1, groups: 4)),
        new("conv2d 7x7 stride 2", ["1x3x16x16 8x3x7x7", "4x3x112x112 32x3x7x7"], x => x[0].Conv2D(x[1], stride: 2, padding: 3)),
        new("conv2d dilated", ["2x4x8x8 8x4x3x3", "16x32x32x32 32x32x3x3"], x => x[0].Conv2D(x[1], padding: 2, dilation: 2)),
        new("conv1d", ["2x4x16 8x4x3", "16x64x256 64x64x3"], x => x[0].Conv1D(x[1], padding: 1)),
        new("conv_transpose2d", ["2x4x8x8 4x8x3x3", "16x32x16x16 32x64x3x3"], x =>
            x[0].ConvTranspose2D(x[1], stride: 2, padding: 1, outputPadding: 1)),
        new("conv_transpose1d", ["2x4x16 4x8x3", "16x64x128 64x64x3"], x => x[0].ConvTranspose1D(x[1], stride: 2, padding: 1)),
        new("max_pool1d", ["2x4x32", "16x64x1024"], x => x[0].MaxPool1D(2)),
        new("avg_pool1d", ["2x4x32", "16x64x1024"], x => x[0].AveragePool1D(2)),
        new("avg_pool2d without padding", ["2x4x8x8", "16x32x32x32"], x =>
            x[0].AveragePool2D(3, stride: 2, padding: 1, countPadding: false)),
        new("max_pool2d", ["2x4x8x8", "16x32x32x32"], x => x[0].MaxPool2D(2)),
        new("max_pool2d 3 stride 2", ["2x4x8x8", "16x32x32x32"], x => x[0].MaxPool2D(3, stride: 2, padding: 1)),
        new("avg_pool2d", ["2x4x8x8", "16x32x32x32"], x => x[0].AveragePool2D(2)),
        new("mean of images", ["2x4x8x8", "16x256x16x16"], x => x[0].Mean([2, 3])),

        new("layer_norm", ["32x32 32 32", "4096x256 256 256"], x => x[0].LayerNorm(x[1], x[2])),
        new("rms_norm", ["32x32 32", "4096x256 256"], x => x[0].RmsNorm(x[1])),
        new("group_norm", ["4x8x8x8 8 8", "32x32x16x16 32 32"], x => x[0].GroupNorm(4, x[1], x[2])),
        new("batch_norm images", ["4x4x8x8 4 4", "32x32x16x16 32 32"], x => x[0].BatchNorm(x[1], x[2])),
        new("batch_norm rows", ["32x32 32 32", "1024x1024 1024 1024"], x => x[0].BatchNorm(x[1], x[2])),
        Two("mse", (x, y) => x.MeanSquaredError(y)),
        Two("l1", (x, y) => x.MeanAbsoluteError(y)),
        Two("huber", (x, y) => x.Huber(y)),
        new("bce_with_logits", ["32x32", "1024x1024"], x => x[0].SigmoidCrossEntropy(Shares(x[0].Shape))),
        new("cross_entropy", ["32x32", "1024x1024"], x => x[0].SoftmaxCrossEntropy(Picks(x[0].Shape[1], x[0].Shape[0]))),
        new("soft cross_entropy", ["32x32", "1024x1024"], x => x[0].SoftmaxCrossEntropy(Shares(x[0].Shape))),
        new("cross_entropy of images", ["2x8x4x4", "8x32x64x64"], x =>
            x[0].SoftmaxCrossEntropy(Picks(x[0].Shape[1], x[0].Shape.Size / x[0].Shape[1]), axis: 1)),
        new("gamma log_prob", ["+32x32 +32x32 +32x32", "+1024x1024 +1024x1024 +1024x1024"], x =>
            new GammaDistribution<float>(x[0], x[1]).LogProbability(x[2])),
        new("attention", ["2x2x4x8 2x2x4x8 2x2x4x8", "8x4x64x32 8x4x64x32 8x4x64x32"], x =>
            (x[0].MatMul(x[1], transposeY: true) / MathF.Sqrt(x[0].Shape[3])).Softmax().MatMul(x[2])),
    ];

    /// <summary>Measures the operations whose name contains one of these parts; without parts, all.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Run(string[] parts)
    {
        var steps = s_all
            .Where(operation => parts.Length == 0 || parts.Any(part => operation.Name.Contains(part, StringComparison.Ordinal)))
            .SelectMany(operation => operation.Sizes.SelectMany(sizes => Steps(operation, sizes)))
            .ToArray();
        foreach (var (_, step) in steps)
        {
            Timing.CountFor(step, WarmMilliseconds);
        }

        foreach (var (name, step) in steps)
        {
            var count = Timing.CountFor(step, Milliseconds);
            Console.WriteLine(Measurement.Of(name, step, warm: 0, Repeats, count, milliseconds: 0));
        }

        return steps.Length > 0;
    }

    private static IEnumerable<(string Name, Action Run)> Steps(Operation operation, string sizes)
    {
        var inputs = sizes.Split(' ').Select(Input).ToArray();
        var seed = Node.Constant(Initialize.Normal<float>(operation.Apply(inputs).Shape, s_random));
        IReadOnlyList<Node<float>> Gradients() => [.. operation.Apply(inputs).Backward(inputs, seed).Values];
        var name = $"{operation.Name} {sizes}";
        yield return (name, () => Read(Gradients()));
        if (Replayed() is { } replay)
        {
            yield return (name + Benchmarks.Steps.Replayed, () => Run(replay));
        }

        static void Run(Replay<float> replay)
        {
            replay.Run();
            Read(replay.Results);
        }

        // What decides by values, as sorting does, is refused.
        Replay<float>? Replayed()
        {
            try
            {
                return Replay.Of(Gradients);
            }
            catch (ReplayException)
            {
                return null;
            }
        }
    }

    // Gradients of pieces are made when they are first read, which the peer's are in any case.
    private static void Read(IReadOnlyList<Node<float>> gradients)
    {
        for (var i = 0; i < gradients.Count; i++)
        {
            _ = gradients[i].Value;
        }
    }

    private static Node<float> Input(string size)
    {
        Shape shape = new(size.TrimStart('+').Split('x').Select(int.Parse).ToArray());
        return new Parameter<float>(
            size.StartsWith('+') ? Initialize.Uniform<float>(shape, s_random, 0.5, 1.5) : Initialize.Normal<float>(shape, s_random));
    }

    private static Operation One(string name, Func<Node<float>, Node<float>> apply, string sign = "") =>
        new(name, [sign + Small, sign + Large], x => apply(x[0]));

    private static Operation Two(string name, Func<Node<float>, Node<float>, Node<float>> apply, string sign = "") =>
        new(name, [$"{sign}{Small} {sign}{Small}", $"{sign}{Large} {sign}{Large}"], x => apply(x[0], x[1]));

    private static Operation Middle(string name, Func<Node<float>, Node<float>> apply) =>
        new(name, ["8x8x8", "64x500x32"], x => apply(x[0]));

    // Indices and data are made once, not in each call.
    private static IntList Picks(int from, int count)
    {
        if (!s_picks.TryGetValue((from, count), out var picks))
        {
            s_picks[(from, count)] = picks = [.. Enumerable.Range(0, count).Select(_ => s_random.Next(from))];
        }

        return picks;
    }

    private static Node<float> Shares(Shape shape)
    {
        if (!s_shares.TryGetValue(shape, out var shares))
        {
            s_shares[shape] = shares = Node.Constant(Node.Constant(Initialize.Normal<float>(shape, s_random)).Softmax().Value);
        }

        return shares;
    }
}
