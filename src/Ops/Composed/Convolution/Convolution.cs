using System.Numerics;

namespace Autograd;

/// <summary>What the convolutions share.</summary>
internal static class Convolution
{
    /// <summary>The convolution of images as a matrix product, one for each group: (outputs, kernel elements) by (kernel elements, windows of all images).</summary>
    public static Node<T> Of<T>(Node<T> x, Node<T> weight, Node<T>? bias, Window2D window, int groups)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var patches = new Unfold2D(window).Apply(x);
        var (images, rows, columns) = (patches.Shape[3], patches.Shape[4], patches.Shape[5]);
        var outputs = weight.Shape[0];
        var kernel = weight.Shape[1] * weight.Shape[2] * weight.Shape[3];
        var y = weight.Reshape([groups, outputs / groups, kernel]).MatMul(patches.Reshape([groups, kernel, images * rows * columns]));

        // Here the bias of an output is added to one contiguous row, and its gradient is the sum of one.
        y = bias is null ? y : y + bias.Reshape([groups, outputs / groups, 1]);
        return y.Reshape([outputs, images, rows, columns]).Transpose(1, 0, 2, 3);
    }

    /// <summary>Refuses inputs, weights and biases that do not belong together.</summary>
    /// <param name="operation">The operation, for the message.</param>
    /// <param name="axes">The axes after the channels, for the message.</param>
    /// <param name="x">(n, channels, axes).</param>
    /// <param name="weight">(outputs, channels / groups, axes).</param>
    /// <param name="bias">(outputs), if there is one.</param>
    /// <param name="groups">The number of parts.</param>
    /// <exception cref="ShapeException">A rank is wrong, or the channels do not fit or do not divide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one group.</exception>
    public static void RequireShapes(string operation, string axes, Shape x, Shape weight, Shape? bias, int groups)
    {
        var rank = 2 + axes.Split(',').Length;
        if (x.Rank != rank)
        {
            throw new ShapeException($"{operation}: x has shape {x} with {x.Rank} axes; give (n, channels, {axes}).");
        }

        if (weight.Rank != rank)
        {
            throw new ShapeException($"{operation}: the weight has shape {weight} with {weight.Rank} axes; give (outputs, channels / groups, {axes}).");
        }

        if (groups < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), groups, $"{operation}: groups {groups} must be 1 or more.");
        }

        if (x[1] % groups != 0 || weight[0] % groups != 0)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} with {x[1]} channels and the weight has shape {weight} with {weight[0]} outputs; both must divide by groups {groups}.");
        }

        if (weight[1] != x[1] / groups)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} and the weight has shape {weight}; with {x[1]} channels and groups {groups}, "
                + $"axis 1 of the weight must be {x[1] / groups}, not {weight[1]}.");
        }

        if (bias is { } shape && (shape.Rank != 1 || shape[0] != weight[0]))
        {
            throw new ShapeException($"{operation}: the bias has shape {shape}, but the weight has shape {weight} with {weight[0]} outputs; give a bias of shape ({weight[0]}).");
        }
    }
}
