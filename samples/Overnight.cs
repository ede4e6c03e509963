#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/LiveTraining.cs
#:package Spectre.Console

// A convolutional network learns to read digits; stop it at any moment, run it again, and it goes on with the same bits.
//   dotnet run -c Release samples/Overnight.cs            trains 8 epochs, or those that are left, and exports the model
//   dotnet run -c Release samples/Overnight.cs -- 3       stops after the third epoch
// It writes output/overnight.checkpoint after each epoch, and at the end output/digits.safetensors, which Python's safetensors reads.

using Autograd;

const int Epochs = 8;
var last = args.Length > 0 ? int.Parse(args[0]) : Epochs;
var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var output = Directory.CreateDirectory(Path.Combine(folder, "output")).FullName;
var file = Path.Combine(output, "overnight.checkpoint");

var (pixels, digits) = DigitImages.Load<float>();
var images = pixels.WithShape([digits.Count, 1, 8, 8]);
var split = DataSplit.Stratified(digits, new Random(1), validation: 0.1, test: 0.2);
var (testImages, testDigits) = (images.Gather(split.Test), digits.Gather(split.Test));

// All that the training goes on from: the model, the optimizer, and the generator that shuffles and drops.
var random = new ResumableRandom(1);
var parameters = new ParameterSet<float>();
var network = new Network(parameters, random);
var optimizer = new AdamW<float>(parameters, learningRate: 0.003);
var checkpoint = new Checkpoint<float> { { "model", parameters }, { "optimizer", optimizer }, { "random", random } };
if (File.Exists(file))
{
    checkpoint.Load(file);
    Console.WriteLine($"goes on after epoch {checkpoint.Epoch}");
}

var batches = Batches.Of(images.Gather(split.Training), digits.Gather(split.Training), size: 32, random);
var rate = Schedule.Cosine(0.003, Epochs * batches.Count);
LiveTraining.Run(display =>
{
    foreach (var epoch in optimizer.Epochs(
        batches,
        batch => network.Logits(batch.X, training: true).SoftmaxCrossEntropy(batch.Labels),
        last,
        display,
        first: checkpoint.Epoch + 1,
        schedule: rate))
    {
        checkpoint.Epoch = epoch.Epoch;
        checkpoint.Save(file);
        var accuracy = Accuracy(images.Gather(split.Validation), digits.Gather(split.Validation));
        if (display is null)
        {
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Loss:F4}, {accuracy:P1} of the validation digits");
        }
        else
        {
            display.Accuracy = accuracy;
        }
    }
});

if (checkpoint.Epoch == Epochs)
{
    parameters.Save(Path.Combine(output, "digits.safetensors"));
    File.Delete(file);
    Console.WriteLine(parameters.Summary());
    Console.WriteLine($"test accuracy: {Accuracy(testImages, testDigits):P2}, exported to samples/output/digits.safetensors");
}

double Accuracy(NdArray<float> x, IntList labels)
{
    using var nothingRecorded = Recording.Off();
    return ConfusionMatrix.Of(network.Logits(x, training: false).ArgMax(1), labels, classes: 10).Accuracy;
}

/// <summary>Two convolution blocks, pooled, and an output.</summary>
internal sealed class Network(ParameterSet<float> parameters, Random random)
{
    private readonly ConvolutionBlock _first = new(parameters.Under("first"), 1, 16, random);
    private readonly ConvolutionBlock _second = new(parameters.Under("second"), 16, 32, random);
    private readonly Dense _output = new(parameters.Under("output"), 32 * 2 * 2, 10, random);

    public Node<float> Logits(Node<float> x, bool training)
    {
        var h = _second.Apply(_first.Apply(x, training).MaxPool2D(2), training).MaxPool2D(2).Reshape([x.Shape[0], -1]);
        return _output.Apply(training ? h.Dropout(0.2, random) : h);
    }
}
