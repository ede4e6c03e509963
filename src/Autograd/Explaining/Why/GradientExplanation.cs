using System.Numerics;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>Why a gradient is what it is: what each use of the node gave, and where it was cut.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GradientExplanation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Listed = 8;

    internal GradientExplanation(Node<T> output, Node<T> node) => (Output, Node) = (output, node);

    /// <summary>The node that is differentiated.</summary>
    public Node<T> Output { get; }

    /// <summary>The node whose gradient is explained.</summary>
    public Node<T> Node { get; }

    /// <summary>The gradient of the sum of the output's elements; null if there is none.</summary>
    public Node<T>? Gradient { get; internal init; }

    /// <summary>What each use of the node gave; the gradient is their sum. Empty if there is none, and for the output itself.</summary>
    public IReadOnlyList<GradientTerm<T>> Terms { get; internal init; } = [];

    /// <summary>
    /// Where the gradient, or a term of it that is 0, was cut: by operations that get a gradient and pass on none. Where the path itself
    /// is missing, <see cref="Missing"/> says why. Those that the gradient meets first come first, then those behind them.
    /// </summary>
    public IReadOnlyList<GradientCut<T>> Cuts { get; internal init; } = [];

    /// <summary>Why there is no gradient at all: a StopGradient, a constant, an integer index, recording off; else null.</summary>
    public string? Missing { get; internal init; }

    /// <summary>Whether there is a gradient and all its elements are 0.</summary>
    public bool IsZero => Gradient is not null && !Gradient.Elements.Span.ContainsAnyExcept(T.Zero);

    /// <summary>What else there is to say: rows or columns of a gradient that are 0, how it has shrunk.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The explanation in a few lines.</summary>
    public override string ToString()
    {
        if (Gradient is null)
        {
            return Missing!;
        }

        var text = new StringBuilder($"The gradient of {Output.Label} by {Node.LabelAndOrigin} is {Describe(Gradient)}");
        text.Append(Terms.Count switch
        {
            0 => ".",
            1 => $", from {Terms[0].Consumer.LabelAndOrigin} alone.",
            var count => Invariant($", the sum of {count} terms:"),
        });
        foreach (var (i, term) in (Terms.Count > 1 ? Terms.Take(Listed) : []).Index())
        {
            text.Append(Invariant($"\n  {i + 1}. from {term.Consumer.LabelAndOrigin}: "))
                .Append(term.Gradient is null ? "none, because the derivative is 0" : Describe(term.Gradient));
        }

        if (Terms.Count > Listed)
        {
            text.Append(Invariant($"\n  and {Terms.Count - Listed} more"));
        }

        foreach (var cut in Cuts.Take(Listed))
        {
            text.Append(cut.IsBehind ? "\n  Without that it would be cut at " : "\n  It is cut at ")
                .Append(cut.Node.LabelAndOrigin).Append(": ").Append(cut.Cause).Append('.')
                .Append(cut.Remedy is null ? "" : $" {cut.Remedy}");
        }

        if (Cuts.Count > Listed)
        {
            text.Append(Invariant($"\n  and at {Cuts.Count - Listed} more nodes"));
        }

        foreach (var note in Notes)
        {
            text.Append("\n  ").Append(note);
        }

        return text.ToString();
    }

    private static string Describe(Node<T> gradient)
    {
        var elements = NdArray.Convert<T, double>(gradient.Elements).ToArray();
        if (elements.Length == 1)
        {
            return Causes.Number(elements[0]);
        }

        var zeros = elements.Count(element => element == 0);
        return elements.Length == 0 ? "empty"
            : zeros == elements.Length ? Invariant($"0 in all {zeros} elements")
            : elements.Distinct().Count() == 1 ? Invariant($"{Causes.Number(elements[0])} in all {elements.Length} elements")
            : Invariant($"from {Causes.Number(elements.Min())} to {Causes.Number(elements.Max())}")
                + (zeros > 0 ? Invariant($" (0 in {zeros} of {elements.Length} elements)") : "");
    }
}
