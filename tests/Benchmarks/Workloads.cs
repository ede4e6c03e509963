using System.Numerics;
using Autograd;

namespace Benchmarks;

/// <summary>A training step, or a kernel with its gradient, that a peer's benchmark measures too.</summary>
/// <param name="Name">The name, which is the peer's.</param>
/// <param name="Prepare">Prepares the step.</param>
/// <param name="Warm">How often to run it at least before measuring.</param>
/// <param name="Repeats">How many averages to take.</param>
/// <param name="Count">How many steps go into an average.</param>
internal sealed record Workload(string Name, Func<Step> Prepare, int Warm, int Repeats, int Count);

/// <summary>A step in two ways.</summary>
/// <param name="Eager">Records its graph anew each time.</param>
/// <param name="Recorded">Records it once and returns what runs it again.</param>
internal sealed record Step(Action Eager, Func<Action> Recorded);

/// <summary>The workloads.</summary>
internal static class Workloads
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("mlp_mnist_f32 784-512-256-10 b128", () => Mlp<float>([784, 512, 256, 10], 128, h => h.Relu()), 20, 5, 30),
        new("mlp_mnist_f64 784-512-256-10 b128", () => Mlp<double>([784, 512, 256, 10], 128, h => h.Relu()), 20, 5, 30),
        new("mlp_nielsen_f32 784-30-10 b10 sigmoid", () => Mlp<float>([784, 30, 10], 10, h => h.Sigmoid()), 200, 5, 200),
        new("mlp_tiny_f32 2-16-16-2 b32 tanh", () => Mlp<float>([2, 16, 16, 2], 32, h => h.Tanh()), 2000, 5, 200),
        new("mlp_tiny_f64 2-16-16-2 b32 tanh", () => Mlp<double>([2, 16, 16, 2], 32, h => h.Tanh()), 2000, 5, 200),
        new("cross_entropy_f32 1024x10000", CrossEntropy, 3, 5, 5),
        new("bce_with_logits_f32 1M", BinaryCrossEntropy, 3, 5, 10),
        new("elementwise_chain_f32 65536", ElementwiseChain, 20, 5, 50),
        new("scalar_chain 100k mul", ScalarChain, 3, 5, 1),
        new("hvp_f64 64-64-64-64 b128", HessianVectorProduct, 20, 5, 30),
        new("cnn_lenet_f32 b64", Cnn, 5, 5, 5),
        new("attention_f32 b8 t64 d128", Attention, 20, 5, 20),
        new("softmax_middle_f32 64x500x32", SoftmaxMiddle, 10, 5, 10),
        new("layernorm_gelu_f32 4096x256", LayerNormGelu, 10, 5, 10),
        new("residual_block_f32 b16 c32 16x16", ResidualBlock, 10, 5, 10),
        new("transformer_block_f32 b8 t64 d128 h4", TransformerBlock, 10, 5, 10),
        new("embedding_f32 50000x64 2048 rows", Embedding, 10, 5, 10),
        new("lstm_f32 t32 b32 h64", Lstm, 20, 5, 20),
        new("pieces_f32 2000 rows of 2000x64", () => Pieces([2000, 64]), 3, 3, 3),
        new("pieces_f32 10000 slices of 10000x8", () => Pieces([10_000, 8]), 3, 3, 3),
        new("recurrent_f32 t500 b32 h64", Recurrent, 3, 3, 3),
    ];

    private static Step Mlp<T>(int[] sizes, int batch, Func<Node<T>, Node<T>> activation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(0);
        var layers = sizes.Zip(sizes.Skip(1), (fanIn, fanOut) => (
            Weight: new Parameter<T>(Initialize.He<T>([fanIn, fanOut], random)),
            Bias: new Parameter<T>(NdArray.Zeros<T>([fanOut])))).ToArray();
        var optimizer = new Sgd<T>([.. layers.Select(layer => layer.Weight), .. layers.Select(layer => layer.Bias)], 1e-3, momentum: 0.9);
        var x = Node.Constant(Initialize.Normal<T>([batch, sizes[0]], random));
        var labels = Labels(batch, sizes[^1], random);
        return Loss(() =>
        {
            var h = x;
            for (var i = 0; i < layers.Length; i++)
            {
                h = h.MatMul(layers[i].Weight) + layers[i].Bias;
                h = i < layers.Length - 1 ? activation(h) : h;
            }

            return h.SoftmaxCrossEntropy(labels);
        }, optimizer);
    }

    private static Step CrossEntropy()
    {
        var random = new Random(0);
        var z = new Parameter<float>(Initialize.Normal<float>([1024, 10000], random));
        var labels = Labels(1024, 10000, random);
        return Loss(() => z.SoftmaxCrossEntropy(labels));
    }

    private static Step BinaryCrossEntropy()
    {
        var random = new Random(0);
        var z = new Parameter<float>(Initialize.Normal<float>([1 << 20], random));
        var y = Node.Constant(Initialize.Uniform<float>([1 << 20], random));
        return Loss(() => z.SigmoidCrossEntropy(y));
    }

    private static Step ElementwiseChain()
    {
        var x = new Parameter<float>(Initialize.Normal<float>([1 << 16], new Random(0)));
        return Loss(() => (((x * 2) + 1).Tanh().Exp() * x.Sigmoid()).Sum());
    }

    private static Step ScalarChain()
    {
        var a = new Parameter<double>(1.0);
        return Loss(() =>
        {
            Node<double> h = a;
            for (var i = 0; i < 100_000; i++)
            {
                h *= 1.0000001;
            }

            return h;
        });
    }

    private static Step HessianVectorProduct()
    {
        var random = new Random(0);
        Parameter<double> Weight() => new(Initialize.Normal<double>([64, 64], random));
        Node<double>[] weights = [Weight(), Weight(), Weight()];
        var x = Node.Constant(Initialize.Normal<double>([128, 64], random));
        var labels = Labels(128, 64, random);
        var directions = Array.ConvertAll(weights, weight => Node.Constant(Initialize.Normal<double>(weight.Shape, random)));
        IReadOnlyList<Node<double>> Product()
        {
            var h = x;
            foreach (var weight in weights)
            {
                h = (h.MatMul(weight) * 0.1).Tanh();
            }

            var gradients = h.SoftmaxCrossEntropy(labels).Backward(weights, differentiable: true).Values;
            var along = gradients.Zip(directions, (gradient, direction) => (gradient * direction).Sum())
                .Aggregate((sum, next) => sum + next);
            return [.. along.Backward(weights).Values];
        }

        return new Step(() => Product(), () => Replay.Of(Product).Run);
    }

    private static Step Cnn()
    {
        var random = new Random(0);
        Parameter<float> Weight(Shape shape) => new(Initialize.Normal<float>(shape, random, 0.1));
        Parameter<float>[] parameters =
            [Weight([16, 1, 5, 5]), Weight([16]), Weight([32, 16, 5, 5]), Weight([32]), Weight([32 * 49, 10]), Weight([10])];
        var optimizer = new Sgd<float>(parameters, 1e-3);
        var x = Node.Constant(Initialize.Normal<float>([64, 1, 28, 28], random));
        var labels = Labels(64, 10, random);
        return Loss(() =>
        {
            var h = x.Conv2D(parameters[0], parameters[1], padding: 2).Relu().MaxPool2D(2);
            h = h.Conv2D(parameters[2], parameters[3], padding: 2).Relu().MaxPool2D(2);
            return (h.Reshape([64, 32 * 49]).MatMul(parameters[4]) + parameters[5]).SoftmaxCrossEntropy(labels);
        }, optimizer);
    }

    private static Step Attention()
    {
        var random = new Random(0);
        Parameter<float> Weight() => new(Initialize.Normal<float>([128, 128], random, 0.05));
        var (wq, wk, wv, wo) = (Weight(), Weight(), Weight(), Weight());
        var x = Node.Constant(Initialize.Normal<float>([8, 64, 128], random));
        return Loss(() =>
        {
            var (q, k, v) = (x.MatMul(wq), x.MatMul(wk), x.MatMul(wv));
            var weights = (q.MatMul(k.Transpose([0, 2, 1])) / MathF.Sqrt(128)).Softmax();
            return weights.MatMul(v).MatMul(wo).Square().Mean();
        });
    }

    private static Step SoftmaxMiddle()
    {
        var random = new Random(0);
        var x = new Parameter<float>(Initialize.Normal<float>([64, 500, 32], random));
        var seed = Node.Constant(Initialize.Normal<float>([64, 500, 32], random));
        return Loss(() => (x.Softmax(1) * seed).Sum());
    }

    private static Step LayerNormGelu()
    {
        var random = new Random(0);
        var x = new Parameter<float>(Initialize.Normal<float>([4096, 256], random));
        var (gain, bias) = (new Parameter<float>(NdArray.Ones<float>([256])), new Parameter<float>(NdArray.Zeros<float>([256])));
        var seed = Node.Constant(Initialize.Normal<float>([4096, 256], random));
        return Loss(() => (x.LayerNorm(gain, bias).Gelu() * seed).Sum());
    }

    private static Step ResidualBlock()
    {
        var random = new Random(0);
        Parameter<float> Kernel() => new(Initialize.Normal<float>([32, 32, 3, 3], random, 0.05));
        Parameter<float> Gain() => new(NdArray.Ones<float>([32]));
        Parameter<float> Bias() => new(NdArray.Zeros<float>([32]));
        var x = new Parameter<float>(Initialize.Normal<float>([16, 32, 16, 16], random));
        var (k1, g1, b1, k2, g2, b2) = (Kernel(), Gain(), Bias(), Kernel(), Gain(), Bias());
        return Loss(() =>
        {
            var h = x.Conv2D(k1, padding: 1).BatchNorm(g1, b1).Relu();
            return (h.Conv2D(k2, padding: 1).BatchNorm(g2, b2) + x).Relu().Square().Mean();
        });
    }

    private static Step TransformerBlock()
    {
        const int Batch = 8, Time = 64, Width = 128, Heads = 4;
        var random = new Random(0);
        Parameter<float> Weight(int from, int to) => new(Initialize.Normal<float>([from, to], random, 0.05));
        Parameter<float> Vector(float number) => new(NdArray.Full<float>([Width], number));
        var (wq, wk, wv, wo) = (Weight(Width, Width), Weight(Width, Width), Weight(Width, Width), Weight(Width, Width));
        var (w1, w2) = (Weight(Width, 4 * Width), Weight(4 * Width, Width));
        var (b1, b2) = (new Parameter<float>(NdArray.Zeros<float>([4 * Width])), Vector(0));
        var (g1, c1, g2, c2) = (Vector(1), Vector(0), Vector(1), Vector(0));
        var x = new Parameter<float>(Initialize.Normal<float>([Batch, Time, Width], random));
        var later = Node.Constant(NdArray.Ones<float>([Time, Time])).UpperTriangle(1);
        Node<float> InHeads(Node<float> h) => h.Reshape([Batch, Time, Heads, Width / Heads]).Transpose([0, 2, 1, 3]);
        return Loss(() =>
        {
            var n = x.LayerNorm(g1, c1);
            var (q, k, v) = (InHeads(n.MatMul(wq)), InHeads(n.MatMul(wk)), InHeads(n.MatMul(wv)));
            var scores = q.MatMul(k, transposeY: true) / MathF.Sqrt(Width / Heads);
            var attended = scores.MaskedFill(later, double.NegativeInfinity).Softmax().MatMul(v);
            var h = x + attended.Transpose([0, 2, 1, 3]).Reshape([Batch, Time, Width]).MatMul(wo);
            var y = h + ((h.LayerNorm(g2, c2).MatMul(w1) + b1).Gelu().MatMul(w2) + b2);
            return y.Square().Mean();
        });
    }

    private static Step Embedding()
    {
        var random = new Random(0);
        var table = new Parameter<float>(Initialize.Normal<float>([50_000, 64], random));
        var rows = Labels(2048, 50_000, random);
        var seed = Node.Constant(Initialize.Normal<float>([2048, 64], random));
        return Loss(() => (table.Embedding(rows) * seed).Sum());
    }

    private static Step Lstm()
    {
        const int Steps = 32, Batch = 32, Units = 64;
        var random = new Random(0);
        var (wx, wh) = (new Parameter<float>(Initialize.Normal<float>([Units, 4 * Units], random, 0.1)),
            new Parameter<float>(Initialize.Normal<float>([Units, 4 * Units], random, 0.1)));
        var bias = new Parameter<float>(NdArray.Zeros<float>([4 * Units]));
        var inputs = Enumerable.Range(0, Steps).Select(_ => Node.Constant(Initialize.Normal<float>([Batch, Units], random))).ToArray();
        return Loss(() =>
        {
            var h = Node.Constant(NdArray.Zeros<float>([Batch, Units]));
            var c = h;
            foreach (var x in inputs)
            {
                var gates = (x.MatMul(wx) + h.MatMul(wh) + bias).Split(4, axis: 1);
                c = (gates[1].Sigmoid() * c) + (gates[0].Sigmoid() * gates[2].Tanh());
                h = gates[3].Sigmoid() * c.Tanh();
            }

            return h.Square().Mean();
        });
    }

    // Each row of one array is picked by itself.
    private static Step Pieces(Shape shape)
    {
        var x = new Parameter<float>(Initialize.Normal<float>(shape, new Random(0)));
        return Loss(() => Node.Concat([.. Enumerable.Range(0, shape[0]).Select(i => x[i].Square())], axis: 0).Sum());
    }

    // The gradient of the whole sequence is wanted too, a piece of it from each step.
    private static Step Recurrent()
    {
        const int Steps = 500, Batch = 32, Units = 64;
        var random = new Random(0);
        var (wx, wh) = (new Parameter<float>(Initialize.Normal<float>([Units, Units], random, 0.1)),
            new Parameter<float>(Initialize.Normal<float>([Units, Units], random, 0.1)));
        var x = new Parameter<float>(Initialize.Normal<float>([Steps, Batch, Units], random));
        return Loss(() =>
        {
            var h = Node.Constant(NdArray.Zeros<float>([Batch, Units]));
            for (var t = 0; t < Steps; t++)
            {
                h = (x[t].MatMul(wx) + h.MatMul(wh)).Tanh();
            }

            return h.Square().Mean();
        });
    }

    private static Step Loss<T>(Func<Node<T>> loss, Sgd<T>? optimizer = null)
        where T : unmanaged, IFloatingPointIeee754<T> => new(
            () =>
            {
                var gradients = loss().Backward();
                optimizer?.Step(gradients);
            },
            () =>
            {
                var replay = Replay.OfLoss(loss);
                return () =>
                {
                    replay.Run();
                    optimizer?.Step(replay.Gradients);
                };
            });

    private static IntList Labels(int count, int classes, Random random)
    {
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(classes);
        }

        return labels;
    }
}
