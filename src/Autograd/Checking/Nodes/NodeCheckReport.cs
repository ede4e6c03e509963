using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>A node whose rule does not agree with differences of its own Forward.</summary>
public sealed record NodeSuspect
{
    private readonly string _description;

    internal NodeSuspect(string description, string operation, Shape shape, GradientReport? report, string finding) =>
        (_description, Operation, Shape, Report, Finding) = (description, operation, shape, report, finding);

    /// <summary>The operation that made the node.</summary>
    public string Operation { get; }

    /// <summary>The name that the user gave the node, or null.</summary>
    public string? Name { get; internal init; }

    /// <summary>The line of code that made the node, if it was made inside <see cref="Origins.Capture"/>; else null.</summary>
    public string? Origin { get; internal init; }

    /// <summary>The shape of the node.</summary>
    public Shape Shape { get; }

    /// <summary>The check of the node; null if its rule could not be run.</summary>
    public GradientReport? Report { get; }

    /// <summary>What is wrong, in words.</summary>
    public string Finding { get; }

    /// <summary>A rule that throws comes first, then the lowest wrong order: a second derivative is also made of other rules.</summary>
    internal int Rank => Report?.LowestWrongOrder ?? 0;

    internal double RelativeError =>
        Report?.Worst is { RelativeError: var error } && !double.IsNaN(error) ? error : double.PositiveInfinity;

    /// <summary>The node, where it was made, and what is wrong with it.</summary>
    public override string ToString() => $"{_description}\n{Finding}".ReplaceLineEndings("\n     ");
}

/// <summary>What the check of one node found.</summary>
/// <param name="IsRight">Whether its rule is right; null if it could not be checked.</param>
/// <param name="Finding">What is wrong, or why it could not be checked; empty for a right one.</param>
internal readonly record struct NodeVerdict(bool? IsRight, string Finding);

/// <summary>What a check of a graph, node by node, found.</summary>
public sealed class NodeCheckReport
{
    private const int Listed = 5;

    internal NodeCheckReport(int nodes, IReadOnlyDictionary<long, NodeVerdict> verdicts, IReadOnlyList<NodeSuspect> suspects)
    {
        (Nodes, NotChecked, Suspects, Verdicts) = (nodes, nodes - verdicts.Count, suspects, verdicts);
        LeftOut = [.. verdicts.Values.Where(verdict => verdict.IsRight is null).Select(verdict => verdict.Finding)];
        Checked = verdicts.Count - LeftOut.Count;
    }

    /// <summary>The number of nodes that an operation made.</summary>
    public int Nodes { get; }

    /// <summary>The number of them that were checked.</summary>
    public int Checked { get; }

    /// <summary>The number of them that were not checked because the time budget ran out.</summary>
    public int NotChecked { get; }

    /// <summary>What was found of each node that was tried, by the number of the node.</summary>
    internal IReadOnlyDictionary<long, NodeVerdict> Verdicts { get; }

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
        foreach (var (i, suspect) in Suspects.Take(Listed).Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {i + 1}. {suspect}");
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
            text.Append(CultureInfo.InvariantCulture, $"\n  The time budget ran out: {NotChecked} nodes were not checked. ");
            text.Append("One of each operation and shapes goes first.");
        }

        foreach (var leftOut in LeftOut.Take(Listed))
        {
            text.Append("\n  Not checked: ").Append(leftOut);
        }

        if (LeftOut.Count > Listed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {LeftOut.Count - Listed} more not checked");
        }

        return text.ToString();
    }
}
