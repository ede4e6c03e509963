#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs

// Trains a 64-64-10 network on handwritten digits and shows what it learnt and where it errs.
//   dotnet run -c Release samples/Digits.cs

using Autograd;

const int Classes = 10;
const int Epochs = 40;

// Seeds 1 to 10 end between 95.8 and 98.9 % of the unseen digits, in the mean at 97.7 %.
var random = new Random(2);
var (images, digits) = DigitImages.Load<float>();
var split = DataSplit.Of(digits.Count, random, test: 0.2);
var (training, trainingDigits) = (images.Gather(split.Training), digits.Gather(split.Training));
var (test, testDigits) = (images.Gather(split.Test), digits.Gather(split.Test));
Console.WriteLine($"{trainingDigits.Count} digits to learn from, {testDigits.Count} to test on");

// The model: its parameters, and the function that uses them.
var w1 = new Parameter<float>(Initialize.He<float>([64, 64], random), "w1");
var b1 = new Parameter<float>(NdArray.Zeros<float>([64]), "b1");
var w2 = new Parameter<float>(Initialize.Glorot<float>([64, Classes], random), "w2");
var b2 = new Parameter<float>(NdArray.Zeros<float>([Classes]), "b2");

Node<float> Logits(Node<float> x) => (x.MatMul(w1) + b1).Relu().MatMul(w2) + b2;

ConfusionMatrix Confusion(NdArray<float> x, IntList labels) => ConfusionMatrix.Of(Logits(x).ArgMax(1), labels, Classes);

// Weights decay, biases do not; the rate falls with each epoch.
var optimizer = new Sgd<float>([w1, b1, w2, b2], 0.1, momentum: 0.9, groups: [new([w1, w2]) { WeightDecay = 1e-3 }]);
var batches = Batches.Of(training, trainingDigits, size: 32, random);

Console.WriteLine("epoch   training loss   training accuracy   test accuracy");
foreach (var epoch in optimizer.Epochs(batches, batch => Logits(batch.X).SoftmaxCrossEntropy(batch.Labels), Epochs))
{
    optimizer.LearningRate = 0.1 * (1 - ((double)epoch.Epoch / Epochs));
    if (epoch.Epoch is 1 or 2 or 5 || epoch.Epoch % 10 == 0)
    {
        var (learnt, tested) = (Confusion(training, trainingDigits).Accuracy, Confusion(test, testDigits).Accuracy);
        Console.WriteLine($"{epoch.Epoch,5}   {epoch.Loss,13:F4}   {learnt,17:P1}   {tested,13:P1}");
    }

    if (epoch.Epoch == Epochs)
    {
        Console.WriteLine($"{epoch.Elapsed.TotalSeconds:F1} s\n");
    }
}

var confusion = Confusion(test, testDigits);
Console.WriteLine($"test digits: rows are what they are, columns what they were read as\n{confusion}\n");
ShowMistakes(3);
Console.WriteLine($"test accuracy: {100 * confusion.Accuracy:F2} %");

void ShowMistakes(int count)
{
    var read = Logits(test).ArgMax(1);
    int[] mistakes = [.. Enumerable.Range(0, read.Count).Where(i => read[i] != testDigits[i]).Take(count)];
    Console.WriteLine(string.Concat(mistakes.Select(i => $"{testDigits[i]} read as {read[i]}".PadRight(20))));
    for (var y = 0; y < 8; y++)
    {
        Console.WriteLine(string.Concat(mistakes.Select(i => Row(i, y).PadRight(20))).TrimEnd());
    }

    Console.WriteLine();

    string Row(int image, int y) =>
        string.Concat(Enumerable.Range(8 * y, 8).Select(pixel => new string(" .:-=+*#%@"[(int)(test[image, pixel] * 9)], 2)));
}
