using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Autograd;

// The same checks for functions of MathNet's vectors.
public static partial class GradientCheck
{
    /// <summary>Checks a gradient that was written by hand, of a function of a MathNet vector.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient: as many numbers as it is given.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<Vector<double>, double> function,
        Func<Vector<double>, Vector<double>> gradient,
        Vector<double> x,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(x);
        return Of(point => function(Vector(point)), point => gradient(Vector(point)).ToArray(), x.ToArray(), options);
    }

    /// <summary>Checks the Jacobian of a function of MathNet vectors that was written by hand.</summary>
    /// <param name="function">The function; it may have any number of outputs.</param>
    /// <param name="jacobian">The derivative of each output (row) by each number (column).</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<Vector<double>, Vector<double>> function,
        Func<Vector<double>, Matrix<double>> jacobian,
        Vector<double> x,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(jacobian);
        ArgumentNullException.ThrowIfNull(x);
        return Of(point => function(Vector(point)).ToArray(), point => jacobian(Vector(point)).ToArray(), x.ToArray(), options);
    }

    /// <summary>Checks the gradient of an objective of MathNet's minimizers.</summary>
    /// <remarks>The objective is not moved: another is made of it (<c>CreateNew</c>).</remarks>
    /// <param name="objective">The objective; it must have a gradient.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <exception cref="ArgumentException">The objective has no gradient; or there is nothing to check.</exception>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(IObjectiveFunction objective, Vector<double> x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(x);
        if (!objective.IsGradientSupported)
        {
            throw new ArgumentException("GradientCheck: the objective has no gradient (IsGradientSupported is false).", nameof(objective));
        }

        var own = objective.CreateNew();
        return Of(point => At(point).Value, point => At(point).Gradient.ToArray(), x.ToArray(), options);

        IObjectiveFunction At(double[] point)
        {
            own.EvaluateAt(Vector(point));
            return own;
        }
    }

    private static Vector<double> Vector(double[] point) => Vector<double>.Build.Dense(point);
}
