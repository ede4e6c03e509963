using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A function at the point where it is checked: its values and its derivatives by the rules, there and near by.</summary>
/// <remarks>
/// Its outputs are weighted into a number s = sum(u f) with fixed random weights u. The derivatives of s by the rules are contracted with
/// fixed random directions v: g1 = ds/dx, g2 = d(g1 v)/dx, g3 = d(g2 v)/dx, and so on. Each is the gradient of a number, so each can be
/// compared with quotients of that number.
/// </remarks>
internal sealed class CheckedFunction
{
    private readonly Func<IReadOnlyList<Node<double>>, Node<double>> _function;
    private readonly int _seedOfDirections;
    private Node<double>[]? _directions;
    private double[][]? _here;
    private double[]? _weights;
    private double[]? _directionsInOne;

    public CheckedFunction(
        Func<IReadOnlyList<Node<double>>, Node<double>> function,
        IReadOnlyList<NdArray<double>> inputs,
        Random random,
        bool isUnweighted = false)
    {
        _function = function;
        Point = [.. inputs.Select(input => input.ToArray())];
        Shapes = [.. inputs.Select(input => input.Shape)];
        Names = [.. inputs.Select((_, i) => $"input {i}")];
        Inputs = Parameters(Point);
        Output = Evaluate(function, Inputs);
        RequireDependence();
        RequireFiniteElements(nameof(function));
        RequireOneValue();
        Weights = isUnweighted && Output.Shape.Size == 1
            ? Node.Constant(NdArray.Ones<double>(Output.Shape))
            : Draw(Output.Shape, random);
        _seedOfDirections = random.Next();
    }

    /// <summary>The elements of the inputs.</summary>
    public double[][] Point { get; }

    public Shape[] Shapes { get; }

    private string[] Names { get; }

    // The directions along which gradients are contracted to be differentiated again; drawn when they are first needed.
    private Node<double>[] Directions
    {
        get
        {
            if (_directions is null)
            {
                var random = new Random(_seedOfDirections);
                _directions = Array.ConvertAll(Shapes, shape => Draw(shape, random));
            }

            return _directions;
        }
    }

    /// <summary>The inputs that <see cref="Output"/> was computed from.</summary>
    public Parameter<double>[] Inputs { get; }

    public Node<double> Output { get; }

    /// <summary>The weights of the outputs in the number that is checked.</summary>
    public Node<double> Weights { get; }

    /// <summary>What was computed so far.</summary>
    public GradientCheckEvaluations Evaluations { get; private set; }

    /// <summary>The function at a point.</summary>
    /// <exception cref="GradientException">It has another shape there.</exception>
    public Node<double> Value(IReadOnlyList<Node<double>> inputs)
    {
        Evaluations = Evaluations with { Values = Evaluations.Values + 1 };
        var value = _function(inputs)
            ?? throw new GradientException("GradientCheck: the function returned a node at first and null on a later call.");
        return value.Shape == Output.Shape
            ? value
            : throw new GradientException(
                $"GradientCheck: the function returned shape {Output.Shape} at first and {value.Shape} on a later call near by; "
                + "it must keep its shape.");
    }

    /// <summary>The same function at a point that is not near, with other weights; null if it has no value there.</summary>
    public CheckedFunction? Elsewhere(int salt)
    {
        try
        {
            // Signs, zeros and ties stay as they are.
            var inputs = Point.Select((part, i) => new NdArray<double>(Shapes[i], Array.ConvertAll(part, value =>
                value * (0.8 + (0.4 * (Jittered.Mixed(value, salt) % 1024 / 1024.0))))));
            return new CheckedFunction(_function, [.. inputs], new Random(salt));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The value of a function at the point where it is checked.</summary>
    /// <exception cref="ArgumentException">It is null.</exception>
    /// <exception cref="GradientException">The function threw.</exception>
    public static Node<T> Evaluate<T>(Func<IReadOnlyList<Node<T>>, Node<T>> function, IReadOnlyList<Node<T>> inputs)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        try
        {
            return function(inputs) ?? throw new ArgumentException(
                "GradientCheck: the function returned null; return the node that is to be differentiated.", nameof(function));
        }
        catch (Exception error) when (IsFromFunction(error))
        {
            throw new GradientException(
                $"GradientCheck: the function threw {error.GetType().Name} at the point where it is checked: {error.Message}", error);
        }
    }

    /// <summary>Inputs with these elements.</summary>
    public Parameter<double>[] Parameters(double[][] values)
    {
        var inputs = new Parameter<double>[values.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new Parameter<double>(NdArray<double>.Wrap(Shapes[i], values[i]), Names[i]);
        }

        return inputs;
    }

    /// <summary>The gradient by the rules at the point for a seed.</summary>
    public double[][] Gradient(Node<double> seed) => Elements(Backward(Output, seed, Inputs));

    /// <summary>The seed that picks one element of the output.</summary>
    public Node<double> Pick(int element)
    {
        var picked = new double[Output.Shape.Size];
        picked[element] = 1;
        return Node.Constant(new NdArray<double>(Output.Shape, picked));
    }

    /// <summary>The derivatives by the rules, of each order up to this one.</summary>
    public double[][][] Derivatives(int order) => [.. Chain(Output, Inputs, order).Select(Elements)];

    /// <summary>
    /// The derivative by the rules of a weighted sum of the elements of one of the arrays of <see cref="Ladder"/>: of the outputs, of the
    /// gradient of their sum, and so on.
    /// </summary>
    public double[][] Derivative(int part, double[] weights)
    {
        if (part == 0)
        {
            return Gradient(Node.Constant(new NdArray<double>(Output.Shape, weights)));
        }

        var gradient = Chain(Output, Inputs, part, isLastRecorded: true).Last();
        var start = 0;
        return Elements(Sum(gradient.Select((one, input) =>
        {
            var own = weights[start..(start += Point[input].Length)];
            return Backward(one, Node.Constant(new NdArray<double>(Shapes[input], own)), Inputs);
        })));
    }

    /// <summary>The derivatives by the rules at another point: those of <see cref="Derivatives"/>, or of one output.</summary>
    public double[][][] DerivativesAt(double[][] point, int order, Node<double>? seed)
    {
        var inputs = Parameters(point);
        var value = Value(inputs);
        return seed is null ? [.. Chain(value, inputs, order).Select(Elements)] : [Elements(Backward(value, seed, inputs))];
    }

    /// <summary>
    /// The same as <see cref="DerivativesAt"/> at the point, with every operation rounded in another way; for a seed, those on it too.
    /// </summary>
    public double[][][] DerivativesRounded(int way, int order, Node<double>? seed)
    {
        var inputs = ParametersRounded(way);
        var value = Value(inputs);
        var gradients = seed is null
            ? Chain(value, inputs, order, isLastRecorded: true)
            : [Backward(value, new Parameter<double>(seed.Value), inputs, differentiable: true)];
        return [.. gradients.Select(gradient => Elements(Array.ConvertAll(gradient, part => part is null ? null : Rounded(part, way))))];
    }

    /// <summary>The arrays of the numbers that are differentiated, at a point.</summary>
    /// <param name="point">The elements of the inputs.</param>
    /// <param name="parts">How many: the outputs, the gradient of their sum, and so on.</param>
    public double[][] ValuesAt(double[][] point, int parts) =>
    [
        Value(Parameters(point)).Value.ToArray(),
        .. parts == 1 ? [] : DerivativesAt(point, parts - 1, seed: null).Select(gradient => gradient.SelectMany(part => part).ToArray()),
    ];

    /// <summary>The same as <see cref="ValuesAt"/> at the point, with every operation rounded in another way.</summary>
    /// <param name="way">Which way.</param>
    /// <param name="parts">How many: the outputs, the gradient of their sum, and so on.</param>
    public double[][] ValuesRounded(int way, int parts) =>
    [
        Rounded(Value(ParametersRounded(way)), way).Value.ToArray(),
        .. parts == 1 ? [] : DerivativesRounded(way, parts - 1, seed: null).Select(gradient => gradient.SelectMany(part => part).ToArray()),
    ];

    /// <summary>
    /// The ladder of steps along a direction from the point. Its numbers are, for order 1, the weighted sum, or each output; for higher
    /// ones the contracted gradients.
    /// </summary>
    public StepLadder Ladder(CheckedDirection direction, int order, bool everyOutput)
    {
        var weights = _weights ??= Weights.Value.ToArray();
        var numbers = new CheckedNumber[(everyOutput ? weights.Length : 1) + order - 1];
        for (var number = 0; number <= numbers.Length - order; number++)
        {
            numbers[number] = new CheckedNumber(Part: 0, everyOutput ? number : -1, weights);
        }

        for (var part = 1; part < order; part++)
        {
            numbers[numbers.Length - order + part] =
                new CheckedNumber(part, Element: -1, _directionsInOne ??= Joined(Array.ConvertAll(Directions, v => v.Value.ToArray())));
        }

        _here = _here is null || _here.Length < order ? At(Parameters(Point), order) : _here;
        return new StepLadder(step => Along(direction, step, order), _here[..order], numbers);
    }

    // The elements of the outputs, of the gradient of their weighted sum, of the contracted gradients; null where there is no value.
    private double[][]? Along(CheckedDirection direction, double step, int order)
    {
        try
        {
            return At(Moved(direction, step), order);
        }
        catch (Exception error) when (error is not (GradientException or OutOfMemoryException))
        {
            return null;
        }
    }

    private double[][] At(Parameter<double>[] inputs, int order)
    {
        var value = Value(inputs);

        // What an operation has written is not written again, so it needs no copy.
        var outputs = value.Value.Detached();
        return [outputs.Buffer ?? outputs.ToArray(), .. Chain(value, inputs, order - 1).Select(gradient => Joined(Elements(gradient)))];
    }

    /// <summary>The gradients of an output by the inputs; null for an input that it does not depend on.</summary>
    public Node<double>?[] Backward(Node<double>? output, Node<double> seed, Parameter<double>[] inputs, bool differentiable = false)
    {
        if (output is not { RequiresGrad: true })
        {
            return new Node<double>?[inputs.Length];
        }

        Evaluations = Evaluations with { Gradients = Evaluations.Gradients + 1 };
        var gradients = output.Backward(seed: seed, differentiable: differentiable);
        return Array.ConvertAll(inputs, input => gradients.TryGetValue(input, out var gradient) ? gradient : null);
    }

    /// <summary>The elements of gradients by the inputs; zeros for those that are null.</summary>
    public double[][] Elements(Node<double>?[] gradients) =>
        [.. gradients.Select((gradient, i) => gradient is null ? new double[Point[i].Length] : gradient.Value.ToArray())];

    // The inputs a step along a direction. Their elements are written where they are, before anybody has seen them.
    private Parameter<double>[] Moved(CheckedDirection direction, double step)
    {
        var inputs = Parameters(Point);
        if (direction.Element >= 0)
        {
            inputs[direction.Input].Writable[direction.Element] += direction.Length * step;
            return inputs;
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(direction.Vector[i], step, Point[i], inputs[i].Writable);
        }

        return inputs;
    }

    // Numbers away from 0, so that no element goes unnoticed; rounded to a float, so that a function of floats gets the same ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Node<double> Draw(Shape shape, Random random)
    {
        var numbers = new double[shape.Size];
        for (var i = 0; i < numbers.Length; i++)
        {
            // One bit for the sign.
            var drawn = random.Next();
            numbers[i] = (float)((0.5 + ((drawn >> 1) / (double)(1 << 30))) * ((drawn & 1) == 0 ? -1 : 1));
        }

        return Node.Constant(NdArray.Wrap(shape, numbers));
    }

    private static double[] Joined(double[][] parts)
    {
        if (parts is [var one])
        {
            return one;
        }

        var all = GC.AllocateUninitializedArray<double>(parts.Sum(part => part.Length));
        var start = 0;
        foreach (var part in parts)
        {
            part.CopyTo(all, start);
            start += part.Length;
        }

        return all;
    }

    // The gradients of order 1, 2, ...; each but the last is recorded so that the next can be taken.
    private IEnumerable<Node<double>?[]> Chain(Node<double> value, Parameter<double>[] inputs, int order, bool isLastRecorded = false)
    {
        Node<double>?[] gradient = [];
        for (var i = 1; i <= order; i++)
        {
            var isRecorded = i < order || isLastRecorded;
            gradient = i == 1
                ? Backward(value, Weights, inputs, isRecorded)
                : Sum(gradient.Zip(Directions, (g, v) => Backward(g, v, inputs, isRecorded)));
            yield return gradient;
        }
    }

    private Parameter<double>[] ParametersRounded(int way) =>
        Parameters(Array.ConvertAll(Point, part => Array.ConvertAll(part, value => Jittered.Of(value, way))));

    private static Node<double> Rounded(Node<double> value, int way)
    {
        using var unrecorded = Recording.Off();
        return Retrace.Of<double, double>(value, leaf => leaf, node => new Jittered(node.Op!, way));
    }

    private static Node<double>?[] Sum(IEnumerable<Node<double>?[]> parts) =>
        parts.Aggregate((sum, part) => [.. sum.Zip(part, (x, y) => (x, y) switch
        {
            (null, _) => y,
            (_, null) => x,
            _ => Accumulate.Sum(x, y),
        })]);

    // Whether an exception came from the function and does not say so yet.
    private static bool IsFromFunction(Exception error) =>
        error is not (GradientException or OutOfMemoryException) && !error.Message.StartsWith("GradientCheck: ", StringComparison.Ordinal);

    private void RequireDependence()
    {
        if (!Output.RequiresGrad)
        {
            throw new GradientException(
                $"GradientCheck: the function returned {Output}, a constant: {MissingGradient.WhyConstant(Output)}");
        }

        if (!Inputs.Intersect(TopologicalOrder.Of(Output)).Any())
        {
            throw new GradientException(
                $"GradientCheck: the function returned {Output}, which does not depend on its input; compute it from the node that the "
                + "function is given.");
        }
    }

    private void RequireFiniteElements(string function)
    {
        if (Output.Shape.Size == 0)
        {
            throw new ArgumentException(
                $"GradientCheck: the function returned shape {Output.Shape}, without elements, so there is nothing to check.", function);
        }

        if (!TensorPrimitives.IsFiniteAll(Output.Span))
        {
            throw new ArgumentException(
                $"GradientCheck: the function is not finite at this point: {Output}. Check it where it is.", function);
        }
    }

    private void RequireOneValue()
    {
        if (Value(Parameters(Point)).Value != Output.Value)
        {
            throw new GradientException(
                "GradientCheck: the function gave two values at the same point; seed its random numbers anew in each call.");
        }
    }
}
