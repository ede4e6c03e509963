using System.Numerics;

namespace Autograd;

/// <summary>
/// The value of a function, its gradients by all inputs, and their derivatives along a direction, for comparing two ways to compute them.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="First">The gradients of a weighted sum of the value, one after the other.</param>
/// <param name="Second">Their derivatives along a direction, one after the other.</param>
internal sealed record Derivatives(double[] Value, double[] First, double[] Second)
{
    /// <summary>
    /// Computes them by the rules, second ones only for order 2. The weights and the direction are the same for the same shapes.
    /// </summary>
    public static Derivatives Of<T>(Func<IReadOnlyList<Node<T>>, Node<T>> function, IReadOnlyList<NdArray<T>> inputs, int order = 2)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = Parameters(inputs);
        return Read(parameters, Compute(function, parameters, order));
    }

    /// <summary>Records them at one point, and returns what computes them at another by running the recording again.</summary>
    /// <exception cref="ReplayException">The function, or a rule, cannot be run again.</exception>
    public static Func<IReadOnlyList<NdArray<double>>, Derivatives> Replayed(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, IReadOnlyList<NdArray<double>> inputs, int order)
    {
        var parameters = Parameters(inputs);
        Node<double>?[] computed = [];
        var replay = Replay.OfAny(() => (computed = Compute(function, parameters, order)).OfType<Node<double>>().ToArray());
        return point =>
        {
            foreach (var (parameter, value) in parameters.Zip(point))
            {
                parameter.Update(value);
            }

            replay.Run();
            var results = replay.Results.GetEnumerator();
            return Read(parameters, Array.ConvertAll(computed, node => node is not null && results.MoveNext() ? results.Current : null));
        };
    }

    /// <summary>The largest difference between two computations, relative to the largest element; infinite if one is NaN.</summary>
    /// <param name="other">The other computation.</param>
    /// <param name="floor">
    /// A derivative that is 0 up to rounding is compared with this share of the value and the lower derivatives, not with itself.
    /// </param>
    public double DistanceTo(Derivatives other, double floor)
    {
        var (value, first) = (Largest(Value), Largest(First));
        double[] distances =
        [
            Distance(Value, other.Value, leastScale: 0),
            Distance(First, other.First, floor * value),
            Distance(Second, other.Second, floor * Math.Max(value, first)),
        ];
        return distances.Max();
    }

    /// <summary>Where two computations differ most, and what each gives there.</summary>
    public string WhereFarthestFrom(Derivatives other, IReadOnlyList<NdArray<double>> inputs, double floor)
    {
        var (value, first) = (Largest(Value), Largest(First));
        (string Name, double[] Own, double[] Other, double Floor)[] parts =
        [
            ("value", Value, other.Value, 0),
            ("gradient", First, other.First, floor * value),
            ("second derivative", Second, other.Second, floor * Math.Max(value, first)),
        ];
        var part = parts.MaxBy(part => Distance(part.Own, part.Other, part.Floor));
        if (part.Own.Length != part.Other.Length)
        {
            return FormattableString.Invariant($"it has {part.Other.Length} elements, and the operation {part.Own.Length}");
        }

        var element = Enumerable.Range(0, part.Own.Length).MaxBy(i => Math.Abs(part.Own[i] - part.Other[i]) is var off && double.IsNaN(off)
            ? double.PositiveInfinity : off);
        var place = ReferenceEquals(part.Own, Value)
            ? FormattableString.Invariant($"element {element} of the value")
            : $"{part.Name} by {By(element)}";
        return FormattableString.Invariant($"the {place} is {part.Own[element]:G9}, and {part.Other[element]:G9} by the composition");

        string By(int index)
        {
            var input = 0;
            for (; index >= inputs[input].Size; input++)
            {
                index -= inputs[input].Size;
            }

            return $"input {input}{GradientComparison.Position(inputs[input].Shape, index)}";
        }
    }

    private static double Distance(double[] a, double[] b, double leastScale)
    {
        if (a.Length != b.Length)
        {
            return double.PositiveInfinity;
        }

        var difference = a.Zip(b, (x, y) => x.Equals(y) ? 0 : Math.Abs(x - y)).DefaultIfEmpty().Max();
        if (difference == 0)
        {
            return 0;
        }

        var isNumber = !Array.Exists(a, double.IsNaN) && !Array.Exists(b, double.IsNaN);
        return isNumber ? difference / Math.Max(leastScale, Math.Max(Largest(a), Largest(b))) : double.PositiveInfinity;
    }

    private static double Largest(double[] values) => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();

    private static Parameter<T>[] Parameters<T>(IReadOnlyList<NdArray<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => [.. inputs.Select((input, i) => new Parameter<T>(input, $"input {i}"))];

    // The value, the gradients by the parameters, and their derivatives; null stands for 0.
    private static Node<T>?[] Compute<T>(Func<IReadOnlyList<Node<T>>, Node<T>> function, Parameter<T>[] parameters, int order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        var output = function(parameters);
        var gradients = output.Backward(seed: Weights(output.Shape), differentiable: order > 1);
        var second = new Node<T>?[parameters.Length];
        foreach (var parameter in parameters)
        {
            var weights = Weights(parameter.Shape);
            if (order > 1 && gradients.TryGetValue(parameter, out var gradient) && gradient.RequiresGrad)
            {
                var along = gradient.Backward(seed: weights);
                second = [.. second.Zip(parameters, (sum, by) => (sum, along.TryGetValue(by, out var part)) switch
                {
                    (_, false) => sum,
                    (null, _) => part,
                    _ => Accumulate.Sum(sum, part!),
                })];
            }
        }

        return [output, .. parameters.Select(by => gradients.TryGetValue(by, out var first) ? first : null), .. second];

        // As floats, so that float and double get the same ones; away from 0, so that no element goes unnoticed.
        Node<T> Weights(Shape shape) => Node.Constant(NdArray.Generate(shape, () =>
            T.CreateChecked((0.5f + random.NextSingle()) * (random.Next(2) == 0 ? -1 : 1))));
    }

    private static Derivatives Read<T>(Parameter<T>[] parameters, Node<T>?[] computed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        return new Derivatives(Doubles(computed[0]!), Elements(computed.AsSpan(1)), Elements(computed.AsSpan(1 + parameters.Length)));

        double[] Elements(ReadOnlySpan<Node<T>?> nodes)
        {
            var elements = new List<double>();
            for (var i = 0; i < parameters.Length; i++)
            {
                elements.AddRange(nodes[i] is { } node ? Doubles(node) : new double[parameters[i].Shape.Size]);
            }

            return [.. elements];
        }
    }

    private static double[] Doubles<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => NdArray.Convert<T, double>(node.Value).ToArray();
}
