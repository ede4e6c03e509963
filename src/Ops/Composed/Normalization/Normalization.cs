using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>What the normalizations share.</summary>
internal static class Normalization
{
    /// <summary>(x - mean) / sqrt(variance + eps).</summary>
    public static Node<T> Standardize<T>(Node<T> centered, Node<T> variance, T eps)
        where T : unmanaged, IFloatingPointIeee754<T> => centered / (variance + eps).Sqrt();

    /// <summary>x standardized over some axes, then scaled: in one operation, where gain and bias lie so that there is one.</summary>
    /// <param name="x">What is standardized.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="along">The axes that gain and bias lie along.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="gain">The factor, of any shape with a number for each element there, or none.</param>
    /// <param name="bias">The term, of the same shape, or none.</param>
    public static Node<T> Standardize<T>(Node<T> x, IntList axes, IntList along, double eps, Node<T>? gain, Node<T>? bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isFused = gain is not null && bias is not null && Scales.Fit(x.Shape, axes, along)
            && (gain.Shape.Size > ShortRows.Longest || along.Count + axes.Count == 0 || along[^1] < x.Shape.Rank - 1);
        if (!isFused)
        {
            return Scale(new Standardize(axes, eps).Apply(x), gain, bias, Scales.Across(x.Shape, along));
        }

        var shape = Scales.ShapeFor(nameof(Standardize), x.Shape, axes, along);
        return new ScaledStandardize(axes, along, eps).Apply(x, gain!.Reshape(shape), bias!.Reshape(shape));
    }

    /// <summary>y gain + bias, where gain and bias are numbers for the elements along some axes.</summary>
    /// <param name="y">What is scaled.</param>
    /// <param name="gain">The factor, of the shape of those axes, or none.</param>
    /// <param name="bias">The term, of the shape of those axes, or none.</param>
    /// <param name="along">The shape of y with length 1 for all other axes.</param>
    public static Node<T> Scale<T>(Node<T> y, Node<T>? gain, Node<T>? bias, Shape along)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y = gain is null ? y : y * gain.Reshape(along);
        return bias is null ? y : y + bias.Reshape(along);
    }

    /// <summary>eps as an element; refused if it is not a positive number there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">eps is not positive and finite.</exception>
    public static T RequirePositive<T>(string operation, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var element = T.CreateChecked(eps);
        return T.IsFinite(element) && element > T.Zero
            ? element
            : throw new ArgumentOutOfRangeException(nameof(eps), eps,
                Invariant($"{operation}: eps {eps} must be a positive number, as {typeof(T).Name} too, ")
                + "or elements without variance would be divided by 0.");
    }

    /// <summary>Refuses a gain or a bias that has not one number for each element along the axes: they do not broadcast.</summary>
    /// <exception cref="ShapeException">The shape is another.</exception>
    public static void RequireShape<T>(string operation, string argument, Node<T>? node, Shape expected, Shape x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (node is not null && node.Shape != expected)
        {
            throw new ShapeException(
                $"{operation}: the {argument} has shape {node.Shape}, but x has shape {x}; give a {argument} of shape {expected}."
                + Origins.OfInputs(node));
        }
    }
}
