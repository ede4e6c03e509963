using System.Numerics;
using System.Numerics.Tensors;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Checks of arguments that many operations share. Each throws, naming the operation, what was given and what to give instead.
/// </summary>
internal static class Require
{
    /// <summary>Refuses a parameter of an activation that is infinite or NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public static void Finite(string operation, string parameter, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(parameter, value,
                Invariant($"{operation}: {parameter} is {value}; give a finite number."));
        }
    }

    /// <summary>The shape of these lengths.</summary>
    /// <exception cref="ShapeException">A length is negative, or no array holds as many elements.</exception>
    public static Shape ShapeOf(string operation, params ReadOnlySpan<int> lengths)
    {
        try
        {
            return new Shape(lengths);
        }
        catch (ShapeException exception)
        {
            throw new ShapeException(
                $"{operation}: {exception.Message.Replace("Shape: ", "the shape ", StringComparison.Ordinal)}", exception);
        }
    }

    /// <summary>Refuses a shape without two axes.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static void Matrices(string operation, Shape shape)
    {
        if (shape.Rank < 2)
        {
            throw new ShapeException(
                $"{operation}: x has shape {shape}; it takes matrices over the last two axes, so give it two axes or more.");
        }
    }

    /// <summary>Refuses a shape that is not that of square matrices.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes, or the last two differ.</exception>
    public static void SquareMatrices(string operation, Shape shape)
    {
        if (shape.Rank < 2 || shape[^1] != shape[^2])
        {
            throw new ShapeException(
                $"{operation}: x has shape {shape}; it must be a square matrix (n, n), or a batch of them (..., n, n), "
                + "as many rows as columns.");
        }
    }

    /// <summary>Refuses inputs of different shapes, of an operation whose inputs have the same and do not broadcast.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void Alike(string operation, string xName, Shape x, string yName, Shape y)
    {
        if (x != y)
        {
            throw new ShapeException(
                $"{operation}: {xName} has shape {x} and {yName} has shape {y}; they must be the same: "
                + "broadcast one of them (BroadcastTo).");
        }
    }

    /// <summary>Refuses predictions and targets of different shapes: a loss never broadcasts.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void SameShape(string operation, string predictionName, Shape prediction, Shape targets, string targetsName = "targets")
    {
        if (prediction != targets)
        {
            throw new ShapeException(NotTheSame(operation, predictionName, prediction, targets, targetsName));
        }
    }

    /// <inheritdoc cref="SameShape(string, string, Shape, Shape, string)"/>
    public static void SameShape<T>(
        string operation, string predictionName, Node<T> prediction, Node<T> targets, string targetsName = "targets")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (prediction.Shape != targets.Shape)
        {
            throw new ShapeException(
                NotTheSame(operation, predictionName, prediction.Shape, targets.Shape, targetsName)
                + Origins.OfInputs(prediction, targets));
        }
    }

    /// <summary>Refuses predictions without an axis for the classes, the last one.</summary>
    /// <exception cref="ShapeException">x is a scalar.</exception>
    public static void Classes(string operation, Shape x)
    {
        if (x.Rank == 0)
        {
            throw new ShapeException($"{operation}: x is a scalar; it must have at least one axis, the last one, for the classes.");
        }
    }

    /// <summary>Refuses values that are negative, or 0 unless that is allowed. NaN passes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or 0.</exception>
    public static void Positive<T>(string operation, string name, ReadOnlySpan<T> values, bool orZero = false, string part = "")
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.IsEmpty || TensorPrimitives.Min(values) > T.Zero)
        {
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < T.Zero || (values[i] == T.Zero && !orZero))
            {
                throw new ArgumentOutOfRangeException(
                    name, values[i],
                    Invariant($"{operation}: {part}{name} is {values[i]} at position {i}; ")
                    + $"{(orZero ? "none may be negative" : "each must be above 0")}.");
            }
        }
    }

    /// <summary>Refuses targets that are not probabilities. NaN passes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A target is below 0 or above 1.</exception>
    public static void Probabilities<T>(string operation, ReadOnlySpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (targets.IsEmpty || !(TensorPrimitives.Min(targets) < T.Zero || TensorPrimitives.Max(targets) > T.One))
        {
            return;
        }

        var position = 0;
        while (!(targets[position] < T.Zero || targets[position] > T.One))
        {
            position++;
        }

        throw new ArgumentOutOfRangeException(nameof(targets), targets[position],
            Invariant($"{operation}: targets is {targets[position]} at position {position}; a target is a probability, from 0 to 1. ")
            + "For the numbers of classes use SoftmaxCrossEntropy with integer labels.");
    }

    /// <summary>Refuses weights that are negative, or all 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
    /// <exception cref="ArgumentException">All weights are 0.</exception>
    public static void Weights<T>(string operation, string name, ReadOnlySpan<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Positive(operation, name, weights, orZero: true);
        if (!weights.IsEmpty && !weights.ContainsAnyExcept(T.Zero))
        {
            throw new ArgumentException(
                $"{operation}: {name} is 0 everywhere, so nothing would be counted; give at least one weight above 0.",
                name);
        }
    }

    /// <summary>Refuses class weights that are not one for each class, negative, or all 0.</summary>
    /// <exception cref="ShapeException">There is not one weight for each class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
    /// <exception cref="ArgumentException">All weights are 0.</exception>
    public static void ClassWeights<T>(string operation, Node<T> classWeights, Shape x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (classWeights.Shape != [x[^1]])
        {
            throw new ShapeException(
                $"{operation}: classWeights has shape {classWeights.Shape}; "
                + $"the last axis of x, of shape {x}, holds the {x[^1]} classes, so give one weight for each: ({x[^1]})."
                + Origins.OfInputs(classWeights));
        }

        Weights(operation, nameof(classWeights), classWeights.Inspect().Span);
    }

    private static string NotTheSame(string operation, string predictionName, Shape prediction, Shape targets, string targetsName) =>
        $"{operation}: {predictionName} has shape {prediction} and {targetsName} has shape {targets}. "
        + "A loss does not broadcast, because the mean would run over "
        + $"pairs that do not belong together: reshape one of them so that both are {prediction}.";
}
