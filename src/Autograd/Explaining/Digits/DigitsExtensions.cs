using System.Numerics;

namespace Autograd;

/// <summary>Counts right digits in a graph.</summary>
public static class DigitsExtensions
{
    // Which way a number is moved is as good as random, so a few rounds find what one may miss.
    private const int Rounds = 3;

    /// <summary>The count of digits in the graph of a node.</summary>
    /// <param name="output">The node that the graph ends in.</param>
    /// <typeparam name="T">The element type.</typeparam>
    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Finds how many decimal digits are right in the value and in the gradient of every node, and where they were lost: cancellation,
        /// saturation, overflow.
        /// </summary>
        /// <remarks>
        /// A graph of floats is computed again in double and compared. A graph of doubles is computed a few times more, with what goes
        /// into each operation moved by one unit in the last place up or down: digits that change are not right. A whole number that was
        /// given stays, so does an element that an operation has only passed on, and equal ones move alike. Gradients are those of the sum
        /// of the output's elements. Constants are taken as they are, so make a Parameter of what is to be judged.
        /// </remarks>
        /// <returns>The nodes, those with the fewest right digits first; print it.</returns>
        /// <exception cref="GradientException">
        /// This node is a constant, or a parameter was updated since it was read, so that it cannot be computed again.
        /// </exception>
        public DigitsReport<T> DigitsLost()
        {
            ArgumentNullException.ThrowIfNull(output);
            if (!output.RequiresGrad)
            {
                throw new GradientException(
                    $"DigitsLost: {output.Label} is a constant, so nothing of it was recorded: {MissingGradient.WhyConstant(output)}");
            }

            var gradients = ComputationRecord<T>.OfBackward(output).Gradients;
            var again = new Recomputation<T>(output, round: null);
            Recomputation<T>[] moved = typeof(T) == typeof(double)
                ? [.. Enumerable.Range(0, Rounds).Select(round => new Recomputation<T>(output, round))] : [];
            var values = new Dictionary<Node<T>, double>();
            var found = new List<NodeDigits<T>>();
            foreach (var node in TopologicalOrder.Of(output).Where(node => node.RequiresGrad))
            {
                var value = NdArray.Convert<T, double>(node.Elements);
                var (digits, element, better) = RightDigits.Worst<T>(value, again.Values[node], moved.Select(one => one.Values[node]));
                double? ofGradient = gradients.TryGetValue(node, out var gradient) && again.Gradients.TryGetValue(node, out var exact)
                    ? RightDigits.Worst<T>(
                        NdArray.Convert<T, double>(gradient.Elements), exact, moved.Select(one => one.Gradients[node])).Digits
                    : null;
                values[node] = digits;
                var ofInputs = node.Inputs.Select(input => values.GetValueOrDefault(input, RightDigits.Most<T>()));
                found.Add(new(node)
                {
                    Value = digits,
                    Inputs = ofInputs.DefaultIfEmpty(digits).Min(),
                    Gradient = ofGradient,
                    Position = node.Shape.Size == 0 ? [] : new IntList(node.Shape.Position(element)),
                    Computed = node.Shape.Size == 0 ? 0 : value.Span[element],
                    Better = better,
                });
            }

            return new DigitsReport<T>([.. found.OrderBy(node => node.Least).ThenBy(node => node.Node.Id)]);
        }
    }
}
