// The workloads of the `steps` benchmark in TorchSharp.
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

internal static class Steps
{
    public static readonly (string Name, Func<Action> Make, int Warm, int Repeats, int Count)[] All =
    [
        ("mlp_mnist_f32 784-512-256-10 b128", () => Mlp([784, 512, 256, 10], 128, h => F.relu(h)), 20, 5, 30),
        ("mlp_mnist_f64 784-512-256-10 b128", () => Mlp([784, 512, 256, 10], 128, h => F.relu(h), ScalarType.Float64), 20, 5, 30),
        ("mlp_nielsen_f32 784-30-10 b10 sigmoid", () => Mlp([784, 30, 10], 10, h => h.sigmoid()), 20, 5, 200),
        ("mlp_tiny_f32 2-16-16-2 b32 tanh", () => Mlp([2, 16, 16, 2], 32, h => h.tanh()), 20, 5, 200),
        ("mlp_tiny_f64 2-16-16-2 b32 tanh", () => Mlp([2, 16, 16, 2], 32, h => h.tanh(), ScalarType.Float64), 20, 5, 200),
        ("cross_entropy_f32 1024x10000", () =>
        {
            var z = P(randn(1024, 10000)); var y = randint(0, 10000, 1024, dtype: ScalarType.Int64);
            return () => { autograd.grad([F.cross_entropy(z, y)], [z]); };
        }, 3, 5, 5),
        ("bce_with_logits_f32 1M", () =>
        {
            var z = P(randn(1 << 20)); var y = rand(1 << 20);
            return () => { autograd.grad([F.binary_cross_entropy_with_logits(z, y)], [z]); };
        }, 3, 5, 10),
        ("elementwise_chain_f32 65536", () =>
        {
            var x = P(randn(1 << 16));
            return () => { autograd.grad([((x * Scalars.Kept(2) + Scalars.Kept(1)).tanh().exp() * x.sigmoid()).sum()], [x]); };
        }, 20, 5, 50),
        ("scalar_chain 100k mul", () =>
        {
            var a = P(ones(1, dtype: ScalarType.Float64)); var factor = Scalars.Kept(1.0000001);
            return () =>
            {
                Tensor h = a;
                for (var i = 0; i < 100_000; i++) h = h * factor;
                autograd.grad([h], [a]);
            };
        }, 1, 3, 1),
        ("hvp_f64 64-64-64-64 b128", () =>
        {
            var ws = Enumerable.Range(0, 3).Select(_ => P(randn(64, 64, dtype: ScalarType.Float64))).ToArray();
            var x = randn(128, 64, dtype: ScalarType.Float64); var y = randint(0, 64, 128, dtype: ScalarType.Int64);
            var v = ws.Select(w => randn(64, 64, dtype: ScalarType.Float64)).ToArray();
            return () =>
            {
                var h = x;
                foreach (var w in ws) h = (h.matmul(w) * Scalars.Kept(0.1)).tanh();
                var g = autograd.grad([F.cross_entropy(h, y)], ws, retain_graph: true, create_graph: true);
                autograd.grad([(g[0] * v[0]).sum() + (g[1] * v[1]).sum() + (g[2] * v[2]).sum()], ws);
            };
        }, 20, 5, 30),
        ("cnn_lenet_f32 b64", () =>
        {
            var c1 = nn.Conv2d(1, 16, 5, padding: 2); var c2 = nn.Conv2d(16, 32, 5, padding: 2); var l1 = nn.Linear(32 * 49, 10);
            var opt = optim.SGD(c1.parameters().Concat(c2.parameters()).Concat(l1.parameters()), 1e-3);
            var x = randn(64, 1, 28, 28); var y = randint(0, 10, 64, dtype: ScalarType.Int64);
            return () =>
            {
                var h = F.max_pool2d(F.relu(c1.call(x)), 2); h = F.max_pool2d(F.relu(c2.call(h)), 2);
                var loss = F.cross_entropy(l1.call(h.flatten(1)), y); opt.zero_grad(); loss.backward(); opt.step();
            };
        }, 5, 5, 5),
        ("attention_f32 b8 t64 d128", () =>
        {
            var w = Enumerable.Range(0, 4).Select(_ => P(randn(128, 128) * .05)).ToArray(); var x = randn(8, 64, 128);
            return () =>
            {
                var (q, k, v) = (x.matmul(w[0]), x.matmul(w[1]), x.matmul(w[2]));
                var a = (q.matmul(k.transpose(1, 2)) / Scalars.Kept(Math.Sqrt(128))).softmax(-1);
                autograd.grad([a.matmul(v).matmul(w[3]).pow(Scalars.Kept(2)).mean()], w);
            };
        }, 20, 5, 20),
        ("softmax_middle_f32 64x500x32", () =>
        {
            var x = P(randn(64, 500, 32)); var seed = randn(64, 500, 32);
            return () => { autograd.grad([(x.softmax(1) * seed).sum()], [x]); };
        }, 10, 5, 10),
        ("layernorm_gelu_f32 4096x256", () =>
        {
            var x = P(randn(4096, 256)); var (gain, bias) = (P(ones(256)), P(zeros(256))); var seed = randn(4096, 256);
            return () => { autograd.grad([(F.gelu(F.layer_norm(x, [256], gain, bias)) * seed).sum()], [x, gain, bias]); };
        }, 10, 5, 10),
        ("residual_block_f32 b16 c32 16x16", () =>
        {
            var x = P(randn(16, 32, 16, 16));
            var k = Enumerable.Range(0, 2).Select(_ => P(randn(32, 32, 3, 3) * .05)).ToArray();
            var g = Enumerable.Range(0, 2).Select(_ => P(ones(32))).ToArray();
            var b = Enumerable.Range(0, 2).Select(_ => P(zeros(32))).ToArray();
            return () =>
            {
                var h = F.relu(F.batch_norm(F.conv2d(x, k[0], padding: [1, 1]), null, null, g[0], b[0], training: true));
                h = F.relu(F.batch_norm(F.conv2d(h, k[1], padding: [1, 1]), null, null, g[1], b[1], training: true) + x);
                autograd.grad([h.pow(Scalars.Kept(2)).mean()], [x, .. k, .. g, .. b]);
            };
        }, 10, 5, 10),
        ("transformer_block_f32 b8 t64 d128 h4", () =>
        {
            var w = Enumerable.Range(0, 4).Select(_ => P(randn(128, 128) * .05)).ToArray();
            var (w1, w2) = (P(randn(128, 512) * .05), P(randn(512, 128) * .05)); var (b1, b2) = (P(zeros(512)), P(zeros(128)));
            var (g1, c1, g2, c2) = (P(ones(128)), P(zeros(128)), P(ones(128)), P(zeros(128)));
            var x = P(randn(8, 64, 128)); var later = ones(64, 64).triu(1).to(ScalarType.Bool);
            Tensor InHeads(Tensor h) => h.view(8, 64, 4, 32).transpose(1, 2);
            return () =>
            {
                var n = F.layer_norm(x, [128], g1, c1);
                var (q, k, v) = (InHeads(n.matmul(w[0])), InHeads(n.matmul(w[1])), InHeads(n.matmul(w[2])));
                var scores = q.matmul(k.transpose(-1, -2)) / Scalars.Kept(Math.Sqrt(32));
                var attended = scores.masked_fill(later, double.NegativeInfinity).softmax(-1).matmul(v);
                var h = x + attended.transpose(1, 2).reshape(8, 64, 128).matmul(w[3]);
                var y = h + (F.gelu(F.layer_norm(h, [128], g2, c2).matmul(w1) + b1).matmul(w2) + b2);
                autograd.grad([y.pow(Scalars.Kept(2)).mean()], [x, .. w, w1, w2, b1, b2, g1, c1, g2, c2]);
            };
        }, 10, 5, 10),
        ("embedding_f32 50000x64 2048 rows", () =>
        {
            var table = nn.Embedding(50_000, 64); var rows = randint(0, 50_000, 2048, dtype: ScalarType.Int64); var seed = randn(2048, 64);
            return () => { autograd.grad([(table.call(rows) * seed).sum()], [table.weight!]); };
        }, 10, 5, 10),
        ("lstm_f32 t32 b32 h64", () =>
        {
            var (wx, wh, bias) = (P(randn(64, 256) * .1), P(randn(64, 256) * .1), P(zeros(256)));
            var inputs = Enumerable.Range(0, 32).Select(_ => randn(32, 64)).ToArray();
            return () =>
            {
                Tensor h = zeros(32, 64), c = zeros(32, 64);
                foreach (var x in inputs)
                {
                    var gates = (x.matmul(wx) + h.matmul(wh) + bias).chunk(4, 1);
                    c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
                    h = gates[3].sigmoid() * c.tanh();
                }
                autograd.grad([h.pow(Scalars.Kept(2)).mean()], [wx, wh, bias]);
            };
        }, 20, 5, 20),
        ("pieces_f32 2000 rows of 2000x64", () => Pieces(2000, 64), 1, 2, 1),
        ("pieces_f32 10000 slices of 10000x8", () => Pieces(10_000, 8), 1, 2, 1),
        ("recurrent_f32 t500 b32 h64", () =>
        {
            var (wx, wh, x) = (P(randn(64, 64) * .1), P(randn(64, 64) * .1), P(randn(500, 32, 64)));
            return () =>
            {
                Tensor h = zeros(32, 64);
                for (var t = 0; t < 500; t++)
                {
                    h = (x[t].matmul(wx) + h.matmul(wh)).tanh();
                }
                autograd.grad([h.pow(Scalars.Kept(2)).mean()], [wx, wh, x]);
            };
        }, 1, 2, 1),
    ];

    private static Action Pieces(int rows, int columns)
    {
        var x = P(randn(rows, columns));
        return () => autograd.grad([cat([.. Enumerable.Range(0, rows).Select(i => x[i].pow(Scalars.Kept(2)))]).sum()], [x]);
    }

    private static TorchSharp.Modules.Parameter P(Tensor t) => new(t.detach());

    private static Action Mlp(int[] sizes, int batch, Func<Tensor, Tensor> act, ScalarType type = ScalarType.Float32)
    {
        var ws = sizes.Zip(sizes.Skip(1), (a, b) => P(randn(a, b, dtype: type) * Math.Sqrt(2.0 / a))).ToArray();
        var bs = sizes.Skip(1).Select(b => P(zeros(b, dtype: type))).ToArray();
        TorchSharp.Modules.Parameter[] ps = [.. ws, .. bs];
        var opt = optim.SGD(ps, 1e-3, momentum: 0.9);
        var x = randn(batch, sizes[0], dtype: type);
        var y = randint(0, sizes[^1], batch, dtype: ScalarType.Int64);
        var n = ws.Length;
        return () =>
        {
            var h = x;
            for (var i = 0; i < n; i++)
            {
                h = h.matmul(ps[i]) + ps[n + i];
                if (i < n - 1) h = act(h);
            }
            var loss = F.cross_entropy(h, y);
            opt.zero_grad();
            loss.backward();
            opt.step();
        };
    }

}
