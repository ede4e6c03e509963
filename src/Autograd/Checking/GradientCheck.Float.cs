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
        Func<Node<float>, Node<float>, Node<float>> function, NdArray<float> x, NdArray<float> y, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0], inputs[1]), [x, y], options);
    }

    /// <inheritdoc cref="Of(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<IReadOnlyList<Node<float>>, Node<float>> function, IReadOnlyList<NdArray<float>> inputs, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        using var recorded = Recording.On();
        Parameter<float>[] parameters = [.. inputs.Select((input, i) => new Parameter<float>(input, $"input {i}"))];
        var output = Recorded(function, parameters);
        var places = parameters.Index().ToDictionary(input => (Node<float>)input.Item, input => input.Index);
        return Run(InDouble, [.. inputs.Select(NdArray.Converted<float, double>)], options, InFloat);

        Node<double> InDouble(IReadOnlyList<Node<double>> moved) =>
            Retrace.Of<float, double>(output, leaf => places.TryGetValue(leaf, out var place) ? moved[place] : null);

        double[][] InFloat(Node<double> seed)
        {
            var gradients = output.Backward(Node.Constant(NdArray.Converted<double, float>(seed.Value)));
            return Array.ConvertAll(parameters, parameter => gradients.TryGet(parameter, out var gradient)
                ? NdArray.Converted<float, double>(gradient.Value).ToArray()
                : new double[parameter.Shape.Size]);
        }
    }

    // Called twice: the graph that is evaluated in double is recorded once, so it would not show that the function is different each time.
    private static Node<float> Recorded(Func<IReadOnlyList<Node<float>>, Node<float>> function, Parameter<float>[] parameters)
    {
        try
        {
            var output = function(parameters) ?? throw new ArgumentException("GradientCheck: the function returned null; return the node that is to be differentiated.", nameof(function));
            return function(parameters)?.Value == output.Value || !TensorPrimitives.IsFiniteAll(output.Span)
                ? output
                : throw new GradientException("GradientCheck: the function gave two values at the same point; seed its random numbers anew in each call.");
        }
        catch (Exception error) when (CheckedFunction.IsTheFunctions(error))
        {
            throw CheckedFunction.Threw(error);
        }
    }
}
