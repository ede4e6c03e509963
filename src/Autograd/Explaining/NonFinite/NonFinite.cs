using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Finds where NaN and infinity arise: in any graph after the fact, or at once, inside a scope.</summary>
public static class NonFinite
{
    private const int MostTraced = 16;

    /// <summary>
    /// A scope in which the operation, or the rule, that makes NaN or infinity of what is finite throws at once: <c>using
    /// (NonFinite.Throw()) { ... }</c>.
    /// </summary>
    /// <remarks>
    /// For the thread that opens it. Data that is infinite is taken as meant (a mask), data that is NaN is not. It looks at every value, so
    /// it is for finding a mistake; outside of it nothing is looked at. Gradients are judged as a rule returns them: what a strong zero
    /// (<see cref="StrongZeros"/>) keeps out is no fault. Open <see cref="Origins.Capture"/> too, before it, to see the lines of code.
    /// </remarks>
    /// <param name="infinity">Whether infinity is a fault too; else only NaN is, for a model in which log of 0 is masked later.</param>
    public static GraphScope Throw(bool infinity = true) => new(new NonFiniteObserver(infinity));

    /// <summary>The search in the graph of a node.</summary>
    /// <param name="output">The node.</param>
    /// <typeparam name="T">The element type.</typeparam>
    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Finds where NaN or infinity arose in this node's value or, if that is finite, in its gradients: the node that produced it, apart
        /// from those that passed it on, with the element, what it was computed from, the cause in words and a remedy.
        /// </summary>
        /// <remarks>
        /// It works on any graph after the fact. The way is followed element by element, by running operations again on single elements;
        /// the gradients are those of the sum of the elements, by a backward pass that is listened to. An infinity in the data is taken
        /// as meant, and what makes NaN of it is the producer.
        /// </remarks>
        /// <returns>The story; print it.</returns>
        /// <exception cref="GradientException">A parameter was updated since it was read, so there are no gradients to look at.</exception>
        public NonFiniteReport<T> FindNonFinite()
        {
            ArgumentNullException.ThrowIfNull(output);
            var graph = TopologicalOrder.Of(output);
            if (NonFinitePlace<T>.First(output) is { } inValue)
            {
                return NonFiniteStory.Of(
                    $"The value of {output.Label} is {NonFiniteReport<T>.Text(inValue.Value)}", inValue, new ComputationRecord<T>(), graph);
            }

            if (!output.RequiresGrad)
            {
                return new NonFiniteReport<T>($"The value of {output.Label} is finite; it is a constant, so it has no gradients.");
            }

            var record = ComputationRecord<T>.OfBackward(output);
            var wrong = (
                from node in graph
                where (node is Parameter<T> || node.IsWatched) && record.Gradients.ContainsKey(node)
                let place = NonFinitePlace<T>.First(record.Gradients[node])
                where place is not null
                select (Node: node, Place: place.Value)).ToList();
            if (wrong.Count == 0)
            {
                return new NonFiniteReport<T>(
                    $"The value of {output.Label} and its gradients by {graph.OfType<Parameter<T>>().Count()} parameters are finite.");
            }

            // What arose first, on the way to any of them.
            var (first, at) = wrong.Take(MostTraced).MinBy(entry => NonFiniteTrace.Of(entry.Place, record).Producer.Node.Id);
            var others = wrong.Count > 1 ? $" (and by {wrong.Count - 1} more)" : "";
            return NonFiniteStory.Of(
                $"The gradient of {output.Label} by {first.Label}{others} is {NonFiniteReport<T>.Text(at.Value)}", at, record, graph);
        }
    }

    /// <summary>Looks at everything that is made and passed on.</summary>
    private sealed class NonFiniteObserver(bool infinity) : GraphObserver
    {
        private object? _record;
        private long _pass = -1;

        public override void OnMade<T>(Node<T> node, ReadOnlySpan<Node<T>> inputs)
        {
            if (GraphScope.IsOpen(_pass))
            {
                RecordOf<T>().Add(node, inputs);
            }
            else if (IsWrong(node) && !node.Op!.Traits.HasFlag(OpTraits.StretchesInput))
            {
                var record = new ComputationRecord<T>();
                record.Add(node, inputs);
                Judge($"{node.Op!.Name} has made", node, record);
            }
        }

        public override void OnVisited<T>(Node<T> node, Node<T> gradient)
        {
            if (!GraphScope.IsOpen(_pass))
            {
                _pass = GraphScope.Latest;
                _record = null;
                RequireFinite(node);
            }

            var record = RecordOf<T>();
            if (IsWrong(gradient))
            {
                Judge($"Adding up the gradients of {node.LabelAndOrigin} has made", gradient, record);
            }

            record.Forget();
            record.OnVisited(node, gradient);
        }

        public override void OnPassed<T>(Node<T> node, Node<T> input, Node<T> gradient)
        {
            RecordOf<T>().OnPassed(node, input, gradient);
            if (IsWrong(gradient))
            {
                Judge($"The rule of {node.LabelAndOrigin} has made", gradient, RecordOf<T>());
            }
        }

        // An infinity in the data is no mask if the loss itself is infinite.
        private void RequireFinite<T>(Node<T> output)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (output.Shape.Size == 1 && IsWrong(output))
            {
                throw new NonFiniteException(output.FindNonFinite().ToString());
            }
        }

        private bool IsWrong<T>(Node<T> node)
            where T : unmanaged, IFloatingPointIeee754<T> => infinity
                ? !TensorPrimitives.IsFiniteAll<T>(node.Elements.Span)
                : TensorPrimitives.IsNaNAny<T>(node.Elements.Span);

        private ComputationRecord<T> RecordOf<T>()
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (_record is not ComputationRecord<T> record)
            {
                _record = record = new ComputationRecord<T>();
            }

            return record;
        }

        // What only passes on an infinity that was given, or was made where infinity is no fault, is not to blame.
        private static void Judge<T>(string subject, Node<T> node, ComputationRecord<T> record)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var place = NonFinitePlace<T>.First(node)!.Value;
            var origin = NonFiniteTrace.Of(place, record);
            var producer = origin.Producer.Node;
            if (place.IsNaN || producer is Parameter<T> || (origin.Given is null && record.Knows(producer) && producer.Op is not null))
            {
                throw new NonFiniteException(
                    NonFiniteStory.Of($"{subject} {NonFiniteReport<T>.Text(place.Value)}", place, record, [node]).ToString());
            }
        }
    }
}
