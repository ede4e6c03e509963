using System.Numerics;

namespace Autograd;

/// <summary>What the convolutions share.</summary>
internal static class Convolution
{
    /// <summary>The convolution of images, with or without a bias.</summary>
    public static Node<T> Of<T>(Node<T> x, Node<T> weight, Node<T>? bias, Window2D window, int groups)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var convolution = new Conv2D(window, groups);
        return bias is null ? convolution.Apply(x, weight) : convolution.Apply(x, weight, bias);
    }

    /// <summary>The gradient of the images of a convolution. What is in no window gets a strong zero.</summary>
    public static Node<T> ImageGradient<T>(Node<T> grad, Node<T> weight, Window2D window, Shape images, int groups)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        HeightWidth image = (images[2], images[3]);
        var gradient = new Conv2DImages(window, image, groups).Apply(grad, weight);
        if (window.Rows(image.Height).ReachesAll && window.Columns(image.Width).ReachesAll)
        {
            return gradient;
        }

        // A window adds up all of its elements, so that none of grad's own strong zeros is left in them.
        var fold = new Fold2D(window, image);
        return StrongZeros.Mark(grad, gradient, _ => fold.Apply(Node.Constant(NdArray.Ones<T>(Unfold2D.PatchesOf(images, window)))));
    }

    /// <summary>A weight as a matrix for each group: (groups, outputs, kernel elements).</summary>
    public static Node<T> Kernels<T>(Node<T> weight, int groups)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        weight.Reshape([groups, weight.Shape[0] / groups, weight.Shape[1] * weight.Shape[2] * weight.Shape[3]]);

    /// <summary>Patches as a matrix for each group: (groups, kernel elements, windows of all images).</summary>
    public static Node<T> Patches<T>(Node<T> patches, int groups)
        where T : unmanaged, IFloatingPointIeee754<T> => patches.Reshape(
        [
            groups, patches.Shape[0] / groups * patches.Shape[1] * patches.Shape[2], patches.Shape[3] * patches.Shape[4] * patches.Shape[5],
        ]);

    /// <summary>The outputs for all windows as a matrix for each group: (groups, outputs, windows of all images).</summary>
    public static Node<T> Outputs<T>(Node<T> x, int groups)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Transpose([1, 0, 2, 3]).Reshape([groups, x.Shape[1] / groups, x.Shape[0] * x.Shape[2] * x.Shape[3]]);

    /// <summary>The shape of a convolution's result; refuses what does not belong together.</summary>
    /// <exception cref="ShapeException">
    /// A rank is wrong, the channels do not fit, or the windows do not: they have another size than
    /// the kernels, or reach over too much padding.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one group, or a number of the windows cannot be.</exception>
    public static Shape ResultOf(string operation, Shape x, Shape weight, Shape? bias, Window2D window, int groups)
    {
        RequireShapes(operation, "height, width", x, weight, bias, groups);
        window.RequireInside(operation, x);
        if (window.Size != (weight[2], weight[3]))
        {
            throw new ShapeException(
                $"{operation}: the weight has shape {weight}, but the windows have size {window.Size}; make them the size of its kernels.");
        }

        var (rows, columns) = (window.Rows(x[2]), window.Columns(x[3]));
        var reach = Math.Max(1.0, Math.Max(x[1], weight[0]))
            * rows.Phases * (1 + rows.Cells - rows.Count)
            * columns.Phases * ((2 * columns.Cells) - columns.Count);
        return reach <= Array.MaxLength
            ? [x[0], weight[0], rows.Count, columns.Count]
            : throw new ShapeException(
                $"{operation}: a row of windows of {window} reaches over {reach:E1} places of x of shape {x} with its padding, "
                + "more than an array holds; make the dilation and the padding smaller.");
    }

    /// <summary>Refuses what cannot be the gradient of a convolution's result.</summary>
    /// <exception cref="ShapeException">It is not of the result's shape.</exception>
    public static void RequireResult(string operation, Shape grad, Shape images, Shape weight, Window2D window, int groups)
    {
        var expected = ResultOf(operation, images, weight, null, window, groups);
        if (grad != expected)
        {
            throw new ShapeException(
                $"{operation}: x has shape {grad}, but a convolution of images {images} with a weight {weight} for windows of {window} has "
                + $"shape {expected}; give its gradient.");
        }
    }

    /// <summary>Refuses an array that has not four axes.</summary>
    /// <exception cref="ShapeException">It has fewer or more.</exception>
    public static void RequireRank(string operation, string argument, Shape shape, string axes)
    {
        if (shape.Rank != 4)
        {
            throw new ShapeException($"{operation}: {argument} has shape {shape} with {shape.Rank} axes; give ({axes}).");
        }
    }

    /// <summary>Refuses to cut into no parts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one group.</exception>
    public static void RequireGroups(string operation, int groups)
    {
        if (groups < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), groups, $"{operation}: groups {groups} must be 1 or more.");
        }
    }

    /// <summary>Refuses inputs, weights and biases that do not belong together.</summary>
    /// <param name="operation">The operation, for the message.</param>
    /// <param name="axes">The axes after the channels, for the message.</param>
    /// <param name="x">(n, channels, axes).</param>
    /// <param name="weight">(outputs, channels / groups, axes).</param>
    /// <param name="bias">(outputs), if there is one.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="inputs">The end of the message, where the inputs were made.</param>
    /// <exception cref="ShapeException">A rank is wrong, or the channels do not fit or do not divide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one group.</exception>
    public static void RequireShapes(
        string operation, string axes, Shape x, Shape weight, Shape? bias, int groups, string inputs = "")
    {
        var rank = 3 + axes.AsSpan().Count(',');
        if (x.Rank != rank)
        {
            throw new ShapeException($"{operation}: x has shape {x} with {x.Rank} axes; give (n, channels, {axes}).{inputs}");
        }

        if (weight.Rank != rank)
        {
            throw new ShapeException(
                $"{operation}: the weight has shape {weight} with {weight.Rank} axes; give (outputs, channels / groups, {axes}).{inputs}");
        }

        RequireGroups(operation, groups);
        if (x[1] % groups != 0 || weight[0] % groups != 0)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} with {x[1]} channels and the weight has shape {weight} with {weight[0]} outputs; "
                + $"both must divide by groups {groups}.{inputs}");
        }

        if (weight[1] != x[1] / groups)
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} and the weight has shape {weight}; with {x[1]} channels and groups {groups}, "
                + $"axis 1 of the weight must be {x[1] / groups}, not {weight[1]}.{inputs}");
        }

        if (bias is { } shape && (shape.Rank != 1 || shape[0] != weight[0]))
        {
            throw new ShapeException(
                $"{operation}: the bias has shape {shape}, but the weight has shape {weight} with {weight[0]} outputs; "
                + $"give a bias of shape ({weight[0]}).{inputs}");
        }
    }
}
