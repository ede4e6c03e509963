using System.Numerics;

namespace Autograd;

/// <summary>What batch normalization in training and in inference share.</summary>
internal static class BatchNormalization
{
    /// <summary>The shape of x with length 1 for all axes but the features.</summary>
    public static Shape Along(Shape x)
    {
        var lengths = new int[x.Rank];
        Array.Fill(lengths, 1);
        lengths[1] = x[1];
        return new Shape(lengths);
    }

    /// <summary>The axes that the statistics run over.</summary>
    public static int[] AllAxesButFeatures(Shape x) => [0, .. Enumerable.Range(2, x.Rank - 2)];

    /// <summary>Refuses arguments that do not fit x; returns eps as an element.</summary>
    public static T Require<T>(string operation, Shape x, Node<T>? gain, Node<T>? bias, RunningStatistics<T>? running, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Rank < 2)
        {
            throw new ShapeException($"{operation}: x has shape {x}; give at least two axes, (n, features, ...).");
        }

        Normalization.RequireShape(operation, "gain", gain, [x[1]], x);
        Normalization.RequireShape(operation, "bias", bias, [x[1]], x);
        if (running is not null && running.Mean.Size != x[1])
        {
            throw new ShapeException(
                $"{operation}: x has shape {x} with {x[1]} features, but the running statistics are those of {running.Mean.Size}.");
        }

        return Normalization.RequirePositive<T>(operation, eps);
    }
}
