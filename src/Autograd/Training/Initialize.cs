using System.Numerics;
using MathNet.Numerics.Distributions;

namespace Autograd;

/// <summary>Random first values of weights, from a generator that the caller seeds: the same seed gives the same values.</summary>
/// <remarks>
/// The shape is (fan in, fan out), as in <c>x.MatMul(w)</c>; the variance is chosen so that signals keep their size from layer to
/// layer. A shape of another rank is refused.
/// </remarks>
public static class Initialize
{
    /// <summary>Uniform between -a and a, a = sqrt(6 / (fan in + fan out)): for tanh, sigmoid and linear layers.</summary>
    /// <remarks>X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks (2010).</remarks>
    /// <param name="shape">(fan in, fan out).</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="ShapeException">The rank is not 2.</exception>
    public static NdArray<T> Glorot<T>(Shape shape, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        var (fanIn, fanOut) = Fans(nameof(Glorot), shape);
        var bound = Math.Sqrt(6.0 / (fanIn + fanOut));
        return Drawn(shape, () => T.CreateChecked(ContinuousUniform.Sample(random, -bound, bound)));
    }

    /// <summary>Normal with mean 0 and variance 2 / fan in: for layers with relu.</summary>
    /// <remarks>K. He, X. Zhang, S. Ren, J. Sun: Delving deep into rectifiers (2015).</remarks>
    /// <param name="shape">(fan in, fan out).</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="ShapeException">The rank is not 2.</exception>
    public static NdArray<T> He<T>(Shape shape, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (fanIn, _) = Fans(nameof(He), shape);
        return Normal<T>(shape, random, Math.Sqrt(2.0 / fanIn));
    }

    /// <summary>Normal with mean 0.</summary>
    /// <param name="shape">Any shape.</param>
    /// <param name="random">The generator.</param>
    /// <param name="standardDeviation">The standard deviation, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative or NaN.</exception>
    public static NdArray<T> Normal<T>(Shape shape, Random random, double standardDeviation = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(standardDeviation >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation),
                standardDeviation,
                $"Normal: the standard deviation is {standardDeviation}; it must be 0 or more.");
        }

        return Drawn(shape, () => T.CreateChecked(MathNet.Numerics.Distributions.Normal.Sample(random, 0, standardDeviation)));
    }

    /// <summary>Uniform from a lower to an upper bound.</summary>
    /// <param name="shape">Any shape.</param>
    /// <param name="random">The generator.</param>
    /// <param name="lower">The lower bound.</param>
    /// <param name="upper">The upper bound, not below the lower one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are the wrong way round.</exception>
    public static NdArray<T> Uniform<T>(Shape shape, Random random, double lower = 0, double upper = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!(lower <= upper))
        {
            throw new ArgumentOutOfRangeException(
                nameof(upper), upper, $"Uniform: the bounds are {lower} and {upper}; the upper one must not be below the lower one.");
        }

        return Drawn(shape, () => T.CreateChecked(ContinuousUniform.Sample(random, lower, upper)));
    }

    private static NdArray<T> Drawn<T>(Shape shape, Func<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Recording.AnnounceDecision(nameof(Initialize), Recording.RandomNumbers);
        return NdArray.Generate(shape, next);
    }

    private static (int FanIn, int FanOut) Fans(string name, Shape shape) => shape.Rank == 2
        ? (shape[0], shape[1])
        : throw new ShapeException(
            $"{name}: shape {shape} has rank {shape.Rank}; give (fan in, fan out), or use Normal or Uniform with a width of your own.");
}
