using System.Numerics;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>Where a NaN or an infinity arose, and why: what <see cref="NonFinite"/> finds.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class NonFiniteReport<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Listed = 4;

    internal NonFiniteReport(string subject) => Subject = subject;

    /// <summary>Whether there is a NaN or an infinity.</summary>
    public bool IsFound => Producer is not null;

    /// <summary>Whether it arose in the backward pass, in the rule of <see cref="Producer"/>; else in its Forward.</summary>
    public bool IsInBackward { get; internal init; }

    /// <summary>
    /// The node that produced it: what went in was finite, or an infinity that was given as data. It may be a leaf: a parameter that is NaN
    /// already, or data. Null if all is finite.
    /// </summary>
    public Node<T>? Producer { get; internal init; }

    /// <summary>The index of the first such element, in the node or, in a rule, in what the rule computed.</summary>
    public IntList Position { get; internal init; }

    /// <summary>The element.</summary>
    public T Result { get; internal init; }

    /// <summary>The elements that it was computed from, if an operation element by element produced it; else none.</summary>
    public IReadOnlyList<double> Inputs { get; internal init; } = [];

    /// <summary>Why, in words: <c>log of 0 at [3, 1]</c>. Empty if all is finite.</summary>
    public string Cause { get; internal init; } = "";

    /// <summary>What to do; null if there is nothing to say.</summary>
    public string? Remedy { get; internal init; }

    /// <summary>The nodes that passed it on, from the producer to the output (in the backward pass, to the parameter).</summary>
    public IReadOnlyList<Node<T>> PassedOn { get; internal init; } = [];

    /// <summary>What was looked at, and what it is.</summary>
    internal string Subject { get; }

    /// <summary>What else there is to say: where an infinity became NaN, what was given, which weights have grown.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The whole story, in a few lines.</summary>
    public override string ToString()
    {
        if (Producer is not { } producer)
        {
            return Subject;
        }

        var text = new StringBuilder($"{Subject}: {Cause}.");
        var met = Inputs.Count == 0 ? "" : $" of {string.Join(" and ", Inputs.Select(Causes.Number))}";
        text.Append("\n  ").Append(producer.Op is null ? $"It is in {producer.LabelAndOrigin}."
            : $"It arose in {(IsInBackward ? "the rule of " : "")}{producer.LabelAndOrigin}, which made {Text(Result)}{met}.");
        foreach (var note in Notes)
        {
            text.Append("\n  ").Append(note);
        }

        if (PassedOn.Count > 0)
        {
            var more = PassedOn.Count > Listed ? Invariant($" and {PassedOn.Count - Listed} more") : "";
            text.Append("\n  It was passed on by ").AppendJoin(", ", PassedOn.Take(Listed).Select(node => node.LabelAndOrigin)).Append(more)
                .Append('.');
        }

        if (Remedy is not null)
        {
            text.Append("\n  ").Append(Remedy);
        }

        if (producer is { Op: not null, Origin: null })
        {
            text.Append("\n  Compute the graph inside Origins.Capture() to see the lines of code.");
        }

        return text.ToString();
    }

    internal static string Text(T number) => Causes.Number(double.CreateChecked(number));
}
