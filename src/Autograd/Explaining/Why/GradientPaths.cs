using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Follows a gradient from a node to the output, and finds where it is cut.</summary>
internal sealed class GradientPaths<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // What an operation element by element passes on when it is flat for practical purposes, as a part of what it gets.
    private const double Flat = 1e-6;

    // What rounding leaves of a gradient that is 0 in theory.
    private static readonly double s_rounding = 64 * double.CreateChecked(T.BitIncrement(T.One) - T.One);

    // Below that a number has fewer digits, or none.
    private static readonly double s_underflow = typeof(T) == typeof(float) ? 1.2e-38 : 2.3e-308;

    private readonly ComputationRecord<T> _record;
    private readonly ILookup<Node<T>, Node<T>> _consumers;

    public GradientPaths(Node<T> output, NdArray<T>? seed = null)
    {
        _record = ComputationRecord<T>.OfBackward(output, seed);
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
                    yield return given < s_underflow
                        ? new(consumer, next, $"it gets a gradient of at most {Causes.Number(given)}, and nothing is left of it", null)
                        : Explain(consumer, next, passed is null ? double.NaN : passed.Value / given);
                }
                else if (seen.Add(consumer))
                {
                    waiting.Enqueue(consumer);
                }
            }
        }
    }

    /// <summary>Where the gradient of a node would be cut too if it came through a cut.</summary>
    public static IEnumerable<GradientCut<T>> CutsBehind(GradientCut<T> cut, Node<T> node)
    {
        if (cut.Input == node || !cut.Input.RequiresGrad)
        {
            return [];
        }

        // Not ones: the gradient of a sum is 0 behind a softmax, for instance.
        var random = new Random(1);
        var seed = new T[cut.Input.Shape.Size];
        foreach (ref var element in seed.AsSpan())
        {
            element = T.CreateChecked(random.NextDouble() + 0.5);
        }

        var paths = new GradientPaths<T>(cut.Input, new NdArray<T>(cut.Input.Shape, seed));
        return paths.Graph.Contains(node)
            ? paths.CutsBefore(node, onlyZeros: false).Select(behind => behind with { IsBehind = true })
            : [];
    }

    /// <summary>How a gradient that no operation cuts has become as small as it is, in words.</summary>
    public string Shrinking(Node<T> node)
    {
        var (count, least, at) = (0, double.PositiveInfinity, node);
        for (var next = node; _consumers[next].Any(); count++)
        {
            var consumer = _consumers[next].MaxBy(one => Passed(one, next) ?? 0)!;
            var ratio = (Passed(consumer, next) ?? 0) / Largest(_record.Gradients.GetValueOrDefault(consumer));
            (least, at) = ratio < least ? (ratio, consumer) : (least, at);
            next = consumer;
        }

        return Invariant($"No operation cuts it: it shrinks to {Causes.Number(Largest(GradientOf(node)))} over {count} operations, ")
            + Invariant($"most at {at.LabelAndOrigin}, which passes on {least:G2} of what it gets. Scale the loss, start with larger ")
            + "weights, or shorten the way: Relu, residual connections, a normalization.";
    }

    /// <summary>The operations after a node that pass on zeros where they got none, so that parts of its gradient are 0.</summary>
    public IEnumerable<GradientCut<T>> PartsCutBefore(Node<T> node)
    {
        var behind = new HashSet<Node<T>> { node };

        // Made of it element by element, so that a part of it is a part of the node.
        var straight = new HashSet<Node<T>> { node };
        foreach (var consumer in Graph.Where(consumer => consumer.Inputs.Any(behind.Contains)))
        {
            behind.Add(consumer);
            if (consumer.Op is IElementwise && consumer.Inputs.Any(straight.Contains))
            {
                straight.Add(consumer);
            }

            foreach (var input in consumer.Inputs.Where(behind.Contains).Distinct())
            {
                if (consumer.Op is IReadsIndices op && straight.Contains(input))
                {
                    yield return new(consumer, input, $"its {op.IndexArgument} does not pick all of it", null);
                }
                else if (consumer.Op is Slice && straight.Contains(input))
                {
                    yield return new(consumer, input, "it is a part of it, and the rest gets nothing from it", null);
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
        passed is not > 0 || passed < (consumer.Op is IElementwise ? Flat : s_rounding) * given;

    private GradientCut<T> Explain(Node<T> node, Node<T> input, double ratio)
    {
        var inside = (
            from made in _record.InsideRuleOf(node)
            where Largest(GradientOf(made)) > 0
            from read in made.Inputs
            where Passed(made, read) == 0
            select (Made: made, Read: read)).FirstOrDefault();
        if (inside.Made is not null)
        {
            var cut = Explain(inside.Made, inside.Read, ratio: 0);
            return new(node, input, $"inside it, at {inside.Made.Label}: {cut.Cause}", cut.Remedy);
        }

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
