using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>What all losses share.</summary>
internal static class Losses
{
    /// <summary>(ln 2 pi) / 2, the constant of the negative log-likelihood of a Gaussian variable.</summary>
    public const double HalfLogTwoPi = 0.91893853320467274178;

    // Below it softplus(x) is e^x (1 - e^x / 2) with a second factor that rounds to 1, in double too.
    private const double SoftplusIsExp = -40;

    /// <summary>Refuses predictions and targets of different shapes: a loss never broadcasts.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void RequireSameShape(string operation, string predictionName, Shape prediction, Shape targets, string targetsName = "targets")
    {
        if (prediction != targets)
        {
            throw new ShapeException(
                $"{operation}: {predictionName} has shape {prediction} and {targetsName} has shape {targets}. A loss does not broadcast, because the mean would run over "
                + $"pairs that do not belong together: reshape one of them so that both are {prediction}.");
        }
    }

    /// <summary>Refuses predictions without an axis for the classes, the last one.</summary>
    /// <exception cref="ShapeException">x is a scalar.</exception>
    public static void RequireClasses(string operation, Shape x)
    {
        if (x.Rank == 0)
        {
            throw new ShapeException($"{operation}: x is a scalar; it must have at least one axis, the last one, for the classes.");
        }
    }

    /// <summary>Refuses values that are negative, or 0 unless that is allowed. NaN passes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative, or 0.</exception>
    public static void RequirePositive<T>(string operation, string name, ReadOnlySpan<T> values, bool orZero = false, string part = "")
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
                    name, values[i], $"{operation}: {part}{name} is {values[i]} at position {i}; {(orZero ? "none may be negative" : "each must be above 0")}.");
            }
        }
    }

    /// <summary>Refuses targets that are not probabilities. NaN passes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A target is below 0 or above 1.</exception>
    public static void RequireProbabilities<T>(string operation, ReadOnlySpan<T> targets)
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
            $"{operation}: targets is {targets[position]} at position {position}; a target is a probability, from 0 to 1. For the numbers of classes use SoftmaxCrossEntropy with integer labels.");
    }

    /// <summary>Refuses weights that are negative, or all 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
    /// <exception cref="ArgumentException">All weights are 0.</exception>
    public static void RequireWeights<T>(string operation, string name, ReadOnlySpan<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequirePositive(operation, name, weights, orZero: true);
        if (!weights.IsEmpty && !weights.ContainsAnyExcept(T.Zero))
        {
            throw new ArgumentException($"{operation}: {name} is 0 everywhere, so nothing would be counted; give at least one weight above 0.", name);
        }
    }

    /// <summary>Refuses class weights that are not one for each class, negative, or all 0.</summary>
    /// <exception cref="ShapeException">There is not one weight for each class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
    /// <exception cref="ArgumentException">All weights are 0.</exception>
    public static void RequireClassWeights<T>(string operation, Node<T> classWeights, Shape x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (classWeights.Shape != [x[^1]])
        {
            throw new ShapeException(
                $"{operation}: classWeights has shape {classWeights.Shape}; the last axis of x, of shape {x}, holds the {x[^1]} classes, so give one weight for each: ({x[^1]}).");
        }

        RequireWeights(operation, nameof(classWeights), classWeights.Span);
    }

    /// <summary>The mean, the sum, or the losses themselves.</summary>
    /// <exception cref="ShapeException">The mean of no losses is asked for.</exception>
    public static Node<T> Reduced<T>(string operation, Node<T> losses, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T> => reduction switch
        {
            Reduction.None => losses,
            Reduction.Sum => losses.Sum(),
            Reduction.Mean when losses.Shape.Size == 0 =>
                throw new ShapeException($"{operation}: the losses have shape {losses.Shape}, and nothing has no mean; give at least one example, or Reduction.Sum."),
            Reduction.Mean => losses.Mean(),
            _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, $"{operation}: the reduction must be Mean, Sum or None."),
        };

    /// <summary>Probabilities of classes moved towards equal ones, (1 - s) y + s / classes, and then weighted by class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside [0, 1].</exception>
    public static Node<T> Smoothed<T>(string operation, Node<T> targets, Node<T>? classWeights, double labelSmoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (labelSmoothing is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, $"{operation}: labelSmoothing is {labelSmoothing}; give one from 0 to 1.");
        }

        var smoothed = labelSmoothing == 0
            ? targets
            : (T.CreateChecked(1 - labelSmoothing) * targets) + T.CreateChecked(labelSmoothing / targets.Shape[^1]);
        return classWeights is null ? smoothed : smoothed * classWeights;
    }

    /// <summary>ln softplus(x), which is x where softplus underflows.</summary>
    public static Node<T> LogSoftplus<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => (x < T.CreateChecked(SoftplusIsExp)).Where(x, x.Softplus().Log());
}
