#:project ../src/Ops/Ops.csproj

// Trains a network on two spirals, first with a new graph in every step, then replaying one recorded step: same numbers, no garbage.
// dotnet run -c Release samples/ReplayedTraining.cs

using System.Diagnostics;
using Autograd;

const int Batch = 32;
const int Steps = 3000;
Train("Eager", Eager);
Train("Replayed", Replayed);

static void Eager(Model model, float[][] points, int[][] classes)
{
    for (var step = 0; step < Steps; step++)
    {
        var loss = model.Logits(NdArray.Wrap([Batch, 2], points[step])).SoftmaxCrossEntropy(classes[step]);
        model.Optimizer.Step(loss.Backward());
    }
}

static void Replayed(Model model, float[][] points, int[][] classes)
{
    var x = Node.Constant(NdArray.Zeros<float>([Batch, 2]));
    IntList labels = new int[Batch];
    var replay = Replay.OfLoss(() => model.Logits(x).SoftmaxCrossEntropy(labels));
    for (var step = 0; step < Steps; step++)
    {
        replay.Set(x, points[step]);
        replay.Set(labels, classes[step]);
        replay.Run();
        model.Optimizer.Step(replay.Gradients);
    }
}

static void Train(string name, Action<Model, float[][], int[][]> train)
{
    var random = new Random(1);
    var (points, classes) = Spirals(random);
    var model = new Model(random);
    var (start, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    train(model, points, classes);
    var time = Stopwatch.GetElapsedTime(start);
    bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
    Console.WriteLine($"{name,-8}: loss {Loss(model, points, classes):F6}, "
        + $"{time.TotalMilliseconds:F0} ms, {bytes / Steps:N0} bytes a step");
}

static float Loss(Model model, float[][] points, int[][] classes) =>
    model.Logits(NdArray.Wrap([Steps * Batch, 2], points.SelectMany(batch => batch).ToArray()))
        .SoftmaxCrossEntropy(classes.SelectMany(batch => batch).ToArray()).Scalar;

// Batches of points on two arms that wind around each other, and to which arm each belongs.
static (float[][] Points, int[][] Classes) Spirals(Random random)
{
    var (points, classes) = (new float[Steps][], new int[Steps][]);
    for (var step = 0; step < Steps; step++)
    {
        (points[step], classes[step]) = (new float[2 * Batch], new int[Batch]);
        for (var i = 0; i < Batch; i++)
        {
            var arm = random.Next(2);
            var turn = (0.1f + random.NextSingle()) * 1.5f * MathF.PI;
            var angle = turn + (arm * MathF.PI);
            (points[step][2 * i], points[step][(2 * i) + 1]) = (turn / 3 * MathF.Cos(angle), turn / 3 * MathF.Sin(angle));
            classes[step][i] = arm;
        }
    }

    return (points, classes);
}

/// <summary>A network of two hidden layers.</summary>
internal sealed class Model
{
    private readonly Parameter<float>[] _weights;
    private readonly Parameter<float>[] _biases;

    public Model(Random random)
    {
        int[] sizes = [2, 32, 32, 2];
        _weights = [.. sizes.Zip(sizes.Skip(1), Weights)];
        _biases = [.. sizes.Skip(1).Select(fanOut => new Parameter<float>(NdArray.Zeros<float>([fanOut])))];
        Optimizer = new Sgd<float>([.. _weights, .. _biases], learningRate: 0.1, momentum: 0.9);

        Parameter<float> Weights(int fanIn, int fanOut) => new(Initialize.Glorot<float>([fanIn, fanOut], random));
    }

    public Sgd<float> Optimizer { get; }

    public Node<float> Logits(Node<float> x)
    {
        var h = (x.MatMul(_weights[0]) + _biases[0]).Tanh();
        h = (h.MatMul(_weights[1]) + _biases[1]).Tanh();
        return h.MatMul(_weights[2]) + _biases[2];
    }
}
