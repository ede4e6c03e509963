using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Brings each feature to mean 0 and deviation 1, as measured on the training examples: (x - mean) / deviation.</summary>
/// <remarks>
/// Measure on the training examples alone and apply to all, or the test is not a test. A feature that does not vary has the deviation 1
/// here, so it becomes 0. The deviation is that of the examples as they are, divided by n.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Standardizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Measures the examples.</summary>
    /// <param name="training">Of shape (examples, features...), at least one example, all finite.</param>
    /// <exception cref="ShapeException">There is no axis of examples, or there are none.</exception>
    /// <exception cref="ArgumentException">An element is NaN or infinite.</exception>
    public Standardizer(NdArray<T> training)
    {
        var shape = training.Shape;
        if (shape.Rank == 0 || shape[0] == 0)
        {
            throw new ShapeException(
                $"Standardizer: shape {shape} has no examples along its first axis; give those that are learned from.");
        }

        var (examples, features) = (shape[0], training.Size / shape[0]);
        var (means, squares) = (new double[features], new double[features]);
        for (var i = 0; i < examples; i++)
        {
            var row = training.Span.Slice(i * features, features);
            for (var j = 0; j < features; j++)
            {
                var x = double.CreateChecked(row[j]);
                if (!double.IsFinite(x))
                {
                    throw new ArgumentException(
                        Invariant($"Standardizer: feature {j} of example {i} is {x}; mend or leave out what is missing."),
                        nameof(training));
                }

                // Welford's recurrence: no large sum of squares to subtract from.
                var change = x - means[j];
                means[j] += change / (i + 1);
                squares[j] += change * (x - means[j]);
            }
        }

        Shape perFeature = [.. shape.Lengths[1..]];
        Mean = new NdArray<T>(perFeature, Array.ConvertAll(means, T.CreateChecked));
        Deviation = new NdArray<T>(perFeature, Array.ConvertAll(squares, square =>
            T.CreateChecked(Math.Sqrt(square / examples)) is var deviation && deviation > T.Zero ? deviation : T.One));
    }

    /// <summary>A standardizer of measured numbers, such as those that were kept in a file.</summary>
    /// <param name="mean">Of shape (features...).</param>
    /// <param name="deviation">Of the same shape, each above 0 and finite.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentException">A deviation is not above 0, or is infinite or NaN.</exception>
    public Standardizer(NdArray<T> mean, NdArray<T> deviation)
    {
        if (mean.Shape != deviation.Shape)
        {
            throw new ShapeException(
                $"Standardizer: the means have shape {mean.Shape} and the deviations {deviation.Shape}; give one shape.");
        }

        foreach (var value in deviation)
        {
            if (!(value > T.Zero && T.IsFinite(value)))
            {
                throw new ArgumentException(
                    Invariant($"Standardizer: a deviation is {value}; each must be above 0 and finite."), nameof(deviation));
            }
        }

        (Mean, Deviation) = (mean.Copy(), deviation.Copy());
    }

    /// <summary>The mean of each feature, of shape (features...).</summary>
    public NdArray<T> Mean { get; }

    /// <summary>The deviation of each feature, of shape (features...); 1 for one that does not vary.</summary>
    public NdArray<T> Deviation { get; }

    /// <summary>The examples with each feature as (x - mean) / deviation, in a new array.</summary>
    /// <param name="x">Of shape (examples, features...), or one example.</param>
    /// <exception cref="ShapeException">The features are others.</exception>
    public NdArray<T> Apply(NdArray<T> x) => Mapped(x, nameof(Apply), static (x, mean, deviation) => (x - mean) / deviation);

    /// <summary>What <see cref="Apply"/> was given: x * deviation + mean, in a new array.</summary>
    /// <param name="x">Of shape (examples, features...), or one example.</param>
    /// <exception cref="ShapeException">The features are others.</exception>
    public NdArray<T> Undo(NdArray<T> x) => Mapped(x, nameof(Undo), static (x, mean, deviation) => (x * deviation) + mean);

    private NdArray<T> Mapped(NdArray<T> x, string operation, Func<T, T, T, T> map)
    {
        var features = Mean.Shape;
        if (x.Shape != features && (x.Shape.Rank != features.Rank + 1 || !x.Shape.Lengths[1..].SequenceEqual(features.Lengths)))
        {
            throw new ShapeException(
                $"Standardizer.{operation}: x of shape {x.Shape} is neither one example of shape {features} nor a row of them.");
        }

        var result = NdArray<T>.Unwritten(x.Shape);
        var target = result.Writable;
        var position = 0;
        foreach (var element in x)
        {
            var feature = position % Mean.Size;
            target[position++] = map(element, Mean.Span[feature], Deviation.Span[feature]);
        }

        return result;
    }
}
