using System.Numerics;
using System.Text.Json;

namespace Autograd.Tests;

/// <summary>
/// Every optimizer, schedule and clip beside PyTorch, which made the numbers by pytorch_trajectories.py: three problems, fifty steps each.
/// </summary>
[TestFixture]
public class TrajectoryTests
{
    // What PyTorch computes in another order (the mean's correction, the decay of AdamW, an average as two products) differs in last bits.
    private const double Tolerance = 1e-12;

    // PyTorch's own float differs from its double by as much, where a root is small.
    private const double FloatTolerance = 2e-4;

    private static readonly Dictionary<string, double[][]> s_trajectories = JsonSerializer.Deserialize<Dictionary<string, double[][]>>(
        File.ReadAllText(SourceFolder.Of("tests/Autograd.Tests/Training/pytorch_trajectories.json")))!;

    private static IEnumerable<string> Names => s_trajectories.Keys;

    [TestCaseSource(nameof(Names))]
    public void Fifty_steps_are_those_of_PyTorch(string name) => Compare<double>(name, replayed: false, Tolerance);

    [TestCaseSource(nameof(Names))]
    public void Fifty_replayed_steps_too(string name) => Compare<double>(name, replayed: true, Tolerance);

    [TestCaseSource(nameof(Names))]
    public void And_steps_in_float(string name) => Compare<float>(name, replayed: false, FloatTolerance);

    private static void Compare<T>(string name, bool replayed, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, parts) = (s_trajectories[name], name.Split(", "));
        var (parameters, loss) = Problem<T>(parts[1]);
        var replay = replayed ? Replay.OfLoss(loss) : null;
        var run = Case(parts[0], parameters);
        for (var step = 0; step < 50; step++)
        {
            replay?.Run();
            var value = replay?.Loss ?? loss();
            run.Step(value, replay?.Gradients ?? value.Backward());
            var shown = parameters.SelectMany(parameter => (run.Average?[parameter].Value ?? parameter.Value).ToArray());
            shown.Select(double.CreateChecked).ToArray().ShouldBe(rows[step], tolerance, $"after step {step + 1}");
        }

        run.Optimizer.Steps.ShouldBe(50);
    }

    private static Run<T> Case<T>(string name, Parameter<T>[] parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return name switch
        {
            "sgd" => Of(new Sgd<T>(parameters, 0.02)),
            "sgd decay" => Of(new Sgd<T>(parameters, 0.02, weightDecay: 0.1)),
            "momentum" => Of(new Sgd<T>(parameters, 0.01, momentum: 0.9, weightDecay: 0.1)),
            "nesterov" => Of(new Sgd<T>(parameters, 0.01, momentum: 0.9, nesterov: true, weightDecay: 0.1)),
            "groups" => Of(new Sgd<T>(
                parameters, 0.02, momentum: 0.8, weightDecay: 0.05,
                groups: [new([parameters[0]]) { RateFactor = 0.25, WeightDecay = 0.2 }])),
            "adam" => Of(new Adam<T>(parameters, 0.02)),
            "adam decay" => Of(new Adam<T>(parameters, 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1)),
            "adamw" => Of(new AdamW<T>(parameters, 0.02)),
            "adamw decay" => Of(new AdamW<T>(parameters, 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.5)),
            "rmsprop" => Of(new RmsProp<T>(parameters)),
            "rmsprop momentum" => Of(new RmsProp<T>(parameters, 0.002, alpha: 0.9, epsilon: 1e-3, momentum: 0.8, weightDecay: 0.1)),
            "rmsprop centered" => Of(new RmsProp<T>(parameters, 0.005, alpha: 0.9, epsilon: 1e-2, centered: true)),
            "rmsprop centered momentum" => Of(new RmsProp<T>(
                parameters, 0.002, alpha: 0.9, epsilon: 1e-2, momentum: 0.5, centered: true)),
            "adagrad" => Of(new Adagrad<T>(parameters, 0.1)),
            "adagrad decay" => Of(new Adagrad<T>(parameters, 0.1, epsilon: 1e-3, weightDecay: 0.1)),
            "clip norm" => Of(Momentum(), clip: gradients => gradients.ClipNorm(0.5)),
            "clip value" => Of(Momentum(), clip: gradients => gradients.ClipValue(0.25)),
            "step" => Scheduled(Schedule.Step(0.02, every: 15, factor: 0.5)),
            "cosine" => Scheduled(Schedule.Cosine(0.02, steps: 50, least: 0.001)),
            "warm-up" => Scheduled(Schedule.WarmUp(10, Schedule.Cosine(0.02, steps: 40, least: 0.001))),
            "one cycle" => Scheduled(Schedule.OneCycle(0.03, steps: 50)),
            "plateau" => OnPlateau(new Plateau(0.02, factor: 0.7, patience: 1, threshold: 0.02, cooldown: 2, least: 0.001)),
            "average" => new Run<T>(Momentum(), new ExponentialMovingAverage<T>(parameters, 0.8)),
            _ => throw new ArgumentException(name),
        };

        Sgd<T> Momentum() => new(parameters, 0.02, momentum: 0.9);

        static Run<T> Of(Optimizer<T> optimizer, Func<Gradients<T>, Gradients<T>>? clip = null) => new(optimizer, Clip: clip);

        Run<T> Scheduled(Func<int, double> rate)
        {
            var optimizer = Momentum();
            return new(optimizer, Before: () => optimizer.LearningRate = rate(optimizer.Steps));
        }

        Run<T> OnPlateau(Plateau plateau)
        {
            var optimizer = Momentum();
            return new(optimizer, After: loss => optimizer.LearningRate = plateau.Next(loss));
        }
    }

    private static (Parameter<T>[] Parameters, Func<Node<T>> Loss) Problem<T>(string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (name)
        {
            case "rosenbrock":
                var (w, b) = (Vector(-0.5, 0.75, 0.5), Vector(0.5));
                return ([w, b], () =>
                    ((10 * (w[1..] - w[..^1].Square()).Square()) + (1 - w[..^1]).Square()).Sum() + (w * b).Sum().Square());
            case "classes":
                var points = Matrix([0.5, -1.0], [1.5, 2.0], [-1.0, 0.25], [0.0, 1.0]);
                IntList labels = [0, 1, 1, 0];
                var (weight, bias) = (new Parameter<T>(Matrix([0.1, -0.2], [0.3, 0.4])), Vector(0, 0));
                return ([weight, bias], () => (Node.Constant(points).MatMul(weight) + bias).SoftmaxCrossEntropy(labels));
            default:
                var inputs = Matrix([-1.0], [-0.5], [0.0], [0.5], [1.0]);
                var targets = Matrix([0.8], [-0.1], [-0.4], [0.1], [1.1]);
                var (first, shift) = (new Parameter<T>(Matrix([0.7, -1.1])), Vector(0.2, 0.1));
                var (second, offset) = (new Parameter<T>(Matrix([0.9], [0.6])), Vector(-0.3));
                return ([first, shift, second, offset], () =>
                    ((Node.Constant(inputs).MatMul(first) + shift).Tanh().MatMul(second) + offset - targets).Square().Mean());
        }

        static Parameter<T> Vector(params double[] elements) => new(Array.ConvertAll(elements, T.CreateChecked));

        static NdArray<T> Matrix(params double[][] rows) =>
            NdArray.Wrap([rows.Length, rows[0].Length], rows.SelectMany(row => row).Select(T.CreateChecked).ToArray());
    }

    private sealed record Run<T>(
        Optimizer<T> Optimizer,
        ExponentialMovingAverage<T>? Average = null,
        Func<Gradients<T>, Gradients<T>>? Clip = null,
        Action? Before = null,
        Action<double>? After = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Step(Node<T> loss, Gradients<T> gradients)
        {
            var value = double.CreateChecked(loss.Scalar);
            Before?.Invoke();
            Optimizer.Step(Clip?.Invoke(gradients) ?? gradients);
            After?.Invoke(value);
            Average?.Update();
        }
    }
}
