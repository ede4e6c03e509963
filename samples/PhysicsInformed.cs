#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// A network learns the solution of u'' = f with u(0) = u(1) = 0 and is never shown a value of it: its own second derivative by the input is
// compared with f. That derivative is recorded like the rest, so that the loss can be differentiated by the weights.
//   dotnet run -c Release samples/PhysicsInformed.cs

using Autograd;

var picture = new Picture(args, columns: 3, width: 440);
var steps = picture.Short ? 1500 : 4000;

// The equation, made so that its solution is known.
var (first, fourth) = (Math.PI, 4 * Math.PI);
Node<float> Solution(Node<float> x) => (first * x).Sin() + (0.3 * (fourth * x).Sin());
Node<float> Source(Node<float> x) => -(first * first * (first * x).Sin()) - (0.3 * fourth * fourth * (fourth * x).Sin());

// Seeds 1 to 5 come within 0.0005 to 0.003 of the solution.
var random = new Random(1);
var parameters = new ParameterSet<float>();
var network = new Perceptron(parameters, [1, 32, 32, 1], h => h.Tanh(), random);
var x = new Parameter<float>(NdArray.Linspace<float>(0, 1, 65).WithShape([65, 1]), "x");
var f = Source(x).StopGradient();

var optimizer = new Adam<float>(parameters);
var rate = Schedule.Cosine(0.01, steps);
var between = Column(200);
var exact = Solution(between).Value;
var losses = new List<double>();
var solutions = picture.Panel("The network and the solution", "x", "u");
for (var step = 1; step <= steps; step++)
{
    var (u, bend) = Bend();
    var loss = (bend - f).Square().Mean() + (1000 * (u[0, 0].Square() + u[^1, 0].Square()));
    losses.Add(loss.Scalar);
    optimizer.LearningRate = rate(step - 1);
    optimizer.Step(loss.Backward(wrt: optimizer.Parameters));
    if (step == 1 || step % (steps / 10) == 0)
    {
        Console.WriteLine($"step {step,5}: loss {losses[^1]:E2}, largest error of u {Error():E2}");
    }

    if (step == steps / 40 || step == steps / 10)
    {
        solutions.Line(between.Value.ToArray(), network.Apply(between).Value.ToArray(), $"step {step}", dashed: true);
    }
}

solutions.Line(between.Value.ToArray(), network.Apply(between).Value.ToArray(), $"step {steps}");
solutions.Dots(between.Value.ToArray().Where((_, i) => i % 8 == 0), exact.ToArray().Where((_, i) => i % 8 == 0), "solution");
solutions.Legend(ScottPlot.Alignment.UpperRight);

var bends = picture.Panel("Its second derivative and f", "x", "u''");
bends.Line(x.Value.ToArray(), Bend().Bend.Value.ToArray(), "of the network");
bends.Dots(x.Value.ToArray(), f.Value.ToArray(), "f");
bends.Legend(ScottPlot.Alignment.LowerRight);
picture.Panel("Training", "step", "loss", logarithmic: true).Line(Enumerable.Range(1, steps), losses);
picture.Save($"With no value of u but the two at the ends, the network is within {Error():E1} of the solution, whose largest value is "
    + $"{exact.ToArray().Max():F2}.");

// The network's values at x, and its second derivative there: the sum of all values has at each point the derivative of that point's value.
(Node<float> U, Node<float> Bend) Bend()
{
    var u = network.Apply(x);
    var slope = u.Sum().Gradient(x, differentiable: true);
    return (u, slope.Sum().Gradient(x, differentiable: true));
}

double Error() => (network.Apply(between) - exact).Abs().Max().Scalar;

static Node<float> Column(int count) => NdArray.Linspace<float>(0, 1, count).WithShape([count, 1]);
