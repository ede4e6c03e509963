using static System.FormattableString;

namespace Autograd;

/// <summary>A function of numbers and its gradient, as somebody wrote them without nodes, made a function of nodes.</summary>
/// <param name="values">The outputs at a point.</param>
/// <param name="jacobian">The derivative of each output by each number, row by row.</param>
/// <param name="isScalar">Whether the one output is a number and not a vector of one.</param>
internal sealed class PlainFunction(Func<double[], double[]> values, Func<double[], double[]> jacobian, bool isScalar)
{
    /// <summary>The node of the outputs, whose rule multiplies by the Jacobian.</summary>
    /// <exception cref="GradientException">The function returned null, or wrote into its argument.</exception>
    public Node<double> Of(Node<double> x)
    {
        var outputs = Call(values, x, "function");
        return new PlainOutputs(new(isScalar ? [] : [outputs.Length], outputs), Jacobian).Apply(x);
    }

    // The elements of the Jacobian as those of the matrix that gradients are multiplied by.
    private LinearMap Jacobian(Node<double> x, Shape outputs)
    {
        var (numbers, inputs) = (Call(jacobian, x, "gradient"), x.Shape.Size);
        return numbers.Length == outputs.Size * inputs
            ? new LinearMap(outputs, x.Shape, [.. numbers.Select((slope, i) => (i % inputs, i / inputs, slope))])
            : throw new GradientException(
                Invariant($"GradientCheck: the gradient has {numbers.Length} numbers, but the function has {outputs.Size} outputs and ")
                + Invariant($"{inputs} inputs: give {outputs.Size} rows of {inputs}."));
    }

    // A copy goes in and a copy comes out: what is written afterwards, by whomever, changes nothing here.
    private static double[] Call(Func<double[], double[]> function, Node<double> x, string what)
    {
        var argument = x.Value.ToArray();
        var result = function(argument) ?? throw new GradientException($"GradientCheck: the {what} returned null; return numbers.");
        return x.Value.Span.SequenceEqual(argument)
            ? [.. result]
            : throw new GradientException(
                $"GradientCheck: the {what} wrote into its argument, so whoever calls it goes on at another point; let it work on a copy.");
    }
}
