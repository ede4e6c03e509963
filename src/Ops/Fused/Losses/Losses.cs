using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>What all losses share.</summary>
internal static class Losses
{
    /// <summary>(ln 2 pi) / 2, the constant of the negative log-likelihood of a Gaussian variable.</summary>
    public const double HalfLogTwoPi = 0.91893853320467274178;

    // Below it softplus(x) = e^x (1 - e^x / 2 + ...) rounds to e^x, in double too.
    private const double SoftplusIsExp = -40;

    /// <summary>The mean, the sum, or the losses themselves.</summary>
    /// <exception cref="ShapeException">The mean of no losses is asked for.</exception>
    public static Node<T> Reduce<T>(string operation, Node<T> losses, Reduction reduction)
        where T : unmanaged, IFloatingPointIeee754<T> => reduction switch
        {
            Reduction.None => losses,
            Reduction.Sum => losses.Sum(),
            Reduction.Mean when losses.Shape.Size == 0 =>
                throw new ShapeException(
                    $"{operation}: the losses have shape {losses.Shape}, and nothing has no mean; "
                    + "give at least one example, or Reduction.Sum."),
            Reduction.Mean => losses.Mean(),
            _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction,
                $"{operation}: the reduction must be Mean, Sum or None."),
        };

    /// <summary>Probabilities of classes moved towards equal ones, (1 - s) y + s / classes, and then weighted by class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside [0, 1].</exception>
    public static Node<T> Smooth<T>(string operation, Node<T> targets, Node<T>? classWeights, double labelSmoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (labelSmoothing is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing,
                Invariant($"{operation}: labelSmoothing is {labelSmoothing}; give one from 0 to 1."));
        }

        var smoothed = labelSmoothing == 0
            ? targets
            : ((1 - labelSmoothing) * targets) + (labelSmoothing / targets.Shape[^1]);
        return classWeights is null ? smoothed : smoothed * classWeights;
    }

    /// <summary>ln softplus(x), which is x where softplus underflows.</summary>
    public static Node<T> LogSoftplus<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => (x < SoftplusIsExp).Where(x, x.Softplus().Log());
}
