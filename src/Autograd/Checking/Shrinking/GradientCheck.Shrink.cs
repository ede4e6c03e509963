using System.Runtime.CompilerServices;

namespace Autograd;

public static partial class GradientCheck
{
    /// <summary>Finds the smallest shape and the simplest values at which the check of a function of one input still fails.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Where the check fails.</param>
    /// <param name="options">How it is checked; left out, the defaults.</param>
    /// <param name="code">Left to the compiler: the function as written, for the test.</param>
    /// <inheritdoc
    /// cref="Shrink(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, GradientCheckOptions?, string)"/>
    public static ShrunkCheck Shrink(
        Func<Node<double>, Node<double>> function,
        NdArray<double> x,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(function))] string code = "")
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ShrinkSearch(inputs => function(inputs[0]), options).Run([x], code, ShrunkInputs.Arguments);
    }

    /// <summary>Finds the smallest shapes and the simplest values at which the check of a function of two inputs still fails.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Where the check fails: the first input.</param>
    /// <param name="y">Where the check fails: the second input.</param>
    /// <param name="options">How it is checked; left out, the defaults.</param>
    /// <param name="code">Left to the compiler: the function as written, for the test.</param>
    /// <inheritdoc
    /// cref="Shrink(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, GradientCheckOptions?, string)"/>
    public static ShrunkCheck Shrink(
        Func<Node<double>, Node<double>, Node<double>> function,
        NdArray<double> x,
        NdArray<double> y,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(function))] string code = "")
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ShrinkSearch(inputs => function(inputs[0], inputs[1]), options).Run([x, y], code, ShrunkInputs.Arguments);
    }

    /// <summary>Finds the smallest shapes and the simplest values at which the check of a function of several inputs still fails.</summary>
    /// <remarks>
    /// Axes are cut, those of one length together as well as each alone, and elements replaced by small numbers, as long as the function
    /// accepts them and its check still fails at the same order. At most two thousand checks are made.
    /// </remarks>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Where the check fails.</param>
    /// <param name="options">How it is checked; left out, the defaults.</param>
    /// <param name="code">Left to the compiler: the function as written, for the test.</param>
    /// <returns>The inputs that are left, and a test that fails until the rule is right.</returns>
    /// <exception cref="ArgumentException">The check passes, so there is nothing to shrink; or there is nothing to check.</exception>
    /// <exception cref="GradientException">
    /// The check cannot be made, for the reasons that
    /// <see cref="Of(Func{IReadOnlyList{Node{double}}, Node{double}}, IReadOnlyList{NdArray{double}}, GradientCheckOptions?)"/> gives.
    /// </exception>
    public static ShrunkCheck Shrink(
        Func<IReadOnlyList<Node<double>>, Node<double>> function,
        IReadOnlyList<NdArray<double>> inputs,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(function))] string code = "")
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        return new ShrinkSearch(function, options).Run([.. inputs], code, ShrunkInputs.List);
    }
}
