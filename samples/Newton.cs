#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Picture.cs
#:package ScottPlot

// Second derivatives against many cheap steps: logistic regression on the digits by Newton's method with conjugate gradients, by L-BFGS and
// by stochastic gradient descent, and how far above the minimum each is after so many passes through the data.
//   dotnet run -c Release samples/Newton.cs

using Autograd;
using MathNet.Numerics.Optimization;
using ScottPlot;

var picture = new Picture(args, width: 760, height: 480);
var passes = picture.Short ? 60 : 400;

var (images, digits) = DigitImages.Load<double>();
var w = new Parameter<double>(new double[64, 10], "w");
var b = new Parameter<double>(new double[10], "b");
Node<double> Logits(Node<double> x) => x.MatMul(w) + b;
Node<double> Penalty() => 0.0005 * w.SumOfSquares();
Node<double> Loss() => Logits(images).SoftmaxCrossEntropy(digits) + Penalty();

var newton = Newton();
var lbfgs = Lbfgs();
var steady = Sgd("SGD, rate 0.5", _ => 0.5);
var falling = Sgd("SGD, rate falling", step => 2 / (1 + (step / 500.0)));
var minimum = newton.Losses[^1];

var panel = picture.Panel("Logistic regression on the digits", "passes through the data", "loss above the minimum", logarithmic: true);
foreach (var run in new[] { newton, lbfgs, steady, falling })
{
    // What is left of rounding is not shown.
    var above = run.Losses.Select(loss => Math.Max(loss - minimum, 1e-15));
    panel.Line(run.Passes, above, run.Name).MarkerSize = run == newton ? 6 : 0;
}

panel.Plot.Axes.SetLimits(0, 400, -15, 1);
panel.Legend(Alignment.MiddleRight);
picture.Save(
    $"Within 1e-6 of the minimum are Newton's method after {Reached(newton)} passes through the data and L-BFGS after {Reached(lbfgs)}; "
    + $"stochastic gradient descent is {Math.Min(Best(steady), Best(falling)):E1} above it at best in {passes} passes.");

int Reached(Run run) => run.Passes[run.Losses.FindIndex(loss => loss - minimum < 1e-6)];

double Best(Run run) => run.Losses.Min() - minimum;

// Newton's method: each step solves H step = -gradient, roughly at first, exactly at the end.
Run Newton()
{
    var run = Begin("Newton with conjugate gradients");
    for (var pass = 1; true; pass++)
    {
        var hessian = Derivative.HessianProduct(Loss(), [w, b]);
        run.Add(pass, hessian.Value.Scalar);
        var norm = hessian.Gradients.Norm();
        if (norm < 1e-12)
        {
            return run;
        }

        var step = Krylov.ConjugateGradients(hessian.Times, -1 * hessian.Gradients, tolerance: Math.Min(0.5, Math.Sqrt(norm)));
        w.Update((w + step.Solution[w]).Value);
        b.Update((b + step.Solution[b]).Value);

        // A product with the Hessian is a backward pass through twice the graph: about two passes.
        pass += 2 * step.Iterations;
    }
}

// The minimizer's first step is tiny, and is doubled until it is felt: so long the curve is flat.
Run Lbfgs()
{
    var run = Begin("L-BFGS");
    var objective = new NodeObjective(
        () =>
        {
            var loss = Loss();
            run.Add(run.Passes.Count + 1, loss.Scalar);
            return loss;
        },
        [w, b]);
    Console.WriteLine(objective.Minimize(new LimitedMemoryBfgsMinimizer(1e-8, 1e-15, 1e-15, 20, 1000), gradientTolerance: 1e-6));
    return run;
}

Run Sgd(string name, Func<int, double> rate)
{
    var run = Begin(name);
    var optimizer = new Sgd<double>([w, b], rate(0));
    var batches = Batches.Of(images, digits, size: 32, new Random(1));
    foreach (var epoch in optimizer.Epochs(
        batches, batch => Logits(batch.X).SoftmaxCrossEntropy(batch.Labels) + Penalty(), passes, schedule: rate))
    {
        run.Add(epoch.Epoch, Loss().Scalar);
    }

    return run;
}

// All begin with weights of 0.
Run Begin(string name)
{
    w.Update(new double[64, 10]);
    b.Update(new double[10]);
    return new(name, [], []);
}

/// <summary>The loss after so many passes through the data.</summary>
internal sealed record Run(string Name, List<int> Passes, List<double> Losses)
{
    public void Add(int pass, double loss)
    {
        Passes.Add(pass);
        Losses.Add(loss);
        if (Losses.Count < 10 || Losses.Count % 50 == 0)
        {
            Console.WriteLine($"{Name}: pass {pass}, loss {loss:F8}");
        }
    }
}
