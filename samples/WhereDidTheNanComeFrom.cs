#:project ../src/Ops/Ops.csproj

// Five broken models, and what to ask: where did the NaN come from, why is this gradient 0, how many digits are right?
//   dotnet run -c Release samples/WhereDidTheNanComeFrom.cs

using Autograd;

using var lines = Origins.Capture(); // nodes remember the line of code that made them: slow, so only to look for a mistake

Console.WriteLine("1. The loss is NaN. Which operation made it, and of what?");
var scores = new Parameter<double>(new[,] { { 2.0, 1, 0 }, { 900, 0, 1 } }, "scores");
var counts = new Parameter<double>([0.5, 0.3, 0.2], "prior") + scores.Exp();
var probabilities = counts / counts.Sum(1, keepDims: true);
var loss = (probabilities - new double[,] { { 1, 0, 0 }, { 1, 0, 0 } }).Square().Mean();
Console.WriteLine(loss.FindNonFinite());

Console.WriteLine();
Console.WriteLine("2. The loss is finite, but its gradient is NaN: two points lie on each other, so their distance is 0.");
var points = new Parameter<double>(new[,] { { 1.0, 2 }, { 1, 2 }, { 3, 4 } }, "points");
Node<double> Distance(Node<double> difference) => difference.Square().Sum(1).Maximum(0).Sqrt();
var distance = Distance(points - points[0]).Mean();
Console.WriteLine(distance.FindNonFinite());

Console.WriteLine();
Console.WriteLine("3. The same, at once: inside the scope, what makes NaN or infinity throws.");
try
{
    using var throwing = NonFinite.Throw();
    _ = (1 / points.Sum(0).Log()).Sum() + (points - 5).Sqrt().Mean();
}
catch (NonFiniteException exception)
{
    Console.WriteLine(exception.Message);
}

Console.WriteLine();
Console.WriteLine("4. A layer does not learn. Why?");
var random = new Random(1);
Node<double> x = Initialize.Normal<double>([8, 3], random);
var w = new Parameter<double>(Initialize.He<double>([3, 4], random), "w");
var bias = new Parameter<double>(NdArray.Full<double>([4], -20), "bias");
var v = new Parameter<double>(Initialize.He<double>([4, 1], random), "v");
var output = (x.MatMul(w) + bias).Relu().MatMul(v);
Console.WriteLine((output - 1).Square().Mean().Why(w));
Console.WriteLine();
Console.WriteLine("And another, whose input was cut off:");
var frozen = x.MatMul(w).Tanh().StopGradient();
Console.WriteLine(((2 * frozen).MatMul(v) - 1).Square().Mean().Why(w));
Console.WriteLine();
Console.WriteLine("One that does: its gradient is what all its uses give.");
var u = new Parameter<double>([0.5, -0.5], "u");
Console.WriteLine((u.Exp().Sum() + u.Square().Sum()).Why(u));

Console.WriteLine();
Console.WriteLine("5. No NaN, and still wrong: how many digits of 1 - sigmoid(z) are right in float?");
var z = new Parameter<float>([1f, 10, 20], "z");
using (Stabilizing.Off())
{
    Console.WriteLine((1 - z.Sigmoid()).Log().Sum().DigitsLost());
}

Console.WriteLine();
Console.WriteLine("As the library computes it: the formula is recognized when it is written.");
Console.WriteLine((1 - z.Sigmoid()).Log().Sum().DigitsLost());
