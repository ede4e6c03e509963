using Autograd;

namespace Benchmarks;

/// <summary>Whole matrices of derivatives and products with them; torch_derivatives.py measures the same in PyTorch.</summary>
internal static class Derivatives
{
    public static bool Run(string[] parts)
    {
        var random = new Random(1);
        var w = Node.Constant(Initialize.Glorot<double>([200, 200], random));
        var x = Node.Constant(Initialize.Normal<double>([200], random));
        Node<double> Layer(Node<double> input) => input.MatMul(w).Tanh();

        // 300 parameters: two layers of a network of 10 inputs on 64 examples.
        var data = Node.Constant(Initialize.Normal<double>([64, 10], random));
        var targets = Node.Constant(Initialize.Normal<double>([64, 10], random));
        var weights = Node.Constant(Initialize.Normal<double>([300], random, standardDeviation: 0.3));
        Node<double> Loss(Node<double> p) => (data.MatMul(p[..150].Reshape([10, 15])).Tanh().MatMul(p[150..].Reshape([15, 10])) - targets)
            .Square().Mean();

        (string Name, Func<object> Step)[] all =
        [
            ("jacobian_f64 200x200 tanh(x W)", () => Derivative.Jacobian(Layer, x)),
            ("hessian_f64 300 parameters 10-15-10 b64", () => Derivative.Hessian(Loss, weights)),
            ("hvp_f64 300 parameters 10-15-10 b64", () => Derivative.HessianVectorProduct(Loss, weights, weights)),
            ("jvp_f64 200x200 tanh(x W)", () => Derivative.Jvp(Layer, x, x)),
        ];
        var chosen = Array.FindAll(
            all, entry => parts.Length == 0 || parts.Any(part => entry.Name.Contains(part, StringComparison.Ordinal)));
        foreach (var (name, step) in chosen)
        {
            var count = Timing.CountFor(() => step(), milliseconds: 200);
            Console.WriteLine(Measurement.Of(name, () => step(), warm: 5, repeats: 7, count));
        }

        return chosen.Length > 0;
    }
}
