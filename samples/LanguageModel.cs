#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// A recurrent network reads Alice's Adventures in Wonderland character by character and guesses the next one; then it writes by itself. The
// last chapter, which it is not shown, tells how well it guesses, beside one who has counted what comes after up to five characters.
//   dotnet run -c Release samples/LanguageModel.cs

using Autograd;
using ScottPlot;

const int Rows = 16;
const int Window = 50;

var picture = new Picture(args, columns: 2, width: 620, height: 520);
var epochs = picture.Short ? 1 : 10;

// Seeds 1 to 3 all end at 1.49 nats a character in the last chapter.
var random = new Random(1);
var book = File.ReadAllText(Path.Combine(Picture.Samples, "data", "alice.txt")).ReplaceLineEndings("\n");
var alphabet = book.Distinct().Order().ToList();
var last = book.IndexOf("CHAPTER XII.", StringComparison.Ordinal);
var (training, unseen) = (book[..last], book[last..]);
var counts = Counts();
double[] counted = [.. Enumerable.Range(0, 6).Select(CostOfCounting)];
Console.WriteLine($"nats a character, by counting what comes after 0 to 5: {string.Join(", ", counted.Select(cost => $"{cost:F3}"))}");

var parameters = new ParameterSet<float>();
var model = new LanguageModel(parameters, alphabet.Count, random);
var optimizer = new Adam<float>(parameters);

// Rows of the text are read side by side, a window at a time. What a row has read before is remembered, but no gradient goes back there.
var length = (training.Length - 1) / Rows;
int[] windows = [.. Enumerable.Range(0, length / Window).Select(window => window * Window)];
var rate = Schedule.Cosine(0.005, epochs * windows.Length);
var memory = model.Start(Rows);
var tested = new List<double> { Math.Log(alphabet.Count) };
foreach (var epoch in TrainingLoop.Epochs(windows, Learn, epochs))
{
    tested.Add(CostOfUnseen());
    Console.WriteLine(
        $"epoch {epoch.Epoch}: {epoch.Loss:F3} nats a character, {tested[^1]:F3} in the last chapter; {epoch.Elapsed.TotalSeconds:F0} s");
}

using var nothingRecorded = Recording.Off();
Console.WriteLine($"\n{Written("Alice ", 400)}\n");

var curves = picture.Panel("Guessing the next character of the last chapter", "epoch", "nats a character");
curves.Line(Enumerable.Range(0, epochs + 1), tested, "LSTM");
foreach (var (before, cost) in counted.Index().Take(1..5))
{
    curves.Line([0, epochs], [cost, cost], $"counts after {before}", dashed: true);
}

curves.WholeNumbers();
curves.Legend(Alignment.UpperRight);
ShowGuesses("'Here!' cried Alice, quite forgetting in", "abcdefghijklmnopqrstuvwxyz '!,");
picture.Save(
    $"In the last chapter, which it has not seen, the next character costs the LSTM {tested[^1]:F2} nats; one who has counted what comes "
    + $"after one to five characters {string.Join(", ", counted[1..].Select(cost => $"{cost:F2}"))}.");

double Learn(int start)
{
    var (logits, after) = model.Read(Codes(training, Rows, start, Window), start == 0 ? model.Start(Rows) : memory);
    memory = after.StopGradient();
    var loss = logits.SoftmaxCrossEntropy(Codes(training, Rows, start + 1, Window).Items);
    optimizer.LearningRate = rate(optimizer.Steps);
    optimizer.Step(loss.Backward().ClipNorm(1));
    return loss.Scalar;
}

double CostOfUnseen()
{
    using var nothingRecorded = Recording.Off();
    const int Parts = 8;
    var part = (unseen.Length - 1) / Parts;
    var (logits, _) = model.Read(Codes(unseen, Parts, 0, part), model.Start(Parts));
    return logits.SoftmaxCrossEntropy(Codes(unseen, Parts, 1, part).Items).Scalar;
}

// A text cut into rows, and of each row a window, as numbers of characters.
IntArray Codes(string text, int rows, int start, int window)
{
    var length = (text.Length - 1) / rows;
    return new([rows, window],
        [.. Enumerable.Range(0, rows).SelectMany(row => text.Substring((row * length) + start, window).Select(c => alphabet.IndexOf(c)))]);
}

// Drawn from what the model guesses, a little less boldly than it does.
string Written(string text, int count)
{
    var (logits, state) = model.Read(Codes(text + " ", 1, 0, text.Length), model.Start(1));
    while (text.Length < count)
    {
        text += alphabet[new CategoricalDistribution<float>(logits[^1] / 0.7).Sample(random)[0]];
        (logits, state) = model.Read(Codes(text[^1] + " ", 1, 0, 1), state);
    }

    return text;
}

// Which characters of a list the model holds for likely after each beginning of a sentence.
void ShowGuesses(string sentence, string shown)
{
    var probabilities = model.Read(Codes(sentence + " ", 1, 0, sentence.Length), model.Start(1)).Logits.Softmax();
    IntList rows = [.. shown.Select(c => alphabet.IndexOf(c))];
    var panel = picture.Panel("What it expects after what it has read", "read, from the left", "next character");
    panel.Map(probabilities.Gather(rows, axis: 1).Transpose().Value);
    panel.NameCells([.. sentence.Select(c => $"{c}")], [.. shown.Select(c => c == ' ' ? "space" : $"{c}")]);
}

// How often what follows what: for up to five characters, how often they come, and with which next one.
Dictionary<string, int> Counts()
{
    var counts = new Dictionary<string, int>();
    for (var i = 0; i < training.Length; i++)
    {
        for (var size = 0; size <= Math.Min(6, training.Length - i); size++)
        {
            counts[training.Substring(i, size)] = counts.GetValueOrDefault(training.Substring(i, size)) + 1;
        }
    }

    return counts;
}

double CostOfCounting(int before) =>
    Enumerable.Range(before, unseen.Length - before).Average(i => -Math.Log(Share(unseen.Substring(i - before, before), unseen[i])));

// The share of a character after others. What came seldom counts little beside what is known of fewer characters.
double Share(string before, char next) =>
    (counts.GetValueOrDefault(before + next) + (5 * (before.Length == 0 ? 1.0 / alphabet.Count : Share(before[1..], next))))
    / (counts.GetValueOrDefault(before) + 5);

/// <summary>What a reader remembers.</summary>
internal sealed record Memory(Node<float> State, Node<float> Cell)
{
    public Memory StopGradient() => new(State.StopGradient(), Cell.StopGradient());
}

/// <summary>Reads characters, and has for each the logits of the next one.</summary>
internal sealed class LanguageModel(ParameterSet<float> parameters, int characters, Random random)
{
    private const int Units = 192;
    private readonly Embedding _characters = new(parameters.Under("characters"), characters, 32, random);
    private readonly LstmCell _cell = new(parameters.Under("cell"), 32, Units, random);
    private readonly Dense _output = new(parameters.Under("output"), Units, characters, random);

    /// <summary>The memory of readers who have read nothing.</summary>
    public Memory Start(int rows) => new(NdArray.Zeros<float>([rows, Units]), NdArray.Zeros<float>([rows, Units]));

    /// <summary>The logits, row after row, of shape (rows times window, characters), and what is remembered.</summary>
    public (Node<float> Logits, Memory After) Read(IntArray text, Memory memory)
    {
        var x = _characters.Apply(text);
        var states = new List<Node<float>>();
        for (var i = 0; i < text.Shape[1]; i++)
        {
            var (state, cell) = _cell.Apply(x[.., i], memory.State, memory.Cell);
            memory = new(state, cell);
            states.Add(state);
        }

        return (_output.Apply(Node.Stack(states, axis: 1).Reshape([-1, Units])), memory);
    }
}
