using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Compares gradients with difference quotients, which need no rule: says whether a gradient is right, where it is wrong, and why.
/// </summary>
/// <remarks>
/// <para>A function f of several inputs is weighted into a number s = sum(u f) with fixed random weights u. Order 1 compares the
/// gradient of s with quotients of s; order 2 compares the derivative of that gradient, along a fixed random direction v,
/// with quotients of the gradient along v: sum over j of H_ij v_j; and so on. <see cref="GradientCheckMode.FullJacobian"/> compares each
/// output by itself.</para>
/// <para>The quotients are central ones on a ladder of steps, extrapolated to step 0. Their error is measured: by what other steps make of
/// them, and by the noise of the values. So a steep function, a rounded one and one with a kink near by need no options, and each
/// comparison has a <see cref="Verdict"/>; only <see cref="Verdict.Mismatch"/> fails.</para>
/// <para>A function of floats is checked in double: its graph, recorded once, is evaluated there. What the function computes from the
/// values of its inputs without a gradient (comparisons, indices, <see cref="Node{T}.StopGradient"/>) stays as it was recorded.
/// The gradient in float has to agree with the one in double but for rounding.</para>
/// <para>Besides the numbers the report says which <see cref="GradientReport.Invariants"/> of every right backward pass hold.</para>
/// </remarks>
public static partial class GradientCheck
{
    /// <summary>Checks the gradient of a function of one input.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="x">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <exception cref="GradientException">
    /// The function does not depend on its input, throws at the point, or gives another value or shape when it is called again.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// There is nothing to check: the input or the value is empty, or one is not finite. Or an option is out of its range.
    /// </exception>
    public static GradientReport Of(Func<Node<double>, Node<double>> function, NdArray<double> x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0]), [x], options);
    }

    /// <summary>Checks the gradient of a function of two inputs.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="x">Where to check it: the first input.</param>
    /// <param name="y">Where to check it: the second input.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(
        Func<Node<double>, Node<double>, Node<double>> function, NdArray<double> x, NdArray<double> y, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Of(inputs => function(inputs[0], inputs[1]), [x, y], options);
    }

    /// <summary>Checks the gradient of a function of any number of inputs.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="inputs">Where to check it.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    public static GradientReport Of(
        Func<IReadOnlyList<Node<double>>, Node<double>> function,
        IReadOnlyList<NdArray<double>> inputs,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(function, inputs, options, inFloat: null);
    }

    private static GradientReport Run(
        Func<IReadOnlyList<Node<double>>, Node<double>> function,
        IReadOnlyList<NdArray<double>> inputs,
        GradientCheckOptions? options,
        Func<double[][], Node<double>, double[][]>? inFloat)
    {
        options ??= new GradientCheckOptions();
        options.Validate();
        RequireElements(inputs, options.MeantToDiffer);

        // A caller's scope must not make constants of the function's results.
        using var recorded = Recording.On();
        var random = new Random(options.Seed);
        return new CheckRun(new CheckedFunction(function, inputs, random, options.IsUnweighted), options, random, inFloat).Report();
    }

    private static void RequireElements(IReadOnlyList<NdArray<double>> inputs, IReadOnlyList<int> meantToDiffer)
    {
        if (inputs.Sum(input => input.Size) == 0)
        {
            throw new ArgumentException("GradientCheck: the inputs have no elements, so there is nothing to check.", nameof(inputs));
        }

        foreach (var input in meantToDiffer)
        {
            if (input < 0 || input >= inputs.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(inputs), input, FormattableString.Invariant(
                    $"GradientCheck: MeantToDiffer names input {input}, but there are {inputs.Count} inputs, counted from 0."));
            }
        }

        if (!inputs.Where((input, i) => input.Size > 0 && !meantToDiffer.Contains(i)).Any())
        {
            throw new ArgumentException(
                "GradientCheck: MeantToDiffer names every input that has elements, so there is nothing to check.", nameof(inputs));
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Size > 0 && !TensorPrimitives.IsFiniteAll(inputs[i].Span))
            {
                throw new ArgumentException(
                    $"GradientCheck: input {i} is not finite: {NdArrayText.Short(inputs[i])}. Check at a point that can be moved.",
                    nameof(inputs));
            }
        }
    }
}
