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
