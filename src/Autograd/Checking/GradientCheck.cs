using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Compares gradients with difference quotients, which need no rule: the debugging tool for operations and models.</summary>
/// <remarks>
/// <para>A function f of several inputs is weighted into a number s = sum(u f) with fixed random weights u. Order 1 compares the
/// gradient of s with quotients of s; order 2 compares the derivative of that gradient, along a fixed random direction v,
/// with quotients of the gradient along v: sum over j of H_ij v_j.</para>
/// <para>The quotient is the central one, (s(x + h) - s(x - h)) / 2h, extrapolated from h and h/2, so that its error falls with the fourth
/// power of h. A difference is allowed that is small against the derivatives, and as large as the quotient itself is uncertain. The
/// quotient is not valid where f has a corner within h.</para>
/// </remarks>
public static partial class GradientCheck
{
    /// <summary>Checks the gradient of a function of one input.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <exception cref="GradientException">The function does not depend on its input.</exception>
    /// <exception cref="ArgumentException">There is nothing to check: the input or the value is empty, or the value is not finite; an option is out of its range.</exception>
    public static GradientReport Of(Func<Node<double>, Node<double>> function, NdArray<double> x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0]), [x], options);
    }

    /// <summary>Checks the gradient of a function of two inputs.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="x">Where to check it: the first input.</param>
    /// <param name="y">Where to check it: the second input.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(
        Func<Node<double>, Node<double>, Node<double>> function, NdArray<double> x, NdArray<double> y, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0], inputs[1]), [x, y], options);
    }

    /// <summary>Checks the gradient of a function of any number of inputs.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="inputs">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new GradientCheckOptions();
        options.Validate();

        // A caller's scope must not make constants of the function's results.
        using var recorded = Recording.On();
        var size = inputs.Sum(input => input.Size);
        if (size == 0)
        {
            throw new ArgumentException("GradientCheck: the inputs have no elements, so there is nothing to check.", nameof(inputs));
        }

        var check = new Run(function, inputs, options);
        return new GradientReport(options.Mode switch
        {
            GradientCheckMode.EveryElement => check.EveryElement(),
            GradientCheckMode.RandomDirections => check.RandomDirections(),
            _ => size <= options.LargestEveryElement ? check.EveryElement() : check.RandomDirections(),
        });
    }

    /// <summary>The check of one function at one point.</summary>
    private sealed class Run
    {
        // How far the truth may lie outside three samples.
        private const double ScatterUnits = 4;

        // A hundred roundings of a value to 53 bits.
        private const double RoundingUnits = 100 * 1.2e-16;

        private readonly Func<IReadOnlyList<Node<double>>, Node<double>> _function;
        private readonly double[][] _point;
        private readonly Shape[] _shapes;
        private readonly GradientCheckOptions _options;
        private readonly Random _random;
        private readonly Node<double> _weights;
        private readonly double[][] _secondDirection;

        public Run(Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, GradientCheckOptions options)
        {
            _function = function;
            _point = [.. inputs.Select(input => input.ToArray())];
            _shapes = [.. inputs.Select(input => input.Shape)];
            _options = options;
            _random = new Random(options.Seed);

            var parameters = Parameters(_point);
            var output = function(parameters) ?? throw new ArgumentException("GradientCheck: the function returned null.", nameof(function));
            if (!output.RequiresGrad)
            {
                throw new GradientException($"GradientCheck: the function returned {output}, a constant: {MissingGradient.WhyConstant(output)}");
            }

            if (!parameters.Intersect(TopologicalOrder.Of(output)).Any())
            {
                throw new GradientException($"GradientCheck: the function returned {output}, which does not depend on its input; compute it from the node that the function is given.");
            }

            if (output.Shape.Size == 0)
            {
                throw new ArgumentException($"GradientCheck: the function returned shape {output.Shape}, without elements, so there is nothing to check.", nameof(function));
            }

            if (!TensorPrimitives.IsFiniteAll(output.Span))
            {
                throw new ArgumentException($"GradientCheck: the function is not finite at this point: {output}. Check it where it is.", nameof(inputs));
            }

            if (function(Parameters(_point)).Value != output.Value)
            {
                throw new GradientException("GradientCheck: the function gave two values at the same point; seed its random numbers anew in each call.");
            }

            _weights = Node.Constant(NdArray.Generate(output.Shape, Weight));
            _secondDirection = Array.ConvertAll(_point, values => Array.ConvertAll(values, _ => Weight()));
        }

        public List<GradientComparison> EveryElement()
        {
            var analytic = Analytic();
            var comparisons = new List<GradientComparison>();
            for (var input = 0; input < _point.Length; input++)
            {
                for (var element = 0; element < _point[input].Length; element++)
                {
                    var direction = Array.ConvertAll(_point, values => new double[values.Length]);
                    direction[input][element] = Math.Max(1, Math.Abs(_point[input][element]));
                    Compare(comparisons, analytic, direction, $"input {input}{Position(_shapes[input], element)}", direction[input][element]);
                }
            }

            return comparisons;
        }

        public List<GradientComparison> RandomDirections()
        {
            var analytic = Analytic();
            var comparisons = new List<GradientComparison>();
            for (var i = 0; i < _options.Directions; i++)
            {
                var direction = Array.ConvertAll(_point, values => Array.ConvertAll(values, _ => _random.Next(2) == 0 ? -1.0 : 1.0));
                Compare(comparisons, analytic, direction, $"direction {i}", length: 1);
            }

            return comparisons;
        }

        private void Compare(List<GradientComparison> comparisons, double[][][] analytic, double[][] direction, string place, double length)
        {
            for (var order = 1; order <= _options.Order; order++)
            {
                var byRules = Dot(analytic[order - 1], direction) / length;
                var byDifferences = Quotient(order, direction, out var uncertainty) / length;
                var tolerance = (_options.RelativeTolerance * Math.Max(Math.Abs(byRules), Math.Abs(byDifferences)))
                    + _options.AbsoluteTolerance + (uncertainty / length);
                comparisons.Add(new GradientComparison(order, place, byRules, byDifferences, tolerance));
            }
        }

        // The quotient is as uncertain as other steps change it, and as the values' rounding divided by the step.
        private double Quotient(int order, double[][] direction, out double uncertainty)
        {
            var (whole, magnitude) = Central(_options.Step);
            var (between, _) = Central(0.7 * _options.Step);
            var (half, _) = Central(_options.Step / 2);
            var scatter = Math.Max(Math.Abs(half - whole), Math.Max(Math.Abs(half - between), Math.Abs(between - whole)));
            uncertainty = (ScatterUnits * scatter) + (RoundingUnits * magnitude / _options.Step);
            return ((4 * half) - whole) / 3;

            (double Slope, double Magnitude) Central(double step)
            {
                var (above, below) = (At(order, direction, step), At(order, direction, -step));
                return ((above - below) / (2 * step), Math.Max(Math.Abs(above), Math.Abs(below)));
            }
        }

        // For order 1 the weighted sum of the values; for order 2 its derivative along the second direction, by the rules.
        private double At(int order, double[][] direction, double step)
        {
            var moved = new double[_point.Length][];
            for (var i = 0; i < moved.Length; i++)
            {
                moved[i] = new double[_point[i].Length];
                TensorPrimitives.MultiplyAdd(direction[i], step, _point[i], moved[i]);
            }

            var parameters = Parameters(moved);
            var value = Value(parameters);
            return order == 1 ? Dot(value, _weights) : Dot(Gradients(value, _weights, parameters), _secondDirection);
        }

        private Node<double> Value(IReadOnlyList<Node<double>> inputs)
        {
            var value = _function(inputs);
            return value.Shape == _weights.Shape
                ? value
                : throw new GradientException(
                    $"GradientCheck: the function returned shape {_weights.Shape} at first and {value.Shape} near by; it must keep its shape.");
        }

        private double[][][] Analytic()
        {
            var parameters = Parameters(_point);
            var output = Value(parameters);
            var first = Gradients(output, _weights, parameters);
            if (_options.Order < 2)
            {
                return [first];
            }

            var second = Array.ConvertAll(_point, values => new double[values.Length]);
            var gradients = output.Backward(_weights, differentiable: true);
            for (var i = 0; i < parameters.Length; i++)
            {
                if (!gradients.TryGet(parameters[i], out var gradient) || !gradient.RequiresGrad)
                {
                    continue;
                }

                var direction = Node.Constant(new NdArray<double>(gradient.Shape, _secondDirection[i]));
                foreach (var (sum, part) in second.Zip(Gradients(gradient, direction, parameters)))
                {
                    TensorPrimitives.Add(sum, part, sum);
                }
            }

            return [first, second];
        }

        private static double[][] Gradients(Node<double> output, Node<double> seed, Parameter<double>[] parameters)
        {
            if (!output.RequiresGrad)
            {
                return Array.ConvertAll(parameters, parameter => new double[parameter.Shape.Size]);
            }

            var gradients = output.Backward(seed);
            return Array.ConvertAll(parameters, parameter => gradients.TryGet(parameter, out var gradient)
                ? gradient.Value.ToArray()
                : new double[parameter.Shape.Size]);
        }

        private Parameter<double>[] Parameters(double[][] values) =>
            [.. values.Select((value, i) => new Parameter<double>(new NdArray<double>(_shapes[i], value), $"input {i}"))];

        // Away from 0, so that no element goes unnoticed.
        private double Weight() => (0.5 + _random.NextDouble()) * (_random.Next(2) == 0 ? -1 : 1);

        private static double Dot(Node<double> x, Node<double> y) => TensorPrimitives.Dot(x.Span, y.Span);

        private static double Dot(double[][] x, double[][] y) => x.Zip(y, (a, b) => TensorPrimitives.Dot<double>(a, b)).Sum();

        private static string Position(Shape shape, int element)
        {
            if (shape.Rank == 0)
            {
                return "";
            }

            var position = new int[shape.Rank];
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                (element, position[axis]) = Math.DivRem(element, shape[axis]);
            }

            return $" {new IntList(position)}";
        }
    }
}
