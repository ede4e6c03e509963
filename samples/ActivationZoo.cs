#:project ../src/Ops/Ops.csproj
#:include shared/Picture.cs
#:package ScottPlot

// All hidden units and their derivatives, which the backward pass gives and the gradient check judges. Nothing in it is random.
//   dotnet run -c Release samples/ActivationZoo.cs

using Autograd;
using ScottPlot;

var picture = new Picture(args, rows: 4, columns: 5, width: 300, height: 250);
(string Name, Func<Node<double>, Node<double>> Unit)[] zoo =
[
    ("relu", x => x.Relu()),
    ("leaky relu, 0.1", x => x.LeakyRelu(0.1)),
    ("parametric relu, 0.3", x => x.PRelu(Node.Constant<double>(0.3))),
    ("absolute value", x => x.Abs()),
    ("elu", x => x.Elu()),
    ("selu", x => x.Selu()),
    ("softplus", x => x.Softplus()),
    ("gelu", x => x.Gelu()),
    ("gelu by tanh", x => x.GeluTanh()),
    ("silu", x => x.Silu()),
    ("mish", x => x.Mish()),
    ("sigmoid", x => x.Sigmoid()),
    ("log sigmoid", x => x.LogSigmoid()),
    ("hard sigmoid", x => x.HardSigmoid()),
    ("tanh", x => x.Tanh()),
    ("hard tanh", x => x.HardTanh()),
    ("softsign", x => x.Softsign()),
    ("maxout of -x, 0, x - 1", x => Node.Stack([-x, 0 * x, x - 1], axis: -1).Maxout(3).Squeeze(-1)),
    ("radial basis", x => x.ExpandDims(1).RadialBasis(NdArray.Zeros<double>([1, 1]), NdArray.Ones<double>([1])).Squeeze(1)),
    ("softmax of x, 1, 0", x => Node.Stack([x, (0 * x) + 1, 0 * x], axis: -1).Softmax()[.., 0]),
];

var points = NdArray.Linspace<double>(-4, 4, 401);

// Beside the kinks, where there is no derivative to check.
var checkedAt = NdArray.Linspace<double>(-3.97, 3.91, 60);
var passed = 0;
foreach (var (name, unit) in zoo)
{
    var x = new Parameter<double>(points);
    var y = unit(x);
    var panel = picture.Panel(name, "x", " ");
    panel.Line(points.ToArray(), y.Value.ToArray(), "unit");
    panel.Line(points.ToArray(), y.Sum().Gradient(x).Value.ToArray(), "derivative", dashed: true);
    if (name == zoo[0].Name)
    {
        panel.Legend(Alignment.UpperLeft);
    }

    var report = GradientCheck.Of(x => unit(x).Sum(), checkedAt);
    passed += report.Passed ? 1 : 0;
    Console.WriteLine($"{name}: {(report.Passed ? "the derivative agrees with difference quotients" : report)}");
}

picture.Save($"The derivatives of {passed} of {zoo.Length} hidden units agree with difference quotients at {checkedAt.Size} points.");
