using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Checks what every backward pass promises besides right numbers. Nothing here needs a difference quotient.</summary>
internal static class BackwardPromises
{
    private const double Rounding = 1e-9;

    // Of terms of usual size that cancel, this may be left.
    private const double Negligible = 1e-14;

    /// <summary>The promises, each kept or broken.</summary>
    public static IReadOnlyList<GradientPromise> Of(CheckedFunction function)
    {
        var first = Gradients(function.Output, function.Inputs, function.Weights);
        var numbers = Numbers(function, first);
        return
        [
            new("A second backward pass gives the same gradients", Same(Numbers(function, Gradients(function.Output, function.Inputs, function.Weights)), numbers)
                ? null : "it gave others; a rule keeps something from the first."),
            new("A gradient stays as it is once it is returned", Kept(function, first, numbers)),
            new("The inputs stay as they are", function.Inputs.Select((input, i) => input.Span.SequenceEqual(function.Point[i])).All(same => same)
                ? null : "an element of an input was written by a Forward or a rule."),
            new("Gradients are linear in the incoming gradient", Linear(function, numbers)),
            new("Gradients of an input used twice add up", Doubled(function, numbers)),
            new("Jacobian times vector agrees with vector times Jacobian", Transposed(function, numbers)),
        ];
    }

    // Another pass, over another graph, must not write into gradients that were handed out.
    private static string? Kept(CheckedFunction function, Node<double>?[] gradients, double[][] before)
    {
        var other = function.Parameters(function.Point);
        Gradients(function.Value(other), other, Twice(function.Weights));
        return Same(Numbers(function, gradients), before) ? null : "a later backward pass changed it; a rule returns an array that it writes again.";
    }

    private static string? Linear(CheckedFunction function, double[][] once)
    {
        var twice = function.Gradient(Twice(function.Weights));
        return Differ(twice, Scaled(once, 2), Scaled(once, 2), out var place)
            ? Same(twice, once)
                ? "twice the incoming gradient gives the same gradients; the rule does not multiply by it."
                : $"twice the incoming gradient does not give twice the gradient of {place}."
            : null;
    }

    private static string? Doubled(CheckedFunction function, double[][] once)
    {
        var inputs = function.Parameters(function.Point);
        var sum = Accumulate.Sum(function.Value(inputs), function.Value(inputs));
        return Differ(Numbers(function, Gradients(sum, inputs, function.Weights)), Scaled(once, 2), Scaled(once, 2), out var place)
            ? $"f(x) + f(x) has not twice the gradient of f(x) by {place}."
            : null;
    }

    // The vjp is linear in its seed u, so its own vjp is the jvp: u (J d) and (u J) d are one number.
    private static string? Transposed(CheckedFunction function, double[][] gradient)
    {
        var seed = new Parameter<double>(function.Weights.Value, "seed");
        var byInputs = function.Output.Backward(seed, differentiable: true);
        var random = new Random(1);
        var (forwards, backwards, size) = (0.0, 0.0, 0.0);
        for (var i = 0; i < gradient.Length; i++)
        {
            var direction = Array.ConvertAll(gradient[i], _ => random.Next(2) == 0 ? -1.0 : 1.0);
            backwards += TensorPrimitives.Dot<double>(gradient[i], direction);
            size += gradient[i].Sum(Math.Abs);
            if (byInputs.TryGet(function.Inputs[i], out var byInput) && byInput.RequiresGrad
                && byInput.Backward(Node.Constant(new NdArray<double>(byInput.Shape, direction))).TryGet(seed, out var along))
            {
                forwards += TensorPrimitives.Dot(along.Span, seed.Span);
            }
        }

        return Math.Abs(forwards - backwards) > (Rounding * size) + Negligible
            ? $"along one direction {forwards:G6} and {backwards:G6}; a rule uses the incoming gradient other than by operations on nodes, or the rule of one of those is wrong."
            : null;
    }

    private static Node<double>?[] Gradients(Node<double> output, Parameter<double>[] inputs, Node<double> seed)
    {
        var gradients = output.Backward(seed);
        return Array.ConvertAll(inputs, input => gradients.TryGet(input, out var gradient) ? gradient : null);
    }

    private static double[][] Numbers(CheckedFunction function, Node<double>?[] gradients) =>
        [.. gradients.Select((gradient, i) => gradient is null ? new double[function.Point[i].Length] : gradient.Value.ToArray())];

    private static Node<double> Twice(Node<double> seed) => Node.Constant(new NdArray<double>(seed.Shape, Scaled([seed.Value.ToArray()], 2)[0]));

    private static double[][] Scaled(double[][] x, double factor) => Array.ConvertAll(x, part => Array.ConvertAll(part, value => factor * value));

    private static bool Same(double[][] x, double[][] y) => x.Zip(y).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    // Relative to the largest gradient of the input: elements in which terms cancel lose more digits.
    private static bool Differ(double[][] x, double[][] y, double[][] sizes, out string place)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var allowed = Rounding * sizes[i].Select(Math.Abs).DefaultIfEmpty().Max();
            if (x[i].Zip(y[i]).Any(pair => Math.Abs(pair.First - pair.Second) > allowed))
            {
                place = $"input {i}";
                return true;
            }
        }

        place = "";
        return false;
    }
}
