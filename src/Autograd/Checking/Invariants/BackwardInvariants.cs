using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Checks what holds for every right backward pass, whatever its numbers. Nothing here needs a difference quotient.</summary>
internal static class BackwardInvariants
{
    // Far above the rounding of a gradient, far below any fault: gradients are compared with themselves, not with differences.
    private const double Rounding = 1e-9;

    // What rounding does to terms that cancel is measured by a few samples, which fall short of the worst.
    private const double MarginOfRounding = 100;
    private const int Repetitions = 2;

    // Below the normal numbers what is rounded is a fixed amount.
    private const double Denormal = 64 * double.Epsilon;

    // Where numbers are this large, their sums overflow.
    private const double Overflowing = double.MaxValue / 1024;

    /// <summary>The invariants, each with how it is broken, if it is.</summary>
    public static IReadOnlyList<GradientInvariant> Check(CheckedFunction function)
    {
        var first = function.Backward(function.Output, function.Weights, function.Inputs);
        var gradient = function.Elements(first);
        var repetition = CheckRepetition(function, gradient);
        var rounding = new MeasuredParts(function, gradient, isRepeated: repetition is null);
        var half = HalfOverAnotherGraph(function);
        return
        [
            new("A second backward pass gives the same gradients", repetition),
            new("A gradient stays as it is once it is returned", CheckReturned(function, first, gradient)),
            new("The inputs stay as they are", CheckInputs(function)),
            new("Gradients are linear in the incoming gradient", CheckLinearity(half, gradient, rounding)),
            new("Gradients of an input used twice add up", CheckSum(function, gradient, rounding)),
            new("Jacobian times vector agrees with vector times Jacobian", CheckTranspose(function, gradient, rounding)),
        ];
    }

    // Several times: what a rule keeps may come and go.
    private static string? CheckRepetition(CheckedFunction function, double[][] gradient) =>
        Enumerable.Range(0, Repetitions).All(_ => AreEqual(function.Gradient(function.Weights), gradient))
            ? null
            : "it gave others; a rule keeps something from the first.";

    // The gradient for half the incoming gradient, which overflows nowhere.
    private static double[][] HalfOverAnotherGraph(CheckedFunction function)
    {
        var others = function.Parameters(function.Point);
        var weights = new double[function.Output.Shape.Size];
        TensorPrimitives.Multiply(function.Weights.Span, 0.5, weights);
        return function.Elements(
            function.Backward(function.Value(others), Node.Constant(NdArray.Wrap(function.Output.Shape, weights)), others));
    }

    // The pass over another graph must not write into gradients that were handed out.
    private static string? CheckReturned(CheckedFunction function, Node<double>?[] returned, double[][] before) =>
        AreEqual(function.Elements(returned), before)
            ? null
            : "a later backward pass changed it; a rule returns an array that it writes again.";

    private static string? CheckInputs(CheckedFunction function) =>
        function.Inputs.Index().All(input => input.Item.Span.SequenceEqual(function.Point[input.Index]))
            ? null
            : "an element of an input was written by a Forward or a rule.";

    private static string? CheckLinearity(double[][] half, double[][] once, MeasuredParts rounding)
    {
        if (FindDifference(once, Double(half), rounding) is not { } input)
        {
            return null;
        }

        return AreEqual(half, once)
            ? "twice the incoming gradient gives the same gradients; the rule does not multiply by it."
            : $"twice the incoming gradient does not give twice the gradient of input {input}.";
    }

    private static string? CheckSum(CheckedFunction function, double[][] once, MeasuredParts rounding)
    {
        var inputs = function.Parameters(function.Point);
        var sum = Accumulate.Sum(function.Value(inputs), function.Value(inputs));
        var gradient = function.Elements(function.Backward(sum, function.Weights, inputs));
        return FindDifference(gradient, Double(once), rounding) is { } input
            ? $"f(x) + f(x) has not twice the gradient of f(x) by input {input}."
            : null;
    }

    // J is the Jacobian, u the seed, d a direction. The gradient is u J, and its own gradient by u along d is J d: so u (J d), made of
    // the rules of the rules, must be the same number as (u J) d.
    private static string? CheckTranspose(CheckedFunction function, double[][] gradient, MeasuredParts rounding)
    {
        var seed = new Parameter<double>(function.Weights.Value, "seed");
        var byInputs = function.Output.Backward(seed: seed, differentiable: true);
        var random = new Random(1);
        var (forwards, backwards, size) = (0.0, 0.0, 0.0);
        for (var i = 0; i < gradient.Length; i++)
        {
            var direction = CheckedDirection.Signs(gradient[i].Length, random);
            backwards += TensorPrimitives.Dot<double>(gradient[i], direction);
            size += TensorPrimitives.SumOfMagnitudes<double>(gradient[i]);
            if (byInputs.TryGetValue(function.Inputs[i], out var byInput) && byInput.RequiresGrad
                && byInput.Backward(seed: Node.Constant(NdArray.Wrap(byInput.Shape, direction))).TryGetValue(seed, out var along))
            {
                forwards += TensorPrimitives.Dot(along.Span, seed.Span);
            }
        }

        var off = Math.Abs(forwards - backwards);
        return size < Overflowing && off > (Rounding * size) + Denormal && off > (Rounding * size) + Denormal + Sum(rounding.OfParts)
            ? FormattableString.Invariant(
                $"along one direction {forwards:G6} and {backwards:G6}; a rule uses the incoming gradient other than by operations on ")
                + "nodes, or the rule of one of those is wrong."
            : null;

        double Sum(double[] parts) => parts.Zip(gradient, (off, part) => off * part.Length).Sum();
    }

    private static double[][] Double(double[][] x) => Array.ConvertAll(x, part =>
    {
        var twice = new double[part.Length];
        TensorPrimitives.Add(part, part, twice);
        return twice;
    });

    private static bool AreEqual(double[][] x, double[][] y) => x.Zip(y).All(pair =>
        Sums.Still(pair.First, pair.Second) == pair.First.Length || pair.First.AsSpan().SequenceEqual(pair.Second));

    // The first input by which two gradients differ. What is allowed is relative to the largest element expected of that input, because
    // elements in which terms cancel lose more digits, and besides what rounding is measured to do.
    private static int? FindDifference(double[][] gradient, double[][] expected, MeasuredParts rounding)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            var largest = expected[i].Length == 0 ? 0 : TensorPrimitives.MaxMagnitude<double>(expected[i]);
            var off = Sums.LargestChange(gradient[i], expected[i]);
            var allowed = (Rounding * Math.Abs(largest)) + Denormal;
            if (Math.Abs(largest) < Overflowing && !(off <= allowed) && !(off <= allowed + rounding.OfParts[i]))
            {
                return i;
            }
        }

        return null;
    }

    // By input, how far an element is moved if every operation is rounded otherwise; measured when first asked for. Of rules that are not
    // the same in every pass it says nothing.
    private sealed class MeasuredParts(CheckedFunction function, double[][] gradient, bool isRepeated)
    {
        private double[]? _parts;

        public double[] OfParts => _parts ??= Measure();

        private double[] Measure()
        {
            var parts = new double[gradient.Length];
            for (var way = 0; isRepeated && way < MeasuredRounding.Ways; way++)
            {
                var rounded = function.DerivativesRounded(way, order: 1, function.Weights)[0];
                for (var i = 0; i < parts.Length; i++)
                {
                    var off = rounded[i].Zip(gradient[i], (other, once) => Math.Abs(other - once)).Where(double.IsFinite).DefaultIfEmpty();
                    parts[i] = Math.Max(parts[i], MarginOfRounding * off.Max());
                }
            }

            return parts;
        }
    }
}
