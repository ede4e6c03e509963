using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>A node whose rule does not agree with differences of its own Forward.</summary>
/// <param name="Operation">The operation that made the node.</param>
/// <param name="Name">The name that the user gave the node, or null.</param>
/// <param name="Origin">The line of code that made the node, if it was made inside <see cref="Origins.Capture"/>; else null.</param>
/// <param name="Shape">The shape of the node.</param>
/// <param name="Report">The check of the node; null if its rule could not be run.</param>
public sealed record NodeSuspect(string Operation, string? Name, string? Origin, Shape Shape, GradientReport? Report)
{
    internal NodeSuspect(string operation, string? name, string? origin, Shape shape, GradientReport? report, string place, string finding)
        : this(operation, name, origin, shape, report) => (Place, Finding) = (place, finding);

    /// <summary>What is wrong, in words.</summary>
    public string Finding { get; } = "";

    internal string Place { get; } = "";

    /// <summary>A rule that throws comes first, then the lowest order that is wrong: a second derivative is also made of other rules.</summary>
    internal int Rank => Report?.LowestWrongOrder() ?? 0;

    internal double RelativeError => Report?.Worst is { RelativeError: var error } && !double.IsNaN(error) ? error : double.PositiveInfinity;

    /// <summary>The node, where it was made, and what is wrong with it.</summary>
    public override string ToString() => $"{Place}\n{Finding}".ReplaceLineEndings("\n     ");
}

/// <summary>What a check of a graph, node by node, found.</summary>
public sealed class NodeCheckReport
{
    private const int Listed = 5;

    internal NodeCheckReport(int nodes, int tried, IReadOnlyList<NodeSuspect> suspects, IReadOnlyList<string> leftOut) =>
        (Nodes, Checked, NotChecked, Suspects, LeftOut) = (nodes, tried - leftOut.Count, nodes - tried, suspects, leftOut);

    /// <summary>The number of nodes that an operation made.</summary>
    public int Nodes { get; }

    /// <summary>The number of them that were checked.</summary>
    public int Checked { get; }

    /// <summary>The number of them that were not checked because the time budget ran out.</summary>
    public int NotChecked { get; }

    /// <summary>The nodes that could not be checked, and why: the value is not finite, for instance.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The nodes whose rule is wrong, the worst first.</summary>
    public IReadOnlyList<NodeSuspect> Suspects { get; }

    /// <summary>Whether something was checked and no node is suspect.</summary>
    public bool Passed => Suspects.Count == 0 && Checked > 0;

    /// <summary>Returns this report if the check passed.</summary>
    /// <exception cref="GradientCheckException">It did not; the message is the report.</exception>
    public NodeCheckReport ShouldPass() => Passed ? this : throw new GradientCheckException(ToString());

    /// <summary>The verdict, the suspects with the lines that made them, and what was left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder((Suspects.Count, Checked) switch
        {
            (0, 0) => $"Node check undecided: none of {Nodes} nodes could be checked.",
            (0, _) => $"Node check passed: the rules of {Checked} of {Nodes} nodes agree with differences of their own Forward.",
            _ => $"Node check failed: {Suspects.Count} of {Checked} nodes checked, of {Nodes} in the graph, have a wrong rule.",
        });
        foreach (var (suspect, number) in Suspects.Take(Listed).Select((suspect, i) => (suspect, i + 1)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {number}. {suspect}");
        }

        if (Suspects.Count > Listed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {Suspects.Count - Listed} more");
        }

        if (Suspects.Any(suspect => suspect.Origin is null))
        {
            text.Append("\n  Compute the graph inside Origins.Capture() to see the lines that made them.");
        }

        if (NotChecked > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  The time budget ran out: {NotChecked} nodes were not checked. One of each operation and shapes goes first.");
        }

        foreach (var leftOut in LeftOut.Take(Listed))
        {
            text.Append("\n  Not checked: ").Append(leftOut);
        }

        return LeftOut.Count > Listed ? text.Append(CultureInfo.InvariantCulture, $"\n  and {LeftOut.Count - Listed} more not checked").ToString() : text.ToString();
    }
}
