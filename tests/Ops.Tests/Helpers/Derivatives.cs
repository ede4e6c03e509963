using Autograd;

namespace Ops.Tests;

/// <summary>Value, gradient and second derivative of a function of one vector, as plain arrays.</summary>
internal static class Derivatives
{
    public static double[] Value(Func<Node<double>, Node<double>> function, double[] x) => function(new Parameter<double>(x)).Value.ToArray();

    public static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Gradient(parameter).Value.ToArray();
    }

    /// <summary>The second derivatives times a direction; 0 where the gradient is constant.</summary>
    public static double[] HessianTimes(Func<Node<double>, Node<double>> function, double[] x, double[] direction)
    {
        var parameter = new Parameter<double>(x);
        var gradient = function(parameter).Gradient(parameter, differentiable: true);
        var along = (gradient * Node.Constant(direction)).Sum();
        return along.RequiresGrad && along.Backward().TryGet(parameter, out var second) ? second.Value.ToArray() : new double[x.Length];
    }
}
