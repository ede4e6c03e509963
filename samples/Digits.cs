#:project ../src/Ops/Ops.csproj

// Trains a 64-64-10 network on handwritten digits and shows what it learnt and where it errs.
//   dotnet run -c Release samples/Digits.cs

using System.Diagnostics;
using System.IO.Compression;
using Autograd;

const int Classes = 10;
const int Pixels = 64;
const int TrainingCount = 1437;
const int BatchSize = 32;
const int Epochs = 40;

var random = new Random(6);
var digits = ReadDigits();
random.Shuffle(digits);
var (training, test) = (digits[..TrainingCount], digits[TrainingCount..]);
Console.WriteLine($"{training.Length} digits to learn from, {test.Length} to test on");

// The model: its parameters, and the function that uses them.
var w1 = new Parameter<float>(Initialize.He<float>([Pixels, 64], random), "w1");
var b1 = new Parameter<float>(NdArray.Zeros<float>([64]), "b1");
var w2 = new Parameter<float>(Initialize.Glorot<float>([64, Classes], random), "w2");
var b2 = new Parameter<float>(NdArray.Zeros<float>([Classes]), "b2");

Node<float> Logits(Node<float> x) => (x.MatMul(w1) + b1).Relu().MatMul(w2) + b2;

// Weights decay, biases do not.
var optimizer = new Sgd<float>([w1, b1, w2, b2], learningRate: 0.1, momentum: 0.9, groups: [new([w1, w2]) { WeightDecay = 1e-3 }]);

Console.WriteLine("epoch   training loss   training accuracy   test accuracy");
var timer = Stopwatch.StartNew();
for (var epoch = 1; epoch <= Epochs; epoch++)
{
    random.Shuffle(training);
    optimizer.LearningRate = 0.1 * (1 - ((epoch - 1.0) / Epochs));
    var sum = 0.0;
    foreach (var batch in training.Chunk(BatchSize))
    {
        var loss = Logits(Images(batch)).SoftmaxCrossEntropy(Labels(batch));
        optimizer.Step(loss.Backward());
        sum += loss.Scalar * batch.Length;
    }

    if (epoch is 1 or 2 or 5 || epoch % 10 == 0)
    {
        Console.WriteLine($"{epoch,5}   {sum / training.Length,13:F4}   {Accuracy(training),17:P1}   {Accuracy(test),13:P1}");
    }
}

Console.WriteLine($"{timer.Elapsed.TotalSeconds:F1} s");
Console.WriteLine();
ShowConfusion();
ShowMistakes(3);
Console.WriteLine($"test accuracy: {100 * Accuracy(test):F2} %");

double Accuracy(Digit[] examples) => Predict(examples).Zip(examples, (label, digit) => label == digit.Label ? 1.0 : 0.0).Average();

IntList Predict(Digit[] examples) => Logits(Images(examples)).ArgMax(1);

void ShowConfusion()
{
    var counts = new int[Classes, Classes];
    foreach (var (label, digit) in Predict(test).Zip(test))
    {
        counts[digit.Label, label]++;
    }

    Console.WriteLine("test digits: rows are what they are, columns what they were read as");
    Console.WriteLine("     " + string.Concat(Enumerable.Range(0, Classes).Select(label => $"{label,4}")));
    for (var row = 0; row < Classes; row++)
    {
        Console.WriteLine($"{row,4} " + string.Concat(
            Enumerable.Range(0, Classes).Select(column => counts[row, column] == 0 ? "   ." : $"{counts[row, column],4}")));
    }

    Console.WriteLine();
}

void ShowMistakes(int count)
{
    var mistakes = Predict(test).Zip(test).Where(pair => pair.First != pair.Second.Label).Take(count).ToArray();
    Console.WriteLine(string.Concat(mistakes.Select(mistake => $"{mistake.Second.Label} read as {mistake.First}".PadRight(20))));
    for (var y = 0; y < 8; y++)
    {
        Console.WriteLine(string.Concat(mistakes.Select(mistake => Row(mistake.Second, y).PadRight(20))).TrimEnd());
    }

    Console.WriteLine();

    static string Row(Digit digit, int y) =>
        string.Concat(digit.Pixels.Skip(8 * y).Take(8).Select(ink => new string(" .:-=+*#%@"[(int)(ink * 9)], 2)));
}

static Node<float> Images(Digit[] batch) => NdArray.FromRows<float>([.. batch.Select(digit => digit.Pixels)]);

static int[] Labels(Digit[] batch) => [.. batch.Select(digit => digit.Label)];

static Digit[] ReadDigits()
{
    var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
    using var file = File.OpenRead(Path.Combine(folder, "data", "digits.csv.gz"));
    using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
    var digits = new List<Digit>();
    while (reader.ReadLine() is { } line)
    {
        var numbers = Array.ConvertAll(line.Split(','), int.Parse);
        digits.Add(new Digit([.. numbers[..Pixels].Select(ink => ink / 16f)], numbers[Pixels]));
    }

    return [.. digits];
}

internal sealed record Digit(float[] Pixels, int Label);
