using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y_n = -x_n[label_n] for each row x_n of log-probabilities: the negative log-likelihood of a class.</summary>
        /// <remarks>
        /// The gradient of x is -grad at the label and a strong zero elsewhere (<see cref="StrongZeros"/>). Classes run along
        /// the last axis, or the one that is given. Of logits, <c>SoftmaxCrossEntropy</c> is this loss of <c>LogSoftmax</c>, and keeps more
        /// digits. Elsewhere <c>nn.NLLLoss</c>.
        /// </remarks>
        /// <kinks test="Every_label_ignored_is_0_with_gradient_0">The mean with every label ignored is 0 with gradient 0.</kinks>
        /// <param name="labels">The true class of each row, from 0.</param>
        /// <param name="reduction">
        /// Mean or sum over the rows, or none. With class weights the mean divides by the sum of the weights of the labels.
        /// </param>
        /// <param name="classWeights">One factor for each class, for its losses; none negative. A class of weight 0 is ignored.</param>
        /// <param name="ignoreIndex">
        /// A label whose rows are left out: their loss is 0, their gradient 0, and the mean does not count them. It need not be a class.
        /// </param>
        /// <param name="axis">
        /// The axis of the classes; left out, the last. Of images (n, classes, height, width) it is 1, and the labels are those of
        /// (n, height, width).
        /// </param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without the axis of the classes.</returns>
        /// <exception cref="ShapeException">
        /// x is a scalar, there is not one label for each row or one weight for each class, or the mean of nothing is asked for.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A label is not a class, a weight is negative, or the axis does not exist.
        /// </exception>
        /// <exception cref="ArgumentException">All class weights are 0.</exception>
        public Node<T> NegativeLogLikelihood(
            IntList labels, Reduction reduction = Reduction.Mean, Node<T>? classWeights = null, int? ignoreIndex = null, int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string name = "NegativeLogLikelihood";
            var last = LabeledRows.ClassesLast(name, x, axis, labels);
            return LabeledRows.Reduce(name, last, labels, OfRows, reduction, classWeights, ignoreIndex);

            Node<T> OfRows(Node<T> rows, IntList classes, Node<T>? weights)
            {
                var positions = new int[classes.Count];
                for (var row = 0; row < positions.Length; row++)
                {
                    positions[row] = (row * rows.Shape[1]) + classes[row];
                }

                var losses = -rows.Reshape([rows.Shape.Size]).Gather(positions);
                return weights is null ? losses : losses.MultiplyNoNan(weights.Gather(classes));
            }
        }
    }
}
