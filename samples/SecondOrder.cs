#:project ../src/Ops/Ops.csproj

// Fits a classifier of wines by Newton's method: each step solves with the Hessian, which is never built, only multiplied with.
// Then MathNet's BFGS, with exact gradients, to the same minimum; and a curve by Levenberg-Marquardt, with an exact Jacobian.
//   dotnet run -c Release samples/SecondOrder.cs

using System.Globalization;
using System.Runtime.CompilerServices;
using Autograd;
using MathNet.Numerics.Optimization;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// 1. The data: 178 wines, 13 measurements each, of three growers. The model: logistic regression with a small penalty.
var rows = ReadWines();
var data = NdArray.FromRows<double>([.. rows.Select(row => row[..13])]);
var x = Node.Constant(new Standardizer<double>(data).Apply(data));
IntList growers = rows.Select(row => (int)row[13]).ToArray();
var w = new Parameter<double>(new double[13, 3], "w");
var b = new Parameter<double>(new double[3], "b");
Node<double> Logits() => x.MatMul(w) + b;
Node<double> Loss() => Logits().SoftmaxCrossEntropy(growers) + (0.005 * w.Square().Sum());

// 2. Newton's method: the step solves H step = -gradient by conjugate gradients on products with H.
var (steps, products) = (0, 0);
while (true)
{
    var hessian = Derivative.HessianProduct(Loss(), [w, b]);
    Console.WriteLine($"Newton step {steps}: loss {hessian.Value.Scalar:F10}, gradient norm {hessian.Gradients.Norm():E1}");
    if (hessian.Gradients.Norm() < 1e-10)
    {
        var largest = Krylov.ExtremeEigenvalues(hessian.Times, hessian.Gradients, new Random(1)).Largest.Value;
        Console.WriteLine($"largest eigenvalue of the Hessian there: {largest:F4}; gradient descent needs steps below {2 / largest:F1}\n");
        break;
    }

    var step = Krylov.ConjugateGradients(hessian.Times, -1 * hessian.Gradients);
    w.Update((w + step.Solution[w]).Value);
    b.Update((b + step.Solution[b]).Value);
    steps++;
    products += step.Iterations;
}

var (newton, wByNewton) = (Loss().Scalar, w.Value.Copy());

// 3. The same by a minimizer of MathNet's, from the start.
w.Update(new double[13, 3]);
b.Update(new double[3]);
var bfgs = new NodeObjective(Loss, [w, b]).Minimize(new BfgsMinimizer(1e-9, 1e-12, 1e-12), gradientTolerance: 1e-8);
var distance = (w - wByNewton).Norm().Scalar;
Console.WriteLine($"BFGS {bfgs}");
Console.WriteLine($"its loss is {Math.Abs(bfgs.Value - newton):E1} from Newton's, its weights are {distance:E1} away\n");

// 4. A curve: the decay of a counter's rate, with noise that is always the same.
Node<double> hours = NdArray.Linspace<double>(0, 6, 25);
var counted = ((40 * (-0.7 * hours).Exp()) + 5 + (0.3 * (hours * 17).Sin())).Value;
var (height, rate, background) = (new Parameter<double>(10), new Parameter<double>(0.2), new Parameter<double>(0));
var fit = new NodeLeastSquares(() => (height * (-rate * hours).Exp()) + background, counted, [height, rate, background]).Minimize();
Console.WriteLine($"Levenberg-Marquardt {fit}");
Console.WriteLine($"{height.Scalar:F2} exp(-{rate.Scalar:F3} t) + {background.Scalar:F2}\n");

Console.WriteLine(
    $"Newton's method took {steps} steps with {products} products with the Hessian; "
    + $"BFGS took {bfgs.Evaluations} evaluations to the same minimum.");

static double[][] ReadWines([CallerFilePath] string file = "") =>
[
    .. File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "data", "wine.csv")).Skip(1)
        .Select(line => Array.ConvertAll(line.Split(','), text => double.Parse(text, CultureInfo.InvariantCulture))),
];
