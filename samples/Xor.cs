#:project ../src/Ops/Ops.csproj

// Learns exclusive or with a 2-2-1 network and shows how the hidden layer bends the plane: there one line separates the classes.
// dotnet run -c Release samples/Xor.cs

using Autograd;

Node<double> x = new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
Node<double> y = new double[,] { { 0 }, { 1 }, { 1 }, { 0 } };

var random = new Random(4);
var w = new Parameter<double>(Initialize.Normal<double>([2, 2], random), "w");
var c = new Parameter<double>(new double[2], "c");
var v = new Parameter<double>(Initialize.Normal<double>([2, 1], random), "v");
var b = new Parameter<double>(new double[1], "b");

Node<double> Hidden() => (x.MatMul(w) + c).Sigmoid();
Node<double> Logit() => Hidden().MatMul(v) + b;

var optimizer = new Sgd<double>([w, c, v, b], learningRate: 1, momentum: 0.9);
for (var step = 0; step <= 1000; step++)
{
    var loss = Logit().SigmoidCrossEntropy(y);
    if (step % 250 == 0)
    {
        Console.WriteLine($"step {step,4}: loss {loss.Scalar:F5}");
    }

    optimizer.Step(loss.Backward());
}

var (hidden, probability) = (Hidden().Value, Logit().Sigmoid().Value);
Console.WriteLine();
Console.WriteLine(" x1  x2    h1    h2   P(y=1)");
for (var i = 0; i < 4; i++)
{
    Console.WriteLine($"{x.Value[i, 0],3} {x.Value[i, 1],3}  {hidden[i, 0]:F2}  {hidden[i, 1]:F2}   {probability[i, 0]:F3}");
}

Console.WriteLine();
var input = Plot(x.Value, (p, q) => ' ');
var bent = Plot(hidden, (h1, h2) => (h1 * v.Value[0, 0]) + (h2 * v.Value[1, 0]) + b.Scalar > 0 ? '.' : ' ');
Console.WriteLine("the plane of x1 and x2: no line".PadRight(36) + "the plane of h1 and h2: dots where y = 1 is");
Console.WriteLine("has both 1s on one side".PadRight(36) + "more likely, beyond a straight line");
foreach (var (left, right) in input.Zip(bent))
{
    Console.WriteLine($"|{left}|".PadRight(36) + $"|{right}|");
}

// The unit square, upwards; each example as its class, the rest as the background says.
string[] Plot(NdArray<double> points, Func<double, double, char> background)
{
    const int Width = 27;
    const int Height = 13;
    var rows = new char[Height][];
    for (var row = 0; row < Height; row++)
    {
        rows[row] = [.. Enumerable.Range(0, Width).Select(column => background(column / (Width - 1.0), 1 - (row / (Height - 1.0))))];
    }

    for (var i = 0; i < 4; i++)
    {
        var (row, column) = ((int)Math.Round((1 - points[i, 1]) * (Height - 1)), (int)Math.Round(points[i, 0] * (Width - 1)));
        rows[row][column] = y.Value[i, 0] > 0 ? '1' : '0';
    }

    return [.. rows.Select(row => new string(row))];
}
