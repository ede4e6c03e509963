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
        var random = new Random(1);
        var parameters = inputs.Select((input, i) => new Parameter<T>(input, $"input {i}")).ToArray();
        var output = function(parameters);
        var gradients = output.Backward(seed: Weights(output.Shape), differentiable: order > 1);
        var first = parameters.SelectMany(parameter => Elements(gradients, parameter)).ToArray();
        var second = new double[first.Length];
        foreach (var parameter in parameters)
        {
            var weights = Weights(parameter.Shape);
            if (order > 1 && gradients.TryGetValue(parameter, out var gradient) && gradient.RequiresGrad)
            {
                var along = gradient.Backward(seed: weights);
                var next = 0;
                foreach (var element in parameters.SelectMany(by => Elements(along, by)))
                {
                    second[next++] += element;
                }
            }
        }

        return new Derivatives(Doubles(output), first, second);

        // As floats, so that float and double get the same ones; away from 0, so that no element goes unnoticed.
        Node<T> Weights(Shape shape) => Node.Constant(NdArray.Generate(shape, () =>
            T.CreateChecked((0.5f + random.NextSingle()) * (random.Next(2) == 0 ? -1 : 1))));
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

    private static double[] Elements<T>(Gradients<T> gradients, Parameter<T> by)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        gradients.TryGetValue(by, out var gradient) ? Doubles(gradient) : new double[by.Shape.Size];

    private static double[] Doubles<T>(Node<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => NdArray.Convert<T, double>(node.Value).ToArray();
}
