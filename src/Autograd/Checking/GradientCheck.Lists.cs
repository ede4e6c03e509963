using System.Runtime.CompilerServices;

namespace Autograd;

public static partial class GradientCheck
{
    /// <summary>Checks the gradient of a function of any number of inputs, given as C# arrays or as a list of several kinds.</summary>
    /// <param name="function">The function, made of operations; its result may have any shape.</param>
    /// <param name="inputs">Where to check it: each an <see cref="NdArray{T}"/>, a vector or a matrix of numbers.</param>
    /// <param name="options">How to check; left out, the defaults.</param>
    /// <exception cref="ArgumentException">
    /// An element of the list is something else, a parameter for instance; the message says which, and what to give instead.
    /// </exception>
    /// <inheritdoc cref="Of(Func{Node{double}, Node{double}}, NdArray{double}, GradientCheckOptions?)" path="/exception"/>
    [OverloadResolutionPriority(-1)]
    public static GradientReport Of(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, IEnumerable<object?> inputs, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        var points = inputs.Select((input, i) => input switch
        {
            NdArray<double> array => array,
            double[] vector => vector,
            double[,] matrix => matrix,
            _ => throw new ArgumentException($"GradientCheck: element {i} of the inputs is {WhatElse(input)}", nameof(inputs)),
        });
        return Of(function, [.. points], options);
    }

    private static string WhatElse(object? input) => input switch
    {
        null => "null: give an array.",
        Node<double> node => $"{node.Label}, a node: the function is given nodes of its own, so give the array to check at, its Value.",
        Node<float> or NdArray<float> or float[] or float[,] => "of floats: give all inputs as NdArray<double>, or all as NdArray<float>.",
        _ => $"a {input.GetType().Name}: give an NdArray<double>, a double[] or a double[,].",
    };
}
