using System.Numerics.Tensors;

namespace Autograd;

public static partial class GradientCheck
{
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)"/>
    public static GradientReport Of(Func<Node<float>, Node<float>> function, NdArray<float> x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0]), [x], options);
    }

    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}, Node{double}}, NdArray{double}, NdArray{double}, GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<Node<float>, Node<float>, Node<float>> function,
        NdArray<float> x,
        NdArray<float> y,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0], inputs[1]), [x, y], options);
    }

    /// <inheritdoc cref="Of(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<IReadOnlyList<Node<float>>, Node<float>> function,
        IReadOnlyList<NdArray<float>> inputs,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        using var recorded = Recording.On();
        Parameter<float>[] parameters = [.. inputs.Select((input, i) => new Parameter<float>(input, $"input {i}"))];
        var output = Record(function, parameters);
        var numbers = parameters.Index().ToDictionary(input => (Node<float>)input.Item, input => input.Index);
        return Run(InDouble, [.. inputs.Select(NdArray.Convert<float, double>)], options, InFloat);

        Node<double> InDouble(IReadOnlyList<Node<double>> doubles) =>
            Retrace.Of<float, double>(output, leaf => numbers.TryGetValue(leaf, out var input) ? doubles[input] : null);

        double[][] InFloat(double[][] point, Node<double> seed)
        {
            Parameter<float>[] moved = [.. parameters.Select((parameter, i) => new Parameter<float>(
                NdArray.Convert<double, float>(new NdArray<double>(parameter.Shape, point[i])), $"input {i}"))];
            var gradients = function(moved).Backward(seed: Node.Constant(NdArray.Convert<double, float>(seed.Value)));
            return Array.ConvertAll(moved, parameter => gradients.TryGetValue(parameter, out var gradient)
                ? NdArray.Convert<float, double>(gradient.Value).ToArray()
                : new double[parameter.Shape.Size]);
        }
    }

    // The function is called twice, because its graph is evaluated in double from then on: a function that is different at each call
    // would not show it.
    private static Node<float> Record(Func<IReadOnlyList<Node<float>>, Node<float>> function, Parameter<float>[] parameters)
    {
        var output = CheckedFunction.Evaluate(function, parameters);
        return CheckedFunction.Evaluate(function, parameters).Value == output.Value || !TensorPrimitives.IsFiniteAll(output.Span)
            ? output
            : throw new GradientException(
                "GradientCheck: the function gave two values at the same point; seed its random numbers anew in each call.");
    }
}
