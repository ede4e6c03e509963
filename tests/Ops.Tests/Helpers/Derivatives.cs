using Autograd;

namespace Ops.Tests;

/// <summary>Value, gradient and second derivative of a function of one array, as plain arrays.</summary>
internal static class Derivatives
{
    public static double[] Value(Func<Node<double>, Node<double>> function, NdArray<double> x) =>
        function(new Parameter<double>(x)).Value.ToArray();

    public static double[] Value(Func<Node<double>, Node<double>> function, double[] x) => Value(function, (NdArray<double>)x);

    public static double[] Gradient(Func<Node<double>, Node<double>> function, NdArray<double> x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Backward()[parameter].Value.ToArray();
    }

    public static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x) => Gradient(function, (NdArray<double>)x);

    /// <summary>The second derivatives times a direction; 0 where the gradient is constant.</summary>
    public static double[] HessianTimes(Func<Node<double>, Node<double>> function, double[] x, double[] direction)
    {
        var parameter = new Parameter<double>(x);
        var gradient = function(parameter).Gradient(parameter, differentiable: true);
        var along = (gradient * Node.Constant(direction)).Sum();
        return along.RequiresGrad && along.Backward().TryGetValue(parameter, out var second)
            ? second.Value.ToArray() : new double[x.Length];
    }

    /// <summary>Value and both gradients of a function of two vectors.</summary>
    public static (double[] Z, double[] Dx, double[] Dy) Binary(
        Func<Node<double>, Node<double>, Node<double>> function, double[] x, double[] y)
    {
        var (first, second) = (new Parameter<double>(x), new Parameter<double>(y));
        var z = function(first, second);
        var gradients = z.Sum().Backward();
        return (z.Value.ToArray(), gradients[first].Value.ToArray(), gradients[second].Value.ToArray());
    }
}
