using System.Numerics;

namespace Autograd;

/// <summary>What becomes of the losses of the single examples.</summary>
public enum Reduction
{
    /// <summary>Their mean, one number.</summary>
    Mean,

    /// <summary>Their sum, one number.</summary>
    Sum,

    /// <summary>They are returned as they are.</summary>
    None,
}

/// <summary>What all losses share.</summary>
internal static class Losses
{
    /// <summary>Refuses predictions and targets of different shapes: a loss never broadcasts.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void RequireSameShape(string operation, string predictionName, Shape prediction, Shape targets)
    {
        if (prediction != targets)
        {
            throw new ShapeException(
                $"{operation}: {predictionName} has shape {prediction} and targets has shape {targets}. A loss does not broadcast, because the mean would run over "
                + $"pairs that do not belong together: reshape one of them so that both are {prediction}.");
        }
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
}
