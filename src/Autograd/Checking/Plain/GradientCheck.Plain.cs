using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A function of numbers that returns its value and writes its gradient, as optimizers call it.</summary>
/// <param name="x">The point.</param>
/// <param name="gradient">To be written: the derivative by each number, as many as the point has.</param>
public delegate double FunctionWithGradient(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>A function of numbers with several outputs, which writes these and its Jacobian.</summary>
/// <param name="x">The point.</param>
/// <param name="values">To be written: the outputs.</param>
/// <param name="jacobian">To be written: a row for each output, the derivatives by each number.</param>
public delegate void FunctionWithJacobian(ReadOnlySpan<double> x, Span<double> values, Span<double> jacobian);

// Gradients that somebody wrote by hand, for functions without nodes. Only first derivatives are there to be compared, whatever order the
// options name.
public static partial class GradientCheck
{
    /// <summary>Checks a gradient that was written by hand.</summary>
    /// <remarks>
    /// <code>GradientCheck.Of(Rosenbrock, RosenbrockGradient, [-1.2, 1]).ShouldPass()</code>
    /// Nothing here needs nodes. Verdicts, diagnoses and report are those of every check; only first derivatives are compared.
    /// </remarks>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient: as many numbers as it is given.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <exception cref="GradientException">
    /// The function throws at the point, gives another value when it is called again, or writes into its argument; or the gradient does,
    /// or has another number of elements.
    /// </exception>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(
        Func<double[], double> function, Func<double[], double[]> gradient, double[] x, GradientCheckOptions? options = null) =>
        OfPlain(Plain(function, gradient), x, options);

    /// <summary>Checks the Jacobian of a function of several outputs that was written by hand.</summary>
    /// <param name="function">The function; it may have any number of outputs.</param>
    /// <param name="jacobian">The derivative of each output (row) by each number (column).</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)"/>
    public static GradientReport Of(
        Func<double[], double[]> function, Func<double[], double[,]> jacobian, double[] x, GradientCheckOptions? options = null) =>
        OfPlain(Plain(function, jacobian), x, options);

    /// <summary>Checks a gradient that is computed together with its value.</summary>
    /// <param name="function">Returns the value and writes the gradient; what it leaves unwritten is NaN.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)"/>
    public static GradientReport Of(FunctionWithGradient function, double[] x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return OfPlain(new PlainFunction(point => [function(point, new double[point.Length])], Gradient, isScalar: true), x, options);

        double[] Gradient(double[] point)
        {
            var gradient = Unwritten(point.Length);
            function(point, gradient);
            return gradient;
        }
    }

    /// <summary>Checks a Jacobian that is computed together with its outputs.</summary>
    /// <param name="function">Writes the outputs and the Jacobian; what it leaves unwritten is NaN.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?)"/>
    public static GradientReport Of(FunctionWithJacobian function, int outputs, double[] x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        return OfPlain(new PlainFunction(point => Called(point).Values, point => Called(point).Jacobian, isScalar: false), x, options);

        (double[] Values, double[] Jacobian) Called(double[] point)
        {
            var (values, jacobian) = (Unwritten(outputs), Unwritten(outputs * point.Length));
            function(point, values, jacobian);
            return (values, jacobian);
        }
    }

    /// <summary>Finds the fewest and simplest numbers at which the check of a gradient written by hand still fails.</summary>
    /// <param name="function">The function; it is tried with fewer numbers too, and may throw there.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="x">Where the check fails.</param>
    /// <param name="options">How it is checked; left out, the defaults.</param>
    /// <param name="code">Left to the compiler: the function as written, for the test.</param>
    /// <param name="gradientCode">Left to the compiler: the gradient as written, for the test.</param>
    /// <returns>The numbers that are left, and a test that fails until the gradient is right.</returns>
    /// <exception cref="ArgumentException">The check passes, so there is nothing to shrink; or there is nothing to check.</exception>
    /// <exception cref="GradientException">The check cannot be made.</exception>
    public static ShrunkCheck Shrink(
        Func<double[], double> function,
        Func<double[], double[]> gradient,
        double[] x,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(function))] string code = "",
        [CallerArgumentExpression(nameof(gradient))] string gradientCode = "") =>
        ShrinkPlain(Plain(function, gradient), x, options, $"{code}, {gradientCode}");

    /// <summary>Finds the fewest and simplest numbers at which the check of a Jacobian written by hand still fails.</summary>
    /// <param name="function">The function; it is tried with fewer numbers too, and may throw there.</param>
    /// <param name="jacobian">Its Jacobian.</param>
    /// <param name="x">Where the check fails.</param>
    /// <param name="options">How it is checked; left out, the defaults.</param>
    /// <param name="code">Left to the compiler: the function as written, for the test.</param>
    /// <param name="jacobianCode">Left to the compiler: the Jacobian as written, for the test.</param>
    /// <inheritdoc cref="Shrink(Func{double[], double}, Func{double[], double[]}, double[], GradientCheckOptions?, string, string)"/>
    public static ShrunkCheck Shrink(
        Func<double[], double[]> function,
        Func<double[], double[,]> jacobian,
        double[] x,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(function))] string code = "",
        [CallerArgumentExpression(nameof(jacobian))] string jacobianCode = "") =>
        ShrinkPlain(Plain(function, jacobian), x, options, $"{code}, {jacobianCode}");

    private static PlainFunction Plain(Func<double[], double> function, Func<double[], double[]> gradient)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        return new PlainFunction(point => [function(point)], gradient, isScalar: true);
    }

    private static PlainFunction Plain(Func<double[], double[]> function, Func<double[], double[,]> jacobian)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(jacobian);
        return new PlainFunction(function, point => [.. (jacobian(point) ?? new double[0, 0]).Cast<double>()], isScalar: false);
    }

    private static GradientReport OfPlain(PlainFunction function, double[] x, GradientCheckOptions? options)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Of(function.Of, x, FirstOrder(options));
    }

    private static ShrunkCheck ShrinkPlain(PlainFunction function, double[] x, GradientCheckOptions? options, string code)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new ShrinkSearch(inputs => function.Of(inputs[0]), FirstOrder(options)).Run([x], code, ShrunkInputs.Numbers);
    }

    private static GradientCheckOptions FirstOrder(GradientCheckOptions? options) =>
        (options ?? new GradientCheckOptions()) with { Order = 1, IsUnweighted = true };

    private static double[] Unwritten(int length)
    {
        var numbers = new double[length];
        Array.Fill(numbers, double.NaN);
        return numbers;
    }
}
