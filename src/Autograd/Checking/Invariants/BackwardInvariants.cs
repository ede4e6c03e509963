using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Checks what holds for every right backward pass, whatever its numbers. Nothing here needs a difference quotient.</summary>
internal static class BackwardInvariants
{
    // Far above the rounding of a gradient, far below any fault: gradients are compared with themselves, not with differences.
    private const double Rounding = 1e-9;

    // What rounding does to terms that cancel is measured: seeds three, five and seven times as large round otherwise. Three samples fall
    // short of the worst.
    private const double MarginOfRounding = 100;
    private static readonly double[] s_scales = [3, 5, 7];

    // Below the normal numbers what is rounded is a fixed amount.
    private const double Denormal = 64 * double.Epsilon;

    // Where numbers are this large, their sums overflow.
    private const double Overflowing = double.MaxValue / 1024;

    /// <summary>The invariants, each with how it is broken, if it is.</summary>
    public static IReadOnlyList<GradientInvariant> Check(CheckedFunction function)
    {
        var first = CheckedFunction.Backward(function.Output, function.Weights, function.Inputs);
        var gradient = function.Elements(first);

        // What other seeds say is cheap, and nothing if the rule is not linear. The rest is measured if it matters.
        var linearity = CheckLinearity(function, gradient, new double[gradient.Length]);
        var rounding = linearity is null ? RoundingOf(function, gradient) : new double[gradient.Length];
        var measured = new Lazy<double[]>(() => MeasuredRoundingOf(function, gradient, rounding));
        return
        [
            new("A second backward pass gives the same gradients", CheckRepetition(function, gradient)),
            new("A gradient stays as it is once it is returned", CheckReturned(function, first, gradient)),
            new("The inputs stay as they are", CheckInputs(function)),
            new("Gradients are linear in the incoming gradient", linearity is null ? null : CheckLinearity(function, gradient, measured.Value)),
            new("Gradients of an input used twice add up", Check(CheckSum)),
            new("Jacobian times vector agrees with vector times Jacobian", Check(CheckTranspose)),
        ];

        string? Check(Func<CheckedFunction, double[][], double[], string?> check) =>
            check(function, gradient, rounding) is null ? null : check(function, gradient, measured.Value);
    }

    private static string? CheckRepetition(CheckedFunction function, double[][] gradient) =>
        AreEqual(function.Elements(CheckedFunction.Backward(function.Output, function.Weights, function.Inputs)), gradient)
            ? null
            : "it gave others; a rule keeps something from the first.";

    // Another pass, over another graph, must not write into gradients that were handed out.
    private static string? CheckReturned(CheckedFunction function, Node<double>?[] returned, double[][] before)
    {
        var others = function.Parameters(function.Point);
        CheckedFunction.Backward(function.Value(others), Double(function.Weights), others);
        return AreEqual(function.Elements(returned), before)
            ? null
            : "a later backward pass changed it; a rule returns an array that it writes again.";
    }

    private static string? CheckInputs(CheckedFunction function) =>
        function.Inputs.Index().All(input => input.Item.Span.SequenceEqual(function.Point[input.Index]))
            ? null
            : "an element of an input was written by a Forward or a rule.";

    private static string? CheckLinearity(CheckedFunction function, double[][] once, double[] rounding)
    {
        var twice = function.Gradient(Double(function.Weights));
        if (FindDifference(twice, Double(once), rounding) is not { } input)
        {
            return null;
        }

        return AreEqual(twice, once)
            ? "twice the incoming gradient gives the same gradients; the rule does not multiply by it."
            : $"twice the incoming gradient does not give twice the gradient of input {input}.";
    }

    private static string? CheckSum(CheckedFunction function, double[][] once, double[] rounding)
    {
        var inputs = function.Parameters(function.Point);
        var sum = Accumulate.Sum(function.Value(inputs), function.Value(inputs));
        var gradient = function.Elements(CheckedFunction.Backward(sum, function.Weights, inputs));
        return FindDifference(gradient, Double(once), rounding) is { } input
            ? $"f(x) + f(x) has not twice the gradient of f(x) by input {input}."
            : null;
    }

    // J is the Jacobian, u the seed, d a direction. The gradient is u J, and its own gradient by u along d is J d: so u (J d), made of
    // the rules of the rules, must be the same number as (u J) d.
    private static string? CheckTranspose(CheckedFunction function, double[][] gradient, double[] rounding)
    {
        var seed = new Parameter<double>(function.Weights.Value, "seed");
        var byInputs = function.Output.Backward(seed: seed, differentiable: true);
        var random = new Random(1);
        var (forwards, backwards, size) = (0.0, 0.0, 0.0);
        for (var i = 0; i < gradient.Length; i++)
        {
            var direction = Array.ConvertAll(gradient[i], _ => random.Next(2) == 0 ? -1.0 : 1.0);
            backwards += TensorPrimitives.Dot<double>(gradient[i], direction);
            size += gradient[i].Sum(Math.Abs);
            if (byInputs.TryGetValue(function.Inputs[i], out var byInput) && byInput.RequiresGrad
                && byInput.Backward(seed: Node.Constant(new NdArray<double>(byInput.Shape, direction))).TryGetValue(seed, out var along))
            {
                forwards += TensorPrimitives.Dot(along.Span, seed.Span);
            }
        }

        var allowed = (Rounding * size) + rounding.Zip(gradient, (off, part) => off * part.Length).Sum() + Denormal;
        return size < Overflowing && Math.Abs(forwards - backwards) > allowed
            ? FormattableString.Invariant(
                $"along one direction {forwards:G6} and {backwards:G6}; a rule uses the incoming gradient other than by operations on ")
                + "nodes, or the rule of one of those is wrong."
            : null;
    }

    // By input, how far rounding moves an element.
    private static double[] RoundingOf(CheckedFunction function, double[][] gradient)
    {
        var rounding = new double[gradient.Length];
        foreach (var scale in s_scales)
        {
            var scaled = function.Gradient(Scaled(function.Weights, scale));
            for (var i = 0; i < rounding.Length; i++)
            {
                var off = scaled[i].Zip(gradient[i], (large, once) => Math.Abs((large / scale) - once)).DefaultIfEmpty().Max();
                rounding[i] = Math.Max(rounding[i], MarginOfRounding * off);
            }
        }

        return rounding;
    }

    // By input, how far an element is moved if every operation is rounded otherwise.
    private static double[] MeasuredRoundingOf(CheckedFunction function, double[][] gradient, double[] rounding)
    {
        var measured = rounding.ToArray();
        for (var way = 0; way < MeasuredRounding.Ways; way++)
        {
            var rounded = function.DerivativesRounded(way, order: 1, function.Weights)[0];
            for (var i = 0; i < measured.Length; i++)
            {
                var off = rounded[i].Zip(gradient[i], (other, once) => Math.Abs(other - once)).Where(double.IsFinite).DefaultIfEmpty().Max();
                measured[i] = Math.Max(measured[i], MarginOfRounding * off);
            }
        }

        return measured;
    }

    private static Node<double> Double(Node<double> seed) => Scaled(seed, 2);

    private static Node<double> Scaled(Node<double> seed, double scale) =>
        Node.Constant(new NdArray<double>(seed.Shape, Array.ConvertAll(seed.Value.ToArray(), weight => scale * weight)));

    private static double[][] Double(double[][] x) => Array.ConvertAll(x, part => Array.ConvertAll(part, value => 2 * value));

    private static bool AreEqual(double[][] x, double[][] y) => x.Zip(y).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    // The first input by which two gradients differ. What is allowed is relative to the largest element expected of that input, because
    // elements in which terms cancel lose more digits.
    private static int? FindDifference(double[][] gradient, double[][] expected, double[] rounding)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            var largest = expected[i].Select(Math.Abs).DefaultIfEmpty().Max();
            var allowed = (Rounding * largest) + rounding[i] + Denormal;
            if (largest < Overflowing && gradient[i].Zip(expected[i]).Any(pair => Math.Abs(pair.First - pair.Second) > allowed))
            {
                return i;
            }
        }

        return null;
    }
}
