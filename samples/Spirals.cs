#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs

// A model of layers, with batch normalization and dropout, trained by Adam to tell three spirals apart.
// dotnet run -c Release samples/Spirals.cs

using Autograd;

const int Batch = 64;
const int Steps = 1000;

var random = new Random(5);
var parameters = new ParameterSet<float>();
var network = new Network(parameters, random);
foreach (var (path, parameter) in parameters.ByPath)
{
    Console.WriteLine($"{path,-25}{parameter.Shape}");
}

foreach (var (path, state) in parameters.States)
{
    Console.WriteLine($"{path,-25}{state.Shape} not trained");
}

var optimizer = new Adam<float>(parameters, learningRate: 0.01);
for (var step = 0; step < Steps; step++)
{
    var (points, arms) = Spirals(Batch);
    optimizer.Step(network.Logits(points, training: true).SoftmaxCrossEntropy(arms).Backward());
}

using var nothingRecorded = Recording.Off();
var (all, labels) = Spirals(2000);
Console.WriteLine($"told apart, of 2000 new points: {Percent(network.Logits(all, training: false))} %");
Console.WriteLine($"the same points one by one:     {Percent(Parts(1, training: false))} %");
Console.WriteLine($"in fours, as if in training:    {Percent(Parts(4, training: true))} %");

Node<float> Parts(int size, bool training) => Node.Concat(
    [.. Enumerable.Range(0, 2000 / size).Select(i => network.Logits(all[(i * size)..((i + 1) * size), ..], training))], axis: 0);

string Percent(Node<float> logits) => $"{logits.ArgMax(1).Zip(labels, (read, arm) => read == arm ? 100.0 : 0).Average():F1}";

// Points on three arms that wind around each other, not quite exactly, and to which arm each belongs.
(Node<float> Points, int[] Arms) Spirals(int count)
{
    var (points, arms) = (new float[count, 2], new int[count]);
    for (var i = 0; i < count; i++)
    {
        arms[i] = random.Next(3);
        var radius = 0.1f + random.NextSingle();
        var angle = (4 * radius) + (2 * MathF.PI * arms[i] / 3) + (0.4f * (random.NextSingle() - 0.5f));
        (points[i, 0], points[i, 1]) = (radius * MathF.Cos(angle), radius * MathF.Sin(angle));
    }

    return (points, arms);
}

/// <summary>A hidden layer.</summary>
internal sealed class Hidden(ParameterSet<float> parameters, int inputs, int outputs, Random random)
{
    private readonly Dense _dense = new(parameters.Under("dense"), inputs, outputs, random);
    private readonly Norm _norm = new(parameters.Under("norm"), outputs);

    public Node<float> Apply(Node<float> x, bool training)
    {
        var h = _norm.Apply(_dense.Apply(x), training).Relu();
        return training ? h.Dropout(0.1, random) : h;
    }
}

/// <summary>Two hidden layers and an output.</summary>
internal sealed class Network(ParameterSet<float> parameters, Random random)
{
    private readonly Hidden _first = new(parameters.Under("first"), 2, 64, random);
    private readonly Hidden _second = new(parameters.Under("second"), 64, 64, random);
    private readonly Dense _output = new(parameters.Under("output"), 64, 3, random);

    public Node<float> Logits(Node<float> x, bool training) =>
        _output.Apply(_second.Apply(_first.Apply(x, training), training));
}
