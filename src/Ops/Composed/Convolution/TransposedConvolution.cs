using System.Numerics;

namespace Autograd;

/// <summary>What the transposed convolutions share.</summary>
internal static class TransposedConvolution
{
    /// <summary>The transposed convolution of images.</summary>
    /// <param name="x">Images (n, inputs, height, width).</param>
    /// <param name="weight">Kernels (inputs, outputs / groups, height, width).</param>
    /// <param name="bias">(outputs), or none.</param>
    /// <param name="window">How the windows lie in the result; their size is that of the kernels.</param>
    /// <param name="outputPadding">What is added to the height and width of the result, at the end.</param>
    /// <param name="groups">The number of parts.</param>
    public static Node<T> Of<T>(
        Node<T> x, Node<T> weight, Node<T>? bias, Window2D window, HeightWidth outputPadding, int groups)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HeightWidth image = (
            (int)Length(x.Shape[2], window.Rows(0), outputPadding.Height),
            (int)Length(x.Shape[3], window.Columns(0), outputPadding.Width));
        var y = new Conv2DImages(window, image, groups).Apply(x, weight);
        return bias is null ? y : y + bias.Reshape([bias.Shape[0], 1, 1]);
    }

    /// <summary>Refuses inputs, weights and biases that do not belong together.</summary>
    /// <exception cref="ShapeException">A rank is wrong, or the channels do not fit or do not divide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one group.</exception>
    public static void RequireShapes(string operation, string axes, Shape x, Shape weight, Shape? bias, int groups)
    {
        var rank = 3 + axes.AsSpan().Count(',');
        if (x.Rank != rank || weight.Rank != rank)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} and the weight {weight}; give x (n, inputs, {axes}) and a weight "
                + $"(inputs, outputs / groups, {axes}).");
        }

        Convolution.RequireGroups(operation, groups);
        if (x[1] != weight[0] || x[1] % groups != 0)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} with {x[1]} channels and the weight has shape {weight} for {weight[0]}, in {groups} groups; "
                + "they must be the same, and the groups must divide them.");
        }

        if (bias is { } given && given != [weight[1] * groups])
        {
            throw new ShapeException(
                $"{operation}: the bias has shape {given}; there are {weight[1] * groups} outputs, so give a bias ({weight[1] * groups}).");
        }
    }

    /// <summary>Refuses numbers along an axis that no window can have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A stride or a dilation is below 1, a padding is negative, or the output padding is not below the stride.
    /// </exception>
    /// <exception cref="ShapeException">Nothing would be left between the paddings, or more than an array holds.</exception>
    public static void RequireAxis(string operation, string axis, int length, WindowAxis window, int outputPadding)
    {
        // A length that is long enough for any window, so that only the numbers are judged.
        (window with { Length = int.MaxValue }).Require(operation, axis);
        if (outputPadding < 0 || outputPadding >= window.Stride)
        {
            throw new ArgumentOutOfRangeException(nameof(outputPadding), outputPadding,
                $"{operation}: outputPadding {outputPadding} along the {axis} must be 0 or more and below the stride {window.Stride}.");
        }

        var result = Length(length, window, outputPadding);
        if (result is < 1 or > int.MaxValue)
        {
            throw new ShapeException(
                $"{operation}: along the {axis} {length} windows of size {window.Size} with stride {window.Stride}, dilation "
                + $"{window.Dilation} and padding {window.Padding} make a length of {result}; it must be 1 or more, and that of an array.");
        }
    }

    private static long Length(int count, WindowAxis window, int outputPadding) =>
        ((count - 1L) * window.Stride) - (2L * window.Padding) + ((long)window.Dilation * (window.Size - 1)) + outputPadding + 1;
}
