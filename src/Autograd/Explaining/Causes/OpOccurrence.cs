using System.Numerics;

namespace Autograd;

/// <summary>An operation and the values that it met, in double.</summary>
public sealed class OpOccurrence
{
    private OpOccurrence(Op operation, NdArray<double>[] inputs, NdArray<double> output, int element, double largest) =>
        (Operation, Inputs, Output, Element, Largest) = (operation, inputs, output, element, largest);

    /// <summary>The operation.</summary>
    public Op Operation { get; }

    /// <summary>What went in; empty if it is not known any more, because the node recorded nothing.</summary>
    public IReadOnlyList<NdArray<double>> Inputs { get; }

    /// <summary>What came out.</summary>
    public NdArray<double> Output { get; }

    /// <summary>The element of the output that is asked about, counted in row-major order.</summary>
    public int Element { get; }

    /// <summary>The largest number of the graph's element type.</summary>
    public double Largest { get; }

    /// <summary>The element of the output that is asked about.</summary>
    public double Result => Output.Span[Element];

    /// <summary>
    /// The elements of the inputs that the element was computed from, of an operation element by element (<see cref="IElementwise"/>);
    /// else, and if the inputs are not known, null.
    /// </summary>
    public IReadOnlyList<double>? At => Operation is IElementwise && Inputs.Count > 0
        ? [.. Inputs.Select(input => input.Span[Broadcast.Element(input.Shape, Output.Shape, Element)])]
        : null;

    internal static OpOccurrence Of<T>(Op operation, IReadOnlyList<Node<T>> inputs, Node<T> output, int element)
        where T : unmanaged, IFloatingPointIeee754<T> => new(
            operation,
            [.. inputs.Select(input => NdArray.Convert<T, double>(input.Elements))],
            NdArray.Convert<T, double>(output.Elements),
            element,
            typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue);
}
