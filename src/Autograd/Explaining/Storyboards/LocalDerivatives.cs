using System.Numerics;

namespace Autograd;

/// <summary>The derivatives of one operation by its inputs, from its own rule: given ones, given unit gradients, given NaN.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal static class LocalDerivatives<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A Jacobian of at most so many rows and columns is shown.
    private const int LargestSide = 12;

    // The elements that a gradient comes from are asked for where the output has at most so many, and the input.
    private const int MostOutputs = 64;
    private const int MostInputs = 4096;

    /// <summary>
    /// The derivative by an input of the same shape of an operation on each element: its rule, given ones. Null for other operations.
    /// </summary>
    public static NdArray<T>? OfElements(Node<T> node, int argument) =>
        node.Op is IElementwise && node.InputAt(argument).Shape == node.Shape
            ? Given(node, argument, NdArray.Ones<T>(node.Shape))
            : null;

    /// <summary>The derivative of each element of a small output (row) by each of a small input (column); null for larger ones.</summary>
    public static NdArray<T>? Jacobian(Node<T> node, int argument)
    {
        var (rows, columns) = (node.Shape.Size, node.InputAt(argument).Shape.Size);
        if (rows is 0 or > LargestSide || columns is 0 or > LargestSide)
        {
            return null;
        }

        var jacobian = new T[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            if (Given(node, argument, At(node.Shape, row, T.One)) is not { } gradient)
            {
                return null;
            }

            gradient.Span.CopyTo(jacobian.AsSpan(row * columns));
        }

        return new NdArray<T>([rows, columns], jacobian);
    }

    /// <summary>
    /// For each element of an input, the elements of the output whose gradient its own comes from: those at which NaN reaches it. A unit
    /// gradient would miss those whose derivative is 0.
    /// </summary>
    /// <returns>Null for large arrays, and where NaN comes from the values themselves.</returns>
    public static IReadOnlyList<int>[]? Sources(Node<T> node, int argument)
    {
        var (outputs, inputs) = (node.Shape.Size, node.InputAt(argument).Shape.Size);
        if (outputs is 0 or > MostOutputs || inputs is 0 or > MostInputs || Reached(NdArray.Zeros<T>(node.Shape)) is not [])
        {
            return null;
        }

        var sources = new List<int>[inputs];
        for (var i = 0; i < inputs; i++)
        {
            sources[i] = [];
        }

        for (var output = 0; output < outputs; output++)
        {
            if (Reached(At(node.Shape, output, T.NaN)) is not { } reached)
            {
                return null;
            }

            reached.ForEach(input => sources[input].Add(output));
        }

        return sources;

        List<int>? Reached(NdArray<T> grad) => Given(node, argument, grad) is { } gradient
            ? [.. Enumerable.Range(0, gradient.Size).Where(i => T.IsNaN(gradient.Span[i]))]
            : null;
    }

    /// <summary>The derivative of one element of the output by one of an input.</summary>
    public static T At(Node<T> node, int argument, int output, int input) =>
        Given(node, argument, At(node.Shape, output, T.One)) is { } gradient ? gradient.Span[input] : T.NaN;

    private static NdArray<T> At(Shape shape, int element, T value)
    {
        var elements = new T[shape.Size];
        elements[element] = value;
        return new NdArray<T>(shape, elements);
    }

    // A look must not change what it looks at: nothing is recorded and nobody is told.
    private static NdArray<T>? Given(Node<T> node, int argument, NdArray<T> grad)
    {
        using var unseen = new GraphScope(GraphModes.RecordingOff, removed: GraphModes.Observed);
        try
        {
            return node.Op!.Rule(Node.Constant(grad), node, [.. node.Inputs])[argument]?.Elements;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
