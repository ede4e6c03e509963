using System.Diagnostics;
using System.Numerics;

namespace Autograd;

/// <summary>The check of a graph, node by node.</summary>
internal static class NodeCheck
{
    // A value that changes by a slope changes half as much in half a step; one that jumps changes as much.
    private const double JumpRatio = 0.9;
    private const double JumpStep = 1e-4;

    public static NodeCheckReport Run<T>(Node<T> output, GradientCheckOptions options, long oldest = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var clock = Stopwatch.StartNew();
        using var recorded = Recording.On();
        var nodes = TopologicalOrder.Of(output, oldest).Where(node => node.InputCount > 0).ToList();
        if (nodes.Count == 0)
        {
            throw new GradientException(
                $"CheckNodes: {output.Label} was made by no operation, so there is nothing to check. Give the node that a model ends in.");
        }

        var (suspects, verdicts) = (new List<NodeSuspect>(), new Dictionary<long, NodeVerdict>());
        foreach (var node in OneOfEachKindFirst(nodes))
        {
            if (verdicts.Count > 0 && clock.Elapsed >= options.TimeBudget)
            {
                break;
            }

            options.Progress?.Report(new GradientCheckProgress(verdicts.Count, nodes.Count));
            for (var i = 0; i < node.InputCount; i++)
            {
                (node.InputAt(i) as Parameter<T>)?.RequireUnchangedSince(node, output);
            }

            verdicts[node.Id] = new NodeVerdict(true, "");
            if (FindFault(node, options with { TimeBudget = null, Progress = null, IsOfOneNode = true }, LeaveOut) is { } suspect)
            {
                suspects.Add(suspect);
                verdicts[node.Id] = new NodeVerdict(false, suspect.Finding);
            }

            void LeaveOut(string why) => verdicts[node.Id] = new NodeVerdict(null, $"{node.LabelAndOrigin}: {why}");
        }

        NodeSuspect[] worstFirst = [.. suspects.OrderBy(suspect => suspect.Rank).ThenByDescending(suspect => suspect.RelativeError)];
        return new NodeCheckReport(nodes.Count, verdicts, worstFirst);
    }

    private static IEnumerable<Node<T>> OneOfEachKindFirst<T>(List<Node<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T> => nodes
            .GroupBy(node => (node.Op, string.Join(' ', node.Inputs.Select(input => $"{input.Shape}{input.RequiresGrad}"))))
            .SelectMany(kind => kind.Select((node, turn) => (Node: node, Turn: turn)))
            .OrderBy(entry => entry.Turn)
            .Select(entry => entry.Node);

    // The node, if its rule is wrong. If it cannot be checked, it is left out, for a reason.
    private static NodeSuspect? FindFault<T>(Node<T> node, GradientCheckOptions options, Action<string> leaveOut)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = node.Inputs.Select(input => NdArray.Convert<T, double>(input.Value)).ToArray();
        if (node.Shape.Size == 0)
        {
            return LeaveOut("it has no elements");
        }

        bool[] hasGradient;
        try
        {
            hasGradient = HasGradient(node.Op!, values);
        }
        catch (Exception exception)
        {
            return Suspect(null, $"Its rule threw {exception.GetType().Name}: {exception.Message}");
        }

        var moved = Enumerable.Range(0, values.Length)
            .Where(i => node.InputAt(i).RequiresGrad && values[i].Size > 0 && (hasGradient[i] || !Jumps(node.Op!, values, i)))
            .ToArray();
        if (moved.Length == 0)
        {
            return LeaveOut("its value jumps with every input that is not a constant");
        }

        try
        {
            var report = GradientCheck.Of(
                inputs => Apply(node.Op!, values, moved, inputs), Array.ConvertAll(moved, i => values[i]), options);

            // Where one node is several inputs, the rule is given it as such too.
            int[] distinct = [.. moved.DistinctBy(i => node.InputAt(i))];
            if (distinct.Length < moved.Length && !report.HasMistake)
            {
                report = GradientCheck.Of(
                    inputs => Apply(node.Op!, values, moved, [.. moved.Select(i =>
                        inputs[Array.FindIndex(distinct, first => ReferenceEquals(node.InputAt(first), node.InputAt(i)))])]),
                    Array.ConvertAll(distinct, i => values[i]),
                    options);
            }

            return report switch
            {
                { HasMistake: true } => Suspect(report, report.ToString()),
                { Passed: true } => null,
                _ => LeaveOut(report.ToString()),
            };
        }
        catch (ArgumentException exception)
        {
            return LeaveOut(exception.Message);
        }

        NodeSuspect Suspect(GradientReport? report, string finding) =>
            new(node.LabelAndOrigin, node.Op!.Name, node.Shape, report, finding) { Name = node.Name, Origin = node.Origin };

        NodeSuspect? LeaveOut(string why)
        {
            leaveOut(why);
            return null;
        }
    }

    private static Node<double> Apply(Op op, NdArray<double>[] values, int[] moved, IReadOnlyList<Node<double>> inputs)
    {
        var all = Array.ConvertAll(values, Node.Constant);
        for (var i = 0; i < moved.Length; i++)
        {
            all[moved[i]] = inputs[i];
        }

        return op.Apply<double>(all);
    }

    private static bool[] HasGradient(Op op, NdArray<double>[] values)
    {
        Node<double>[] parameters = Array.ConvertAll(values, value => new Parameter<double>(value));
        var output = op.Apply<double>(parameters);
        var gradients = output.Backward(seed: Node.Constant(NdArray.Ones<double>(output.Shape)));
        return Array.ConvertAll(parameters, parameter => gradients[parameter].Span.ContainsAnyExcept(0));
    }

    private static bool Jumps(Op op, NdArray<double>[] values, int input)
    {
        var random = new Random(1);
        var direction = Array.ConvertAll(values[input].ToArray(), _ => random.Next(2) == 0 ? -1.0 : 1.0);
        var here = At(0);
        return Jump(JumpStep) || Jump(-JumpStep);

        bool Jump(double step) => Change(step) is > 0 and var whole && Change(step / 2) > JumpRatio * whole;

        double Change(double step) => At(step).Zip(here, (a, b) => Math.Abs(a - b)).Max();

        double[] At(double step)
        {
            var all = Array.ConvertAll(values, Node.Constant);
            var next = 0;
            all[input] = Node.Constant(NdArray.Generate(values[input].Shape, () => values[input].Span[next] + (step * direction[next++])));
            return op.Apply<double>(all).Value.ToArray();
        }
    }
}
