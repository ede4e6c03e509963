#:project ../src/Ops/Ops.csproj
#:include shared/Picture.cs
#:package ScottPlot

// Output units that are confidently wrong: what is left of the gradient of squared error and of cross-entropy, which digits a formula
// keeps as it is written and as a stable operation, and how softmax hardens as its logits grow. Nothing in it is random.
//   dotnet run -c Release samples/Saturation.cs

using Autograd;
using ScottPlot;

var picture = new Picture(args, rows: 2, columns: 4, width: 400, height: 330);
var z = NdArray.Linspace<double>(-20, 20, 401);

// The right answer is 1, so a sigmoid of a negative logit is wrong.
var sigmoid = picture.Panel("One sigmoid, the answer is 1", "logit z", "size of the slope by z", logarithmic: true);
var squaredSlopes = Slopes(z => (z.Sigmoid() - 1).Square().Sum(), z);
var entropySlopes = Slopes(z => z.SigmoidCrossEntropy(Node.Constant(NdArray.Ones<double>(z.Shape)), reduction: Reduction.Sum), z);
sigmoid.Line(z.ToArray(), squaredSlopes, "squared error");
sigmoid.Line(z.ToArray(), entropySlopes, "cross-entropy", dashed: true);
sigmoid.Legend(Alignment.LowerCenter);
Console.WriteLine($"sigmoid at z = {z[100]}: slope {squaredSlopes[100]:E2} of squared error, {entropySlopes[100]:F5} of cross-entropy");

// Three classes with logits 0, m, 0: the first is right, and the second leads by m.
var softmax = picture.Panel("Softmax, a wrong class leads", "its logit is ahead by", "slope by the right logit", logarithmic: true);
var lead = NdArray.Linspace<double>(0, 20, 201);
var pattern = Node.Constant<double>(new double[,] { { 0, 1, 0 } });
var logits = (Node.Constant(lead).ExpandDims(1) * pattern).Value;
var answer = Node.Constant<double>(new double[,] { { 1, 0, 0 } });
softmax.Line(lead.ToArray(), FirstOfThree(z => (z.Softmax() - answer).SumOfSquares()), "squared error");
var entropy = FirstOfThree(z => z.SoftmaxCrossEntropy(new int[lead.Size], reduction: Reduction.Sum));
softmax.Line(lead.ToArray(), entropy, "cross-entropy", dashed: true);
softmax.Legend(Alignment.LowerLeft);

// ln sigma(z) in float, as it is written and as it becomes when it is recorded, beside the same in double.
var digits = picture.Panel("Right digits of ln σ(z) in float", "logit z", "decimal digits");
var single = NdArray.Linspace<float>(-120, 30, 601);
var right = Node.Constant(NdArray.Linspace<double>(-120, 30, 601)).LogSigmoid().Value.ToArray();
var stable = Digits(Node.Constant(single).LogSigmoid());
double[] naive;
using (Stabilizing.Off())
{
    naive = Digits((1 / (1 + (-Node.Constant(single)).Exp())).Log());
}

digits.Line(single.ToArray(), naive, "Log(1 / (1 + Exp(-z)))");
digits.Line(single.ToArray(), stable, "LogSigmoid", dashed: true);
digits.Plot.Axes.SetLimitsY(-0.5, 11);
digits.Legend(Alignment.UpperLeft);
Console.WriteLine("What the library finds in the formula as it is written, at z = 20:");
using (Stabilizing.Off())
{
    Console.WriteLine((1 / (1 + (-new Parameter<float>(20f, "z")).Exp())).Log().DigitsLost());
}

double[] outputs = [0.1, 0.5, 0.9, 0.2, 0.05, 0.3, 0.8, 0.1, 0, 0.2];
picture.Panel("Ten logits z", "class", "z").Bars(outputs);
var largest = 0.0;
foreach (var c in (int[])[1, 5, 10, 50])
{
    var shares = (c * Node.Constant<double>(outputs)).Softmax().Value.ToArray();
    largest = shares.Max();
    var panel = picture.Panel($"softmax(c z), c = {c}", "class", "probability");
    panel.Bars(shares);
    panel.Plot.Axes.SetLimitsY(0, 1.05);
    Console.WriteLine($"softmax({c} z): the largest of ten has {largest:F3}");
}

picture.Save(
    $"Confidently wrong at z = {z[100]}, squared error keeps a slope of {squaredSlopes[100]:E2} and cross-entropy of "
    + $"{entropySlopes[100]:F5}; as it is written ln sigma(z) has down to {naive.Min():F1} right digits in float, as LogSigmoid "
    + $"{stable.Min():F1}; softmax with c = 50 gives {largest:F3} to the largest.");

static double[] Slopes(Func<Node<double>, Node<double>> loss, NdArray<double> at)
{
    var z = new Parameter<double>(at);
    return loss(z).Gradient(z).Abs().Value.ToArray();
}

double[] FirstOfThree(Func<Node<double>, Node<double>> loss) => [.. Slopes(loss, logits).Where((_, i) => i % 3 == 0)];

double[] Digits(Node<float> result) =>
    [.. result.Value.ToArray().Zip(right, (y, truth) => Math.Clamp(-Math.Log10(Math.Abs((y - truth) / truth)), 0, 8))];
