using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// ln p(y) = -|L^-1 (y - mean)|^2 / 2 - sum_i ln L_ii - d ln(2 pi) / 2: the normal distribution of
/// vectors y of length d with covariance L L'.
/// </summary>
/// <remarks>
/// <para>The lower Cholesky factor L stands for the covariance: triangular solves take the place of an
/// inverse, and every lower triangle with a positive diagonal is a covariance. Of a covariance matrix, take
/// its <c>Cholesky(jitter: 1e-6)</c>. The elements of L above the diagonal must be 0, and get the gradient 0.</para>
/// <para>Shapes: mean (..., d) and L (..., d, d), whose leading axes broadcast. L is checked when the distribution is made.
/// Goodfellow, Bengio, Courville: Deep Learning, chapters 3.9.3 and 6.2.2.4.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MultivariateNormalDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "MultivariateNormalDistribution";

    private readonly Shape _batch;

    /// <summary>The distribution with this mean and the covariance L L'.</summary>
    /// <param name="mean">The mean, of shape (..., d).</param>
    /// <param name="choleskyFactor">L, of shape (..., d, d): lower-triangular with a positive diagonal.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An element of L above the diagonal is not 0, or one on the diagonal is not above 0.
    /// </exception>
    public MultivariateNormalDistribution(Node<T> mean, Node<T> choleskyFactor)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(choleskyFactor);
        var (m, factor) = (mean.Shape, choleskyFactor.Shape);
        if (m.Rank == 0 || factor.Rank < 2 || factor[^1] != factor[^2] || factor[^1] != m[^1])
        {
            throw new ShapeException(
                $"{Name}: the mean has shape {m} and the Cholesky factor {factor}; give a mean (..., d) and a factor (..., d, d)."
                + Origins.OfInputs(mean, choleskyFactor));
        }

        _batch = Broadcasting.Result(
            Name,
            new Shape(m.Lengths[..^1]),
            new Shape(factor.Lengths[..^2]),
            $"the mean of shape {m}, without its vectors,",
            $"the Cholesky factor of shape {factor}, without its matrices,", Origins.OfInputs(mean, choleskyFactor));
        RequireFactor(choleskyFactor);
        Mean = mean;
        CholeskyFactor = choleskyFactor;
        Shape = [.. _batch, m[^1]];
    }

    /// <summary>The mean.</summary>
    public Node<T> Mean { get; }

    /// <summary>The lower Cholesky factor of the covariance.</summary>
    public Node<T> CholeskyFactor { get; }

    /// <summary>The shape of a sample: (..., d).</summary>
    public Shape Shape { get; }

    private Node<T> HalfLogDeterminant => CholeskyFactor.Diagonal().Log().Sum(-1);

    /// <summary>The logarithm of the density at each vector of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value without its last axis.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        return -(SquaredDistance(value - Mean) / 2)
            - (HalfLogDeterminant + (Shape[^1] * Losses.HalfLogTwoPi));
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>Draws samples y = mean + L eta with standard normal noise eta, a constant: gradients go to mean and L.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default)
    {
        Shape shape = [.. batch, .. Shape];
        Shape rows = [.. shape.Lengths[..^1], 1, shape[^1]];
        var noise = Node.Constant(Initialize.Normal<T>(shape, random)).Reshape(rows);
        return Mean + noise.MatMul(Matrices.Transpose(CholeskyFactor.LowerTriangle())).Reshape(shape);
    }

    /// <summary>The entropy sum_i ln L_ii + d (1 + ln(2 pi)) / 2.</summary>
    /// <returns>A node of shape <see cref="Shape"/> without its last axis.</returns>
    public Node<T> Entropy() => (HalfLogDeterminant + (Shape[^1] * (0.5 + Losses.HalfLogTwoPi))).BroadcastTo(_batch);

    /// <summary>
    /// The divergence KL(this || other) = (|M|^2 + |w|^2 - d) / 2 - sum_i ln M_ii, with
    /// M = L_other^-1 L and w = L_other^-1 (mean - mean_other).
    /// </summary>
    /// <param name="other">The other distribution, of vectors as long; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape without its last axis: never below 0, with all digits of close distributions.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(MultivariateNormalDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair(
            $"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Mean, CholeskyFactor, other.Mean, other.CholeskyFactor));
        var stretch = other.CholeskyFactor.TriangularSolve(CholeskyFactor.LowerTriangle() - other.CholeskyFactor.LowerTriangle());
        var squares = stretch.SumOfSquares([-2, -1]) + other.SquaredDistance(Mean - other.Mean);

        // |M|^2 - d is |M - I|^2 + 2 trace(M - I), and the diagonal of M is that of L over that of the other.
        return (squares / 2) + Distributions.RatioExcess(CholeskyFactor.Diagonal(), other.CholeskyFactor.Diagonal()).Sum(-1);
    }

    private static void RequireFactor(Node<T> choleskyFactor)
    {
        var d = choleskyFactor.Shape[^1];
        var elements = choleskyFactor.Inspect().Span;
        for (var i = 0; i < elements.Length; i++)
        {
            var (row, column) = (i / d % d, i % d);
            if (row == column && elements[i] <= T.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(choleskyFactor), elements[i],
                    Invariant($"{Name}: the Cholesky factor of shape {choleskyFactor.Shape} has {elements[i]} at ")
                    + $"({row}, {column}){OfMatrix()}; its diagonal must be above 0. Softplus or Exp of any number is.");
            }

            if (row < column && elements[i] != T.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(choleskyFactor), elements[i],
                    Invariant($"{Name}: the Cholesky factor of shape {choleskyFactor.Shape} has {elements[i]} at ")
                    + $"({row}, {column}){OfMatrix()}; above the diagonal it must be 0. "
                    + "Take its LowerTriangle(), or the Cholesky() of a covariance.");
            }

            string OfMatrix() => choleskyFactor.Shape.Rank == 2 ? "" : $" of matrix {i / (d * d)}";
        }
    }

    // |L^-1 x|^2 for each vector x. One factor for all vectors is solved for once, with the vectors as columns.
    private Node<T> SquaredDistance(Node<T> x)
    {
        var shape = new Shape(x.Shape.Lengths[..^1]);
        return CholeskyFactor.Shape.Rank == 2
            ? CholeskyFactor.TriangularSolve(x.Reshape([shape.Size, x.Shape[^1]]).Transpose()).SumOfSquares(0).Reshape(shape)
            : CholeskyFactor.TriangularSolve(x.Reshape([.. x.Shape, 1])).SumOfSquares([-2, -1]);
    }
}
