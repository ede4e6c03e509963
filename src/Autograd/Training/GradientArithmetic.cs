using System.Numerics;
using System.Numerics.Tensors;
using static System.FormattableString;

namespace Autograd;

/// <summary>What is done to gradients between the backward pass and the optimizer: averaged, clipped, chosen.</summary>
/// <remarks>
/// Each makes new gradients, whose values are constants: to differentiate further, calculate with the nodes themselves. Several
/// micro-batches, or several workers, are averaged by <c>(first + second) / 2</c>.
/// </remarks>
public static class GradientArithmetic
{
    // So many squares are summed in T, and these sums in double: as fast as the one, nearly as exact as the other.
    private const int Block = 1024;

    extension<T>(Gradients<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The sum: the gradient of the sum of both outputs. A node that is in one alone has its gradient there.</summary>
        /// <param name="x">Gradients.</param>
        /// <param name="y">Others, mostly by the same nodes.</param>
        public static Gradients<T> operator +(Gradients<T> x, Gradients<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            (x, y) = (x.Kept(), y.Kept());
            var sums = x.Select(pair => y.TryGetValue(pair.Key, out var other)
                ? KeyValuePair.Create<Node<T>, Node<T>>(pair.Key, Sum(pair.Value, other))
                : pair);
            return new(sums.Concat(y.Where(pair => !x.ContainsKey(pair.Key)))) { AreChosen = x.AreChosen && y.AreChosen };
        }

        /// <summary>Each gradient times a number.</summary>
        /// <param name="x">The gradients.</param>
        /// <param name="factor">The number, rounded to <typeparamref name="T"/>.</param>
        public static Gradients<T> operator *(Gradients<T> x, double factor)
        {
            ArgumentNullException.ThrowIfNull(x);
            var rounded = T.CreateChecked(factor);
            return x.Map((from, to) => TensorPrimitives.Multiply(from, rounded, to));
        }

        /// <inheritdoc cref="extension{T}(Gradients{T}).op_Multiply(Gradients{T}, double)"/>
        public static Gradients<T> operator *(double factor, Gradients<T> x) => x * factor;

        /// <summary>Each gradient divided by a number: the mean of as many that were added.</summary>
        /// <param name="x">The gradients.</param>
        /// <param name="divisor">The number, rounded to <typeparamref name="T"/>.</param>
        public static Gradients<T> operator /(Gradients<T> x, double divisor)
        {
            ArgumentNullException.ThrowIfNull(x);
            var rounded = T.CreateChecked(divisor);
            return x.Map((from, to) => TensorPrimitives.Divide(from, rounded, to));
        }

        /// <summary>
        /// The Euclidean norm of all elements together: the square root of the sum of their squares. Watched nodes of a pass by all
        /// parameters do not count.
        /// </summary>
        /// <returns>0 if there are no elements; infinity or NaN if an element is. No square overflows on the way.</returns>
        public double Norm()
        {
            var squares = gradients.Counted().Sum(gradient => SumOfSquares(gradient.Span));
            return squares > SmallestSum<T>() && squares < double.PositiveInfinity ? Math.Sqrt(squares) : ScaledNorm(gradients.Counted());
        }

        /// <summary>
        /// The gradients, shrunk by one factor if their <see cref="Norm{T}"/> is larger than a bound, so that it becomes the bound:
        /// g min(1, bound / norm). The direction stays (Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural
        /// networks, 2013).
        /// </summary>
        /// <param name="bound">The largest norm, above 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">The bound is not above 0.</exception>
        /// <exception cref="GradientException">An element is NaN or infinite, so that there is no direction.</exception>
        public Gradients<T> ClipNorm(double bound)
        {
            RequirePositive(bound, nameof(ClipNorm));
            var norm = gradients.Norm();
            if (norm <= bound)
            {
                return gradients.Kept();
            }

            foreach (var (node, gradient) in gradients)
            {
                StepChecks.RequireFinite(nameof(ClipNorm), node, gradient.Span);
            }

            // Where even the norm overflows, the direction is that of a small multiple.
            return double.IsFinite(norm) ? gradients * (bound / norm) : (gradients * Math.ScaleB(1, -600)).ClipNorm(bound);
        }

        /// <summary>The gradients with every element brought between -bound and bound: min(max(g, -bound), bound). NaN stays NaN.</summary>
        /// <param name="bound">The largest magnitude, above 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">The bound is not above 0.</exception>
        public Gradients<T> ClipValue(double bound)
        {
            RequirePositive(bound, nameof(ClipValue));
            var rounded = T.CreateChecked(bound);
            return gradients.Map((from, to) =>
            {
                TensorPrimitives.Min(from, rounded, to);
                TensorPrimitives.Max(to, -rounded, to);
            });
        }

        /// <summary>The gradients by some of the nodes: what an optimizer of a part of the parameters is given.</summary>
        /// <param name="nodes">The nodes, in the order of the result.</param>
        /// <exception cref="GradientException">There is no gradient by one of them.</exception>
        public Gradients<T> Only(IEnumerable<Node<T>> nodes)
        {
            ArgumentNullException.ThrowIfNull(gradients);
            ArgumentNullException.ThrowIfNull(nodes);
            var kept = gradients.Kept();
            return new(nodes.Distinct().Select(node => KeyValuePair.Create(node, kept[node])));
        }

        // What a replay writes anew is copied.
        private Gradients<T> Kept() =>
            gradients.Values.Any(gradient => gradient is LiveNode<T>) ? gradients.Map((from, to) => from.CopyTo(to)) : gradients;

        // A watched node is looked at; what is trained are the parameters.
        private IEnumerable<Node<T>> Counted() => gradients
            .Where(pair => gradients.AreChosen || pair.Key is Parameter<T>)
            .Select(pair => pair.Value);

        private Gradients<T> Map(Change<T> change)
        {
            var changed = gradients.ToDictionary(pair => pair.Key, pair => (Node<T>)NdArray.Zeros<T>(pair.Key.Shape));
            foreach (var (node, gradient) in gradients)
            {
                change(gradient.Span, changed[node].Writable);
            }

            return new(changed) { AreChosen = gradients.AreChosen };
        }
    }

    private delegate void Change<T>(ReadOnlySpan<T> from, Span<T> to);

    private static NdArray<T> Sum<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = NdArray.Zeros<T>(x.Shape);
        TensorPrimitives.Add(x.Span, y.Span, sum.Writable);
        return sum;
    }

    private static double SumOfSquares<T>(ReadOnlySpan<T> elements)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var start = 0; start < elements.Length; start += Block)
        {
            var block = elements.Slice(start, Math.Min(Block, elements.Length - start));
            sum += double.CreateChecked(TensorPrimitives.SumOfSquares(block));
        }

        return sum;
    }

    // A smaller sum of squares may have lost some that are too small for T.
    private static double SmallestSum<T>() => typeof(T) == typeof(float) ? 1e-28 : 1e-280;

    private static double ScaledNorm<T>(IEnumerable<Node<T>> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] magnitudes =
            [.. gradients.SelectMany(gradient => gradient.Value.ToArray(), (_, x) => Math.Abs(double.CreateChecked(x)))];
        var largest = magnitudes.DefaultIfEmpty().Max();
        return largest is 0 or double.PositiveInfinity || magnitudes.Any(double.IsNaN)
            ? magnitudes.Sum() : largest * Math.Sqrt(magnitudes.Sum(x => x / largest * (x / largest)));
    }

    private static void RequirePositive(double bound, string method)
    {
        if (!(bound > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, Invariant($"{method}: the bound is {bound}; it must be above 0."));
        }
    }
}
