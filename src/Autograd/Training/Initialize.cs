using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using static System.FormattableString;

namespace Autograd;

/// <summary>Random first values of weights, from a generator that the caller seeds: the same seed gives the same values.</summary>
/// <remarks>
/// The variance is chosen so that signals keep their size from layer to layer. A shape of rank 2 is (fan in, fan out), as in
/// <c>x.MatMul(w)</c>. One of higher rank is a kernel, (outputs, channels, ...), as in <c>x.Conv2D(w)</c>, whose channels are those of one
/// group: with k positions in a kernel, fan in is channels k and fan out is outputs k. A shape of lower rank is refused.
/// </remarks>
public static class Initialize
{
    /// <summary>Uniform between -a and a, a = sqrt(6 / (fan in + fan out)): for tanh, sigmoid and linear layers.</summary>
    /// <remarks>X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks (2010).</remarks>
    /// <param name="shape">(fan in, fan out), or that of a kernel, (outputs, channels, ...).</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="ShapeException">The rank is below 2.</exception>
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
    /// <param name="shape">(fan in, fan out), or that of a kernel, (outputs, channels, ...).</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="ShapeException">The rank is below 2.</exception>
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
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative, NaN or infinite.</exception>
    public static NdArray<T> Normal<T>(Shape shape, Random random, double standardDeviation = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireStandardDeviation(standardDeviation);
        return Drawn(shape, () => T.CreateChecked(MathNet.Numerics.Distributions.Normal.Sample(random, 0, standardDeviation)));
    }

    /// <summary>Normal with mean 0, and nothing beyond some standard deviations: no weight starts far out.</summary>
    /// <remarks>
    /// With s the standard deviation of the whole normal distribution, c the cutoff, f and F the normal density and distribution function,
    /// the numbers are s F^-1(u), u uniform between F(-c) and F(c). Their variance is s^2 (1 - 2 c f(c) / (2 F(c) - 1)). L. Devroye:
    /// Non-Uniform Random Variate Generation (1986), chapter II.
    /// </remarks>
    /// <param name="shape">Any shape.</param>
    /// <param name="random">The generator.</param>
    /// <param name="standardDeviation">The standard deviation before anything is cut off, 0 or more.</param>
    /// <param name="cutoff">How many standard deviations are kept on either side; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The standard deviation is negative, NaN or infinite, or the cutoff is not positive.
    /// </exception>
    public static NdArray<T> TruncatedNormal<T>(Shape shape, Random random, double standardDeviation = 1, double cutoff = 2)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireStandardDeviation(standardDeviation);
        if (!(cutoff > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(cutoff), cutoff, Invariant($"TruncatedNormal: the cutoff is {cutoff} standard deviations; it must be above 0."));
        }

        var below = MathNet.Numerics.Distributions.Normal.CDF(0, 1, -cutoff);
        return Drawn(shape, () =>
        {
            // One of 2^53 numbers from -1/2 to below 1/2, moved to the middle between it and the next, so that no tail is infinite.
            var fromCenter = random.NextDouble() - 0.5 + (0.5 / (1L << 53));
            var tail = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 - (Math.Abs(fromCenter) * (1 - (2 * below))));
            return T.CreateChecked(standardDeviation * Math.CopySign(Math.Min(Math.Abs(tail), cutoff), fromCenter));
        });
    }

    /// <summary>Orthonormal columns, or rows if they are fewer, times a gain: signals keep their length through many layers.</summary>
    /// <remarks>
    /// The matrix is (first axis, all others). Q of the decomposition Q R of a matrix of normal numbers, with the diagonal of R made
    /// positive, is uniform over all such matrices; each element has variance gain^2 / the longer side. A. Saxe, J. McClelland, S.
    /// Ganguli: Exact solutions to the nonlinear dynamics of learning in deep linear neural networks (2013); F. Mezzadri: How to generate
    /// random matrices from the classical compact groups (2007).
    /// </remarks>
    /// <param name="shape">At least two axes.</param>
    /// <param name="random">The generator.</param>
    /// <param name="gain">The length of each column, or row.</param>
    /// <exception cref="ShapeException">The rank is below 2.</exception>
    public static NdArray<T> Orthogonal<T>(Shape shape, Random random, double gain = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        _ = Fans(nameof(Orthogonal), shape);
        if (shape.Size == 0)
        {
            return NdArray.Zeros<T>(shape);
        }

        var (rows, columns) = (shape[0], shape.Size / shape[0]);
        var normal = Matrix<double>.Build.Dense(
            Math.Max(rows, columns),
            Math.Min(rows, columns),
            (_, _) => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
        var qr = normal.QR();
        var next = 0;
        return Drawn(shape, () =>
        {
            var (row, column) = Math.DivRem(next++, columns);
            var (along, of) = rows >= columns ? (row, column) : (column, row);
            return T.CreateChecked(gain * Math.CopySign(1, qr.R[of, of]) * qr.Q[along, of]);
        });
    }

    /// <summary>Uniform from a lower bound to below an upper bound; also after the rounding to the element type.</summary>
    /// <param name="shape">Any shape.</param>
    /// <param name="random">The generator.</param>
    /// <param name="lower">The lower bound.</param>
    /// <param name="upper">The upper bound, not below the lower one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are the wrong way round, or not finite.</exception>
    public static NdArray<T> Uniform<T>(Shape shape, Random random, double lower = 0, double upper = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        var (least, bound) = (T.CreateChecked(lower), T.CreateChecked(upper));
        if (!T.IsFinite(least) || !T.IsFinite(bound))
        {
            throw new ArgumentOutOfRangeException(
                T.IsFinite(least) ? nameof(upper) : nameof(lower), T.IsFinite(least) ? upper : lower,
                Invariant($"Uniform: the bounds are {lower} and {upper}; give finite numbers of the element type."));
        }

        if (!(lower <= upper))
        {
            throw new ArgumentOutOfRangeException(
                nameof(upper), upper,
                    Invariant($"Uniform: the bounds are {lower} and {upper}; the upper one must not be below the lower one."));
        }

        return Drawn(shape, () =>
        {
            // The distance of the bounds may overflow, that of their halves does not.
            var number = T.CreateChecked(double.IsFinite(upper - lower)
                ? ContinuousUniform.Sample(random, lower, upper)
                : 2 * ContinuousUniform.Sample(random, lower / 2, upper / 2));
            return T.Max(least, number < bound ? number : T.BitDecrement(bound));
        });
    }

    private static NdArray<T> Drawn<T>(Shape shape, Func<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Recording.AnnounceDecision(nameof(Initialize), Recording.RandomNumbers);
        return NdArray.Generate(shape, next);
    }

    private static void RequireStandardDeviation(double standardDeviation, [CallerMemberName] string name = "")
    {
        if (!(standardDeviation >= 0 && double.IsFinite(standardDeviation)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation),
                standardDeviation,
                Invariant($"{name}: the standard deviation is {standardDeviation}; it must be 0 or more, and finite."));
        }
    }

    private static (int FanIn, int FanOut) Fans(string name, Shape shape) => shape.Rank switch
    {
        2 => (shape[0], shape[1]),
        > 2 => (shape.Without([0]).Size, shape.Without([1]).Size),
        _ => throw new ShapeException(
            $"{name}: shape {shape} has rank {shape.Rank}; give (fan in, fan out), or (outputs, channels, ...) of a kernel, "
            + "or use Normal or Uniform with a width of your own."),
    };
}
