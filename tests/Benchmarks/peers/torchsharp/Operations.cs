// The operations of the `operations` benchmark in TorchSharp, by the same names.
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

internal sealed record Operation(string Name, string[] Sizes, Func<Tensor[], Tensor> Apply)
{
    /// <summary>The step: the value, and the gradients of all inputs from a seed.</summary>
    public Action Prepare(string sizes)
    {
        var inputs = sizes.Split(' ').Select(Input).ToArray();
        var seed = randn(Apply(inputs).shape);
        return () => autograd.grad([Apply(inputs)], inputs, [seed]);
    }

    private static Tensor Input(string size)
    {
        var shape = size.TrimStart('+').Split('x').Select(long.Parse).ToArray();
        return (size.StartsWith('+') ? rand(shape) + 0.5 : randn(shape)).requires_grad_();
    }
}

internal static class Operations
{
    private const string Small = "32x32";
    private const string Large = "1024x1024";

    private static readonly Dictionary<(long From, long Count), Tensor> s_picks = [];
    private static readonly Dictionary<string, Tensor> s_shares = [];

    public static readonly Operation[] All =
    [
        One("exp", x => x.exp()),
        One("log", x => x.log(), "+"),
        One("sqrt", x => x.sqrt(), "+"),
        One("rsqrt", x => x.rsqrt(), "+"),
        One("reciprocal", x => x.reciprocal(), "+"),
        One("pow 1.7", x => x.pow(Scalars.Kept(1.7)), "+"),
        One("abs", x => x.abs()),
        One("square", x => x.pow(Scalars.Kept(2))),
        One("sin", x => x.sin()),
        One("tanh", x => x.tanh()),
        One("sigmoid", x => x.sigmoid()),
        One("log_sigmoid", x => F.logsigmoid(x)),
        One("softplus", x => F.softplus(x)),
        One("erf", x => x.erf()),
        One("relu", x => x.relu()),
        One("leaky_relu", x => F.leaky_relu(x)),
        One("elu", x => F.elu(x, 1)),
        One("selu", x => F.selu(x)),
        One("gelu", x => F.gelu(x)),
        One("gelu_tanh", x => F.gelu(x, GELU.Approximate.tanh)),
        One("silu", x => F.silu(x)),
        One("mish", x => F.mish(x)),
        One("hardtanh", x => F.hardtanh(x)),
        One("hardsigmoid", x => F.hardsigmoid(x)),
        new("prelu", ["16x8x8x8 8x1x1", "32x32x32x32 32x1x1"], x => F.prelu(x[0], x[1].view(-1))),

        One("ceil", x => x.ceil()),
        One("log10", x => x.log10(), "+"),
        One("exp2", x => x.exp2()),

        Two("add", (x, y) => x + y),
        Two("multiply", (x, y) => x * y),
        Two("divide", (x, y) => x / y, "+"),
        Two("maximum", (x, y) => x.maximum(y)),
        Two("pow", (x, y) => x.pow(y), "+"),
        Two("where", (x, y) => where(x > 0, x, y)),
        Two("where of two masks", (x, y) => where((x > 0).logical_and(y > 0), x, y)),
        Two("remainder", (x, y) => x.remainder(y), "+"),
        Two("logaddexp", (x, y) => logaddexp(x, y)),
        new("add row", ["32x32 32", "1024x1024 1024"], x => x[0] + x[1]),
        new("multiply row", ["32x32 32", "1024x1024 1024"], x => x[0] * x[1]),
        new("multiply column", ["32x32 32x1", "1024x1024 1024x1"], x => x[0] * x[1]),
        new("multiply middle", ["8x8x8 8x1x8", "64x500x32 64x1x32"], x => x[0] * x[1]),
        new("multiply channel", ["16x8x8x8 8x1x1", "32x32x32x32 32x1x1"], x => x[0] * x[1]),

        One("sum", x => x.sum()),
        One("sum first", x => x.sum([0L])),
        One("sum last", x => x.sum([-1L])),
        Middle("sum middle", x => x.sum([1L])),
        One("mean last", x => x.mean([-1L])),
        One("max", x => x.amax([0L, 1L])),
        One("max first", x => x.amax([0L])),
        One("max last", x => x.amax([-1L])),
        Middle("max middle", x => x.amax([1L])),
        One("prod last", x => x.prod(-1), "+"),
        One("var first", x => x.var(0L)),
        One("var last", x => x.var(-1L)),
        Middle("var middle", x => x.var(1L)),
        One("std last", x => x.std(-1L)),
        One("norm last", x => x.norm(-1)),
        One("logsumexp first", x => x.logsumexp(0)),
        One("logsumexp last", x => x.logsumexp(-1)),
        Middle("logsumexp middle", x => x.logsumexp(1)),
        One("cumsum first", x => x.cumsum(0)),
        One("cumsum last", x => x.cumsum(-1)),
        One("cumprod first", x => x.cumprod(0), "+"),
        One("cumprod last", x => x.cumprod(-1), "+"),
        One("softmax first", x => x.softmax(0)),
        new("softmax last", [Small, Large, "65536x16"], x => x[0].softmax(-1)),
        Middle("softmax middle", x => x.softmax(1)),
        One("log_softmax first", x => x.log_softmax(0)),
        One("log_softmax last", x => x.log_softmax(-1)),
        Middle("log_softmax middle", x => x.log_softmax(1)),

        One("transpose", x => x.t().contiguous()),
        new("permute 0213", ["2x4x4x8", "8x64x16x64"], x => x[0].permute(0, 2, 1, 3).contiguous()),
        new("permute 0231", ["2x4x4x8", "8x64x32x32"], x => x[0].permute(0, 2, 3, 1).contiguous()),
        Two("concat first", (x, y) => cat([x, y])),
        Two("concat last", (x, y) => cat([x, y], -1)),
        Two("stack", (x, y) => stack([x, y])),
        new("slice", ["32x32", "1024x1024"], x => x[0][4..^4, 4..^4].contiguous()),
        One("pad", x => F.pad(x, [1, 1, 1, 1])),
        One("flip", x => x.flip(-1)),
        One("roll", x => x.roll(3, 0)),
        new("repeat", ["8x32", "128x1024"], x => x[0].repeat(4, 2)),
        new("repeat_interleave", ["8x32", "128x1024"], x => x[0].repeat_interleave(4, 0)),
        new("swapaxes", ["8x8x8", "64x128x64"], x => x[0].transpose(0, 1).contiguous()),
        new("movedim", ["8x8x8", "64x128x64"], x => x[0].permute(1, 2, 0).contiguous()),
        new("broadcast row", ["32", "1024"], x => x[0].expand(x[0].shape[0], x[0].shape[0]).contiguous()),

        new("gather rows", ["32x32", "10000x64"], x => x[0].index_select(0, Picks(x[0].shape[0], x[0].shape[0] / 2))),
        new("scatter rows", ["16x32", "4096x64"], x =>
            zeros(x[0].shape[0] * 2, x[0].shape[1]).index_add(0, Picks(x[0].shape[0] * 2, x[0].shape[0]), x[0], 1)),
        new("take along last", ["32x32", "1024x1024"], x => x[0].gather(1, Picks(x[0].shape[1], x[0].shape[0] * 16).view(-1, 16))),
        new("index lists", ["32x32", "1024x1024"], x =>
            x[0].index(Picks(x[0].shape[0], x[0].shape[0] * 16), Picks(x[0].shape[1], x[0].shape[0] * 16))),
        new("index_put", ["32x32 512", "1024x1024 16384"], x =>
            x[0].clone().index_put_(x[1], Picks(x[0].shape[0], x[0].shape[0] * 16), Picks(x[0].shape[1], x[0].shape[0] * 16))),
        new("masked_select", ["32x32", "1024x1024"], x => x[0].masked_select(Shares(x[0].shape) > 1.0 / x[0].shape[1])),
        One("sort last", x => x.sort(-1).Values),
        One("topk 10", x => x.topk(10).values),
        One("tril", x => x.tril()),
        One("diagonal", x => x.diagonal().contiguous()),
        Two("masked_fill", (x, y) => x.masked_fill(y > 0, -1e9) + y),

        new("matmul", ["32x32 32x32", "512x512 512x512"], x => x[0].matmul(x[1])),
        new("matmul batch", ["4x16x16 4x16x16", "64x64x64 64x64x64"], x => x[0].matmul(x[1])),
        new("matmul vector", ["32x32 32x1", "1024x1024 1024x1"], x => x[0].matmul(x[1])),
        new("linear", ["32x32 32x32 32", "256x512 512x512 512"], x => F.linear(x[0], x[1].t(), x[2])),
        new("outer", ["32 32", "1024 1024"], x => x[0].outer(x[1])),
        new("einsum bqhd,bkhd->bhqk", ["2x4x2x8 2x4x2x8", "8x64x4x32 8x64x4x32"], x => einsum("bqhd,bkhd->bhqk", x[0], x[1])),
        new("einsum ij,jk,kl->il", ["8x8 8x8 8x8", "256x256 256x256 256x256"], x => einsum("ij,jk,kl->il", x)),
        new("solve", ["8x8 8x8", "256x256 256x256"], x => linalg.solve(x[0] + Scalars.Kept(50) * eye(x[0].shape[0]), x[1])),
        new("inverse", ["8x8", "256x256"], x => linalg.inv(x[0] + Scalars.Kept(50) * eye(x[0].shape[0]))),
        new("logdet", ["8x8", "256x256"], x => (x[0] + Scalars.Kept(50) * eye(x[0].shape[0])).logdet()),

        new("conv2d 3x3", ["2x4x8x8 8x4x3x3", "16x32x32x32 64x32x3x3"], x => F.conv2d(x[0], x[1], padding: [1, 1])),
        new("conv2d 3x3 stride 2", ["2x4x8x8 8x4x3x3", "16x32x32x32 64x32x3x3"], x =>
            F.conv2d(x[0], x[1], strides: [2, 2], padding: [1, 1])),
        new("conv2d 1x1", ["2x4x8x8 8x4x1x1", "16x64x32x32 128x64x1x1"], x => F.conv2d(x[0], x[1])),
        new("conv2d depthwise", ["2x4x8x8 4x1x3x3", "16x64x32x32 64x1x3x3"], x =>
            F.conv2d(x[0], x[1], padding: [1, 1], groups: x[0].shape[1])),
        new("conv2d groups 4", ["2x8x8x8 8x2x3x3", "16x64x16x16 64x16x3x3"], x => F.conv2d(x[0], x[1], padding: [1, 1], groups: 4)),
        new("conv2d 7x7 stride 2", ["1x3x16x16 8x3x7x7", "4x3x112x112 32x3x7x7"], x =>
            F.conv2d(x[0], x[1], strides: [2, 2], padding: [3, 3])),
        new("conv2d dilated", ["2x4x8x8 8x4x3x3", "16x32x32x32 32x32x3x3"], x => F.conv2d(x[0], x[1], padding: [2, 2], dilation: [2, 2])),
        new("conv1d", ["2x4x16 8x4x3", "16x64x256 64x64x3"], x => F.conv1d(x[0], x[1], padding: 1)),
        new("conv_transpose2d", ["2x4x8x8 4x8x3x3", "16x32x16x16 32x64x3x3"], x =>
            F.conv_transpose2d(x[0], x[1], strides: [2L, 2], padding: [1L, 1], output_padding: [1L, 1])),
        new("conv_transpose1d", ["2x4x16 4x8x3", "16x64x128 64x64x3"], x => F.conv_transpose1d(x[0], x[1], stride: 2, padding: 1)),
        new("max_pool1d", ["2x4x32", "16x64x1024"], x => F.max_pool1d(x[0], 2)),
        new("avg_pool1d", ["2x4x32", "16x64x1024"], x => F.avg_pool1d(x[0], 2)),
        new("avg_pool2d without padding", ["2x4x8x8", "16x32x32x32"], x =>
            F.avg_pool2d(x[0], [3L, 3], [2L, 2], [1L, 1], count_include_pad: false)),
        new("max_pool2d", ["2x4x8x8", "16x32x32x32"], x => F.max_pool2d(x[0], 2)),
        new("max_pool2d 3 stride 2", ["2x4x8x8", "16x32x32x32"], x => F.max_pool2d(x[0], [3, 3], [2, 2], [1, 1])),
        new("avg_pool2d", ["2x4x8x8", "16x32x32x32"], x => F.avg_pool2d(x[0], 2)),
        new("mean of images", ["2x4x8x8", "16x256x16x16"], x => x[0].mean([2L, 3L])),

        new("layer_norm", ["32x32 32 32", "4096x256 256 256"], x => F.layer_norm(x[0], [x[0].shape[1]], x[1], x[2])),
        new("rms_norm", ["32x32 32", "4096x256 256"], x =>
            x[0] * (x[0].pow(Scalars.Kept(2)).mean([-1L], true) + Scalars.Kept(1.1920929e-07)).rsqrt() * x[1]),
        new("group_norm", ["4x8x8x8 8 8", "32x32x16x16 32 32"], x => F.group_norm(x[0], 4, x[1], x[2])),
        new("batch_norm images", ["4x4x8x8 4 4", "32x32x16x16 32 32"], x => F.batch_norm(x[0], null, null, x[1], x[2], training: true)),
        new("batch_norm rows", ["32x32 32 32", "1024x1024 1024 1024"], x => F.batch_norm(x[0], null, null, x[1], x[2], training: true)),
        Two("mse", (x, y) => F.mse_loss(x, y)),
        Two("l1", (x, y) => F.l1_loss(x, y)),
        Two("huber", (x, y) => F.huber_loss(x, y)),
        new("bce_with_logits", ["32x32", "1024x1024"], x => F.binary_cross_entropy_with_logits(x[0], Shares(x[0].shape))),
        new("cross_entropy", ["32x32", "1024x1024"], x => F.cross_entropy(x[0], Picks(x[0].shape[1], x[0].shape[0]))),
        new("soft cross_entropy", ["32x32", "1024x1024"], x => F.cross_entropy(x[0], Shares(x[0].shape))),
        new("cross_entropy of images", ["2x8x4x4", "8x32x64x64"], x => F.cross_entropy(
            x[0], Picks(x[0].shape[1], x[0].numel() / x[0].shape[1]).view(x[0].shape[0], x[0].shape[2], x[0].shape[3]))),
        new("gamma log_prob", ["+32x32 +32x32 +32x32", "+1024x1024 +1024x1024 +1024x1024"], x =>
            distributions.Gamma(x[0], x[1]).log_prob(x[2])),
        new("attention", ["2x2x4x8 2x2x4x8 2x2x4x8", "8x4x64x32 8x4x64x32 8x4x64x32"], x =>
            (x[0].matmul(x[1].transpose(-1, -2)) / Scalars.Kept(Math.Sqrt(x[0].shape[3]))).softmax(-1).matmul(x[2])),
    ];

    private static Operation One(string name, Func<Tensor, Tensor> apply, string sign = "") =>
        new(name, [sign + Small, sign + Large], x => apply(x[0]));

    private static Operation Two(string name, Func<Tensor, Tensor, Tensor> apply, string sign = "") =>
        new(name, [$"{sign}{Small} {sign}{Small}", $"{sign}{Large} {sign}{Large}"], x => apply(x[0], x[1]));

    private static Operation Middle(string name, Func<Tensor, Tensor> apply) => new(name, ["8x8x8", "64x500x32"], x => apply(x[0]));

    // Made when a step is prepared, so kept.
    private static Tensor Picks(long from, long count)
    {
        if (!s_picks.TryGetValue((from, count), out var picks))
        {
            s_picks[(from, count)] = picks = randint(0, from, count, dtype: ScalarType.Int64);
        }

        return picks;
    }

    private static Tensor Shares(long[] shape)
    {
        var key = string.Join('x', shape);
        if (!s_shares.TryGetValue(key, out var shares))
        {
            s_shares[key] = shares = randn(shape).softmax(-1);
        }

        return shares;
    }
}
