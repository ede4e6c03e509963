using System.Numerics;

namespace Autograd;

/// <summary>Follows a gradient from a node to the output, and finds where it is cut.</summary>
internal sealed class GradientPaths<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // What an operation element by element passes on when it is flat for practical purposes, as a part of what it gets.
    private const double Flat = 1e-6;

    private readonly ComputationRecord<T> _record;
    private readonly ILookup<Node<T>, Node<T>> _consumers;

    public GradientPaths(Node<T> output)
    {
        _record = ComputationRecord<T>.OfBackward(output);
        Graph = TopologicalOrder.Of(output);
        _consumers = Graph.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node)))
            .ToLookup(arc => arc.input, arc => arc.node);
    }

    public IReadOnlyList<Node<T>> Graph { get; }

    /// <summary>The gradient of a node of the graph: zeros, if no rule has returned one on the way.</summary>
    public Node<T> GradientOf(Node<T> node) =>
        _record.Gradients.GetValueOrDefault(node) ?? Node.Constant(NdArray.Zeros<T>(node.Shape));

    /// <summary>What each use of a node gave to its gradient.</summary>
    public IEnumerable<GradientTerm<T>> TermsOf(Node<T> node) =>
        from consumer in _consumers[node]
        from gradient in _record.Passed.GetValueOrDefault((consumer, node))?.Cast<Node<T>?>() ?? [null]
        select new GradientTerm<T>(consumer, gradient);

    /// <summary>Where the gradient of a node is cut, or made almost nothing, on its way from the output.</summary>
    /// <param name="node">The node.</param>
    /// <param name="onlyZeros">Whether only the uses that give 0 are followed.</param>
    public IEnumerable<GradientCut<T>> CutsBefore(Node<T> node, bool onlyZeros)
    {
        var terms = _consumers[node].Select(consumer => Passed(consumer, node));
        if (terms.Any(passed => passed > 0) && Largest(GradientOf(node)) == 0)
        {
            yield return new(node, node, "its uses give what adds up to 0: they cancel each other", null);
            yield break;
        }

        var seen = new HashSet<Node<T>> { node };
        var waiting = new Queue<Node<T>>([node]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var consumer in _consumers[next])
            {
                var (given, passed) = (Largest(_record.Gradients.GetValueOrDefault(consumer)), Passed(consumer, next));
                if (onlyZeros && passed > 0)
                {
                    continue;
                }

                if (given > 0 && IsCut(consumer, passed, given))
                {
                    yield return Explain(consumer, next, passed is null ? double.NaN : passed.Value / given);
                }
                else if (seen.Add(consumer))
                {
                    waiting.Enqueue(consumer);
                }
            }
        }
    }

    /// <summary>The operations after a node that pass on zeros where they got none, so that parts of its gradient are 0.</summary>
    public IEnumerable<GradientCut<T>> PartsCutBefore(Node<T> node)
    {
        var behind = new HashSet<Node<T>> { node };
        foreach (var consumer in Graph.Where(consumer => consumer.Inputs.Any(behind.Contains)))
        {
            behind.Add(consumer);
            foreach (var input in consumer.Inputs.Where(behind.Contains).Distinct())
            {
                if (consumer.Op is IReadsIndices op)
                {
                    yield return new(consumer, input, $"its {op.IndexArgument} does not pick all of it", null);
                }
                else if (_record.Gradients.TryGetValue(consumer, out var given)
                    && TermsOf(input).FirstOrDefault(term => term.Consumer == consumer)?.Gradient is { } passed
                    && consumer.Op is IElementwise && Zeros(passed) > Zeros(given) && passed.Shape == given.Shape)
                {
                    yield return Explain(consumer, input, ratio: 0);
                }
            }
        }
    }

    private static bool IsCut(Node<T> consumer, double? passed, double given) =>
        passed is not > 0 || (consumer.Op is IElementwise && passed < Flat * given);

    private GradientCut<T> Explain(Node<T> node, Node<T> input, double ratio)
    {
        var occurrence = OpOccurrence.Of(node.Op!, [.. node.Inputs], node, 0);
        var explanation = Causes.OfNoGradient(
            occurrence, node.Inputs.ToList().IndexOf(input), NdArray.Convert<T, double>(GradientOf(node).Elements), ratio);
        return new(node, input, explanation.Cause, explanation.Remedy);
    }

    private double? Passed(Node<T> consumer, Node<T> input) => _record.Passed.TryGetValue((consumer, input), out var gradients)
        ? gradients.Max(gradient => Largest(gradient)) : null;

    /// <summary>The largest element in size; 0 if there is none.</summary>
    public static double Largest(Node<T>? gradient)
    {
        var largest = 0.0;
        foreach (var element in gradient is null ? default : gradient.Elements.Span)
        {
            // NaN is something, too.
            var size = T.IsNaN(element) ? double.PositiveInfinity : double.CreateChecked(T.Abs(element));
            largest = Math.Max(largest, size);
        }

        return largest;
    }

    private static int Zeros(Node<T> gradient)
    {
        var zeros = 0;
        foreach (var element in gradient.Elements.Span)
        {
            zeros += element == T.Zero ? 1 : 0;
        }

        return zeros;
    }
}
