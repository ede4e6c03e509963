using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A function at the point where it is checked: its values and its derivatives by the rules, there and near by.</summary>
/// <remarks>
/// Its outputs are weighted into a number s = sum(u f) with fixed random weights u. The derivatives by the rules of s are contracted with
/// fixed random directions v: g1 = ds/dx, g2 = d(g1 v)/dx, g3 = d(g2 v)/dx..., each a gradient of a number, so that each can be compared with
/// quotients of that number.
/// </remarks>
internal sealed class CheckedFunction
{
    private readonly Func<IReadOnlyList<Node<double>>, Node<double>> _function;
    private readonly Node<double>[] _directions;

    public CheckedFunction(Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, Random random)
    {
        _function = function;
        Point = [.. inputs.Select(input => input.ToArray())];
        Shapes = [.. inputs.Select(input => input.Shape)];
        Inputs = Parameters(Point);
        Output = AtThePoint(function, Inputs);
        RequireDependence();
        if (WhyNothingToCheck() is { } why)
        {
            throw new ArgumentException(why, nameof(function));
        }

        RequireOneValue();
        Weights = Node.Constant(NdArray.Generate(Output.Shape, Weight));
        _directions = Array.ConvertAll(Shapes, shape => Node.Constant(NdArray.Generate(shape, Weight)));

        // Away from 0, so that no element goes unnoticed; short, so that a float holds it.
        double Weight() => (float)((0.5 + random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1));
    }

    /// <summary>The elements of the inputs.</summary>
    public double[][] Point { get; }

    public Shape[] Shapes { get; }

    /// <summary>The inputs that <see cref="Output"/> was computed from.</summary>
    public Parameter<double>[] Inputs { get; }

    public Node<double> Output { get; }

    /// <summary>The weights of the outputs in the number that is checked.</summary>
    public Node<double> Weights { get; }

    /// <summary>The function at a point.</summary>
    /// <exception cref="GradientException">It has another shape there.</exception>
    public Node<double> Value(IReadOnlyList<Node<double>> inputs)
    {
        var value = _function(inputs) ?? throw new GradientException("GradientCheck: the function returned a node at first and null on a later call.");
        return value.Shape == Output.Shape
            ? value
            : throw new GradientException($"GradientCheck: the function returned shape {Output.Shape} at first and {value.Shape} on a later call near by; it must keep its shape.");
    }

    /// <summary>Whether an exception at the point came from the function and does not say so.</summary>
    public static bool IsTheFunctions(Exception error) =>
        error is not (GradientException or OutOfMemoryException) && !error.Message.StartsWith("GradientCheck: ", StringComparison.Ordinal);

    /// <summary>Says that the function threw.</summary>
    public static GradientException Threw(Exception error) =>
        new($"GradientCheck: the function threw {error.GetType().Name} at the point where it is checked: {error.Message}", error);

    /// <summary>Inputs with these elements.</summary>
    public Parameter<double>[] Parameters(double[][] values) =>
        [.. values.Select((value, i) => new Parameter<double>(new NdArray<double>(Shapes[i], value), $"input {i}"))];

    /// <summary>The gradients by the rules at the point for a seed.</summary>
    public double[][] Gradient(Node<double> seed) => Values(Gradients(Output, seed, Inputs, recorded: false));

    /// <summary>The seed that picks one element of the output.</summary>
    public Node<double> Pick(int element)
    {
        var picked = new double[Output.Shape.Size];
        picked[element] = 1;
        return Node.Constant(new NdArray<double>(Output.Shape, picked));
    }

    /// <summary>The derivatives by the rules, of each order up to this one.</summary>
    public double[][][] Derivatives(int order)
    {
        var derivatives = new double[order][][];
        foreach (var (i, gradient) in Chain(Output, Inputs, order).Index())
        {
            derivatives[i] = Values(gradient);
        }

        return derivatives;
    }

    /// <summary>The numbers that are differentiated, a step along a direction from the point: for order 1 the weighted sum, or each output; for higher ones the contracted gradients.</summary>
    /// <returns>Null where the function has no value.</returns>
    public double[]? Along(double[][] direction, double step, int order, bool everyOutput)
    {
        try
        {
            var inputs = Parameters(Moved(direction, step));
            var value = Value(inputs);
            var numbers = new List<double>(everyOutput ? value.Shape.Size + order - 1 : order);
            if (everyOutput)
            {
                numbers.AddRange(value.Span);
            }
            else
            {
                numbers.Add(TensorPrimitives.Dot(value.Span, Weights.Span));
            }

            foreach (var gradient in Chain(value, inputs, order - 1))
            {
                numbers.Add(gradient.Zip(_directions, (g, v) => g is null ? 0 : TensorPrimitives.Dot(g.Span, v.Span)).Sum());
            }

            return [.. numbers];
        }
        catch (Exception error) when (error is ArgumentException or ArithmeticException)
        {
            return null;
        }
    }

    private double[][] Moved(double[][] direction, double step) => [.. Point.Select((point, i) =>
    {
        var moved = new double[point.Length];
        TensorPrimitives.MultiplyAdd(direction[i], step, point, moved);
        return moved;
    })];

    // The gradients of order 1, 2, ...; each but the last is recorded so that the next can be taken.
    private IEnumerable<Node<double>?[]> Chain(Node<double> value, Parameter<double>[] inputs, int order)
    {
        Node<double>?[] gradient = [];
        for (var i = 1; i <= order; i++)
        {
            gradient = i == 1
                ? Gradients(value, Weights, inputs, recorded: i < order)
                : Sum(gradient.Zip(_directions, (g, v) => Gradients(g, v, inputs, recorded: i < order)));
            yield return gradient;
        }
    }

    private static Node<double>?[] Gradients(Node<double>? output, Node<double> seed, Parameter<double>[] inputs, bool recorded)
    {
        if (output is not { RequiresGrad: true })
        {
            return new Node<double>?[inputs.Length];
        }

        var gradients = output.Backward(seed, differentiable: recorded);
        return Array.ConvertAll(inputs, input => gradients.TryGet(input, out var gradient) ? gradient : null);
    }

    private static Node<double>?[] Sum(IEnumerable<Node<double>?[]> parts) =>
        parts.Aggregate((sum, part) => [.. sum.Zip(part, (x, y) => x is null ? y : y is null ? x : Accumulate.Sum(x, y))]);

    private double[][] Values(IReadOnlyList<Node<double>?> gradients) =>
        [.. gradients.Select((gradient, i) => gradient is null ? new double[Point[i].Length] : gradient.Value.ToArray())];

    private static Node<double> AtThePoint(Func<IReadOnlyList<Node<double>>, Node<double>> function, Parameter<double>[] inputs)
    {
        try
        {
            return function(inputs) ?? throw new ArgumentException("GradientCheck: the function returned null; return the node that is to be differentiated.", nameof(function));
        }
        catch (Exception error) when (IsTheFunctions(error))
        {
            throw Threw(error);
        }
    }

    private void RequireDependence()
    {
        if (!Output.RequiresGrad)
        {
            throw new GradientException($"GradientCheck: the function returned {Output}, a constant: {MissingGradient.WhyConstant(Output)}");
        }

        if (!Inputs.Intersect(TopologicalOrder.Of(Output)).Any())
        {
            throw new GradientException($"GradientCheck: the function returned {Output}, which does not depend on its input; compute it from the node that the function is given.");
        }
    }

    private string? WhyNothingToCheck() =>
        Output.Shape.Size == 0 ? $"GradientCheck: the function returned shape {Output.Shape}, without elements, so there is nothing to check."
        : !TensorPrimitives.IsFiniteAll(Output.Span) ? $"GradientCheck: the function is not finite at this point: {Output}. Check it where it is."
        : null;

    private void RequireOneValue()
    {
        if (Value(Parameters(Point)).Value != Output.Value)
        {
            throw new GradientException("GradientCheck: the function gave two values at the same point; seed its random numbers anew in each call.");
        }
    }
}
