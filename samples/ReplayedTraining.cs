#:project ../src/Ops/Ops.csproj

// Trains a network on two spirals, first with a new graph in every step, then replaying one recorded step: same numbers, no garbage.
// dotnet run -c Release samples/ReplayedTraining.cs

using System.Diagnostics;
using Autograd;

const int Batch = 32;
const int Steps = 3000;
Train("Eager", Eager);
Train("Replayed", Replayed);

static void Eager(Model model, Sgd<float> optimizer, float[][] points, int[][] classes)
{
    for (var step = 0; step < Steps; step++)
    {
        var loss = model.Logits(NdArray.Wrap([Batch, 2], points[step])).SoftmaxCrossEntropy(classes[step]);
        optimizer.Step(loss.Backward());
    }
}

static void Replayed(Model model, Sgd<float> optimizer, float[][] points, int[][] classes)
{
    var x = Node.Constant(NdArray.Zeros<float>([Batch, 2]));
    IntList labels = new int[Batch];
    var replay = Replay.OfLoss(() => model.Logits(x).SoftmaxCrossEntropy(labels));
    for (var step = 0; step < Steps; step++)
    {
        replay.Set(x, points[step]);
        replay.Set(labels, classes[step]);
        replay.Run();
        optimizer.Step(replay.Gradients);
    }
}

static void Train(string name, Action<Model, Sgd<float>, float[][], int[][]> train)
{
    var random = new Random(1);
    var (points, classes) = Spirals(random);
    var parameters = new ParameterSet<float>();
    var model = new Model(parameters, random);
    var optimizer = new Sgd<float>(parameters, learningRate: 0.1, momentum: 0.9);
    var (start, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    train(model, optimizer, points, classes);
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
internal sealed class Model(ParameterSet<float> parameters, Random random)
{
    private readonly Dense _first = new(parameters.Under("first"), 2, 32, random);
    private readonly Dense _second = new(parameters.Under("second"), 32, 32, random);
    private readonly Dense _last = new(parameters.Under("last"), 32, 2, random);

    public Node<float> Logits(Node<float> x) => _last.Apply(_second.Apply(_first.Apply(x).Tanh()).Tanh());
}

/// <summary>x W + b.</summary>
internal sealed class Dense(ParameterSet<float> parameters, int inputs, int outputs, Random random)
{
    private readonly Parameter<float> _weight = parameters.Add("weight", Initialize.Glorot<float>([inputs, outputs], random));
    private readonly Parameter<float> _bias = parameters.Add("bias", NdArray.Zeros<float>([outputs]));

    public Node<float> Apply(Node<float> x) => x.MatMul(_weight) + _bias;
}
