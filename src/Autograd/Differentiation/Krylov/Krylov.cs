using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Linear algebra with a symmetric matrix that is known by its products alone, such as a Hessian:
/// <c>Krylov.ConjugateGradients(hessian.Times, gradients)</c>.
/// </summary>
/// <remarks>
/// Vectors are gradients: an array for each parameter. They are calculated with in double, and multiplied in the element type of the
/// model. A product that is not finite is refused.
/// </remarks>
public static class Krylov
{
    // The eigenvalues of the small matrix take longer than a product, when there are many steps.
    private const int StepsBetweenLooks = 5;

    /// <summary>Solves (A + damping I) x = b by conjugate gradients, from 0: for a Newton step, b is minus the gradient.</summary>
    /// <remarks>
    /// For a positive definite matrix. Where the matrix turns out to curve downwards, the iteration ends with what it has (after no step,
    /// b itself, a descent direction), and says so: more damping, or the Gauss-Newton matrix, will do. M. Hestenes, E. Stiefel: Methods of
    /// Conjugate Gradients for Solving Linear Systems (1952).
    /// </remarks>
    /// <param name="times">Multiplies a vector by A, which is symmetric.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="damping">What is added to the diagonal, 0 or more.</param>
    /// <param name="tolerance">The iteration has converged when the norm of the residual is at most this times that of b.</param>
    /// <param name="maxIterations">The most products; left out, twice the number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">Damping, tolerance or the number of iterations is out of range.</exception>
    /// <exception cref="GradientException">A product is NaN or infinite.</exception>
    public static KrylovSolution<T> ConjugateGradients<T>(
        Func<Gradients<T>, Gradients<T>> times, Gradients<T> b, double damping = 0, double tolerance = 1e-10, int? maxIterations = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require(damping >= 0 && double.IsFinite(damping), nameof(ConjugateGradients), nameof(damping), damping, "0 or more");
        Require(tolerance >= 0, nameof(ConjugateGradients), nameof(tolerance), tolerance, "0 or more");
        Require(maxIterations is not < 0, nameof(ConjugateGradients), nameof(maxIterations), maxIterations ?? 0, "0 or more");
        var matrix = new Product<T>(nameof(ConjugateGradients), times, b);
        var residual = matrix.Space.Flat(node => b[node]);
        var x = new double[residual.Length];
        var direction = residual.ToArray();
        var squares = TensorPrimitives.Dot<double>(residual, residual);
        var goal = tolerance * Math.Sqrt(squares);
        var (iterations, most, curvesDown) = (0, maxIterations ?? 2 * x.Length, false);
        while (iterations < most && Math.Sqrt(squares) > goal)
        {
            var product = matrix.Times(direction);
            TensorPrimitives.MultiplyAdd<double>(direction, damping, product, product);
            iterations++;
            var curvature = TensorPrimitives.Dot<double>(direction, product);
            if (curvature <= 0)
            {
                (curvesDown, x) = (true, iterations == 1 ? direction : x);
                break;
            }

            var step = squares / curvature;
            TensorPrimitives.MultiplyAdd<double>(direction, step, x, x);
            TensorPrimitives.MultiplyAdd<double>(product, -step, residual, residual);
            var next = TensorPrimitives.Dot<double>(residual, residual);
            TensorPrimitives.MultiplyAdd<double>(direction, next / squares, residual, direction);
            squares = next;
        }

        var norm = Math.Sqrt(squares);
        return new(matrix.Space.Gradients(x), iterations, norm, norm <= goal && !curvesDown, curvesDown);
    }

    /// <summary>The smallest and the largest eigenvalue of A with their eigenvectors, by the method of Lanczos.</summary>
    /// <remarks>
    /// All vectors so far are kept and made orthogonal again, so that no eigenvalue is found twice: steps times elements numbers. A
    /// start without any share of an eigenvector does not find it; a random one has a share of each. C. Lanczos: An Iteration Method for
    /// the Solution of the Eigenvalue Problem (1950).
    /// </remarks>
    /// <param name="times">Multiplies a vector by A, which is symmetric.</param>
    /// <param name="like">Says which parameters a vector belongs to: its values do not matter.</param>
    /// <param name="random">Draws the start.</param>
    /// <param name="tolerance">
    /// It has converged when both residuals |A x - value x| are at most this times the largest magnitude of an eigenvalue.
    /// </param>
    /// <param name="maxIterations">The most products; never more than there are elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance or the number of iterations is out of range.</exception>
    /// <exception cref="GradientException">A product is NaN or infinite.</exception>
    public static KrylovEigenvalues<T> ExtremeEigenvalues<T>(
        Func<Gradients<T>, Gradients<T>> times, Gradients<T> like, Random random, double tolerance = 1e-8, int maxIterations = 200)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        Require(tolerance >= 0, nameof(ExtremeEigenvalues), nameof(tolerance), tolerance, "0 or more");
        Require(maxIterations > 0, nameof(ExtremeEigenvalues), nameof(maxIterations), maxIterations, "above 0");
        var matrix = new Product<T>(nameof(ExtremeEigenvalues), times, like);
        var size = matrix.Space.Size;
        var basis = new List<double[]> { Scaled(Drawn(size, () => NextNormal(random))) };
        var (diagonal, beside) = (new List<double>(), new List<double>());
        while (true)
        {
            var product = matrix.Times(basis[^1]);
            diagonal.Add(TensorPrimitives.Dot<double>(product, basis[^1]));

            // Twice: once leaves what rounding has left of it.
            for (var round = 0; round < 2; round++)
            {
                foreach (var other in basis)
                {
                    TensorPrimitives.MultiplyAdd<double>(other, -TensorPrimitives.Dot<double>(product, other), product, product);
                }
            }

            // Nothing is left where the vectors span all that A makes of the start.
            var left = TensorPrimitives.Norm<double>(product);
            var count = diagonal.Count;
            var isWhole = count == size || left <= 1e-14 * diagonal.Concat(beside).Max(Math.Abs) || left == 0;
            if (isWhole || count == maxIterations || count % StepsBetweenLooks == 0)
            {
                var eigen = Tridiagonal(diagonal, beside).Evd(Symmetricity.Symmetric);
                var values = eigen.EigenValues.Real();
                var (low, high) = (Pair(values.MinimumIndex()), Pair(values.MaximumIndex()));
                var hasConverged = isWhole || Math.Max(low.Residual, high.Residual) <= tolerance * values.AbsoluteMaximum();
                if (hasConverged || count == maxIterations)
                {
                    return new(low.Whole(), high.Whole(), count, hasConverged);
                }

                Ritz<T> Pair(int index) =>
                    new(matrix.Space, basis, values[index], eigen.EigenVectors.Column(index).ToArray(), isWhole ? 0 : left);
            }

            beside.Add(left);
            basis.Add(Scaled(product));
        }
    }

    /// <summary>An estimate of the trace of A, the sum of its eigenvalues: the mean of z^T A z over random signs z.</summary>
    /// <remarks>
    /// Exact in one sample for a diagonal matrix; the variance of a sample is twice the sum of the squares beside the diagonal. M.
    /// Hutchinson: A Stochastic Estimator of the Trace of the Influence Matrix (1990).
    /// </remarks>
    /// <param name="times">Multiplies a vector by A, which is symmetric.</param>
    /// <param name="like">Says which parameters a vector belongs to: its values do not matter.</param>
    /// <param name="random">Draws the signs.</param>
    /// <param name="samples">The number of products, at least 2.</param>
    /// <returns>The estimate, and its standard error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two samples.</exception>
    /// <exception cref="GradientException">A product is NaN or infinite.</exception>
    public static (double Trace, double StandardError) HutchinsonTrace<T>(
        Func<Gradients<T>, Gradients<T>> times, Gradients<T> like, Random random, int samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        Require(samples >= 2, nameof(HutchinsonTrace), nameof(samples), samples, "at least 2");
        var matrix = new Product<T>(nameof(HutchinsonTrace), times, like);
        var drawn = Drawn(samples, () =>
        {
            var signs = Drawn(matrix.Space.Size, () => random.Next(2) == 0 ? -1 : 1);
            return TensorPrimitives.Dot<double>(signs, matrix.Times(signs));
        });
        var mean = drawn.Average();
        return (mean, Math.Sqrt(drawn.Sum(sample => (sample - mean) * (sample - mean)) / (samples - 1) / samples));
    }

    private static Matrix<double> Tridiagonal(List<double> diagonal, List<double> beside) =>
        Matrix<double>.Build.Dense(diagonal.Count, diagonal.Count, (i, j) =>
            i == j ? diagonal[i] : Math.Abs(i - j) == 1 ? beside[Math.Min(i, j)] : 0);

    private static double[] Drawn(int count, Func<double> draw)
    {
        var drawn = new double[count];
        for (var i = 0; i < count; i++)
        {
            drawn[i] = draw();
        }

        return drawn;
    }

    private static double NextNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Scaled(double[] vector)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
        return vector;
    }

    private static void Require(bool holds, string method, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, Invariant($"{method}: {name} is {value}; it must be {range}."));
        }
    }

    /// <summary>An eigenvalue of the small matrix of the steps so far.</summary>
    private sealed record Ritz<T>(FlatSpace<T> Space, List<double[]> Basis, double Value, double[] Shares, double Left)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public double Residual => Left * Math.Abs(Shares[^1]);

        public KrylovEigenvalue<T> Whole()
        {
            var vector = new double[Space.Size];
            foreach (var (k, share) in Shares.Index())
            {
                TensorPrimitives.MultiplyAdd<double>(Basis[k], share, vector, vector);
            }

            return new(Value, Space.Gradients(vector), Residual);
        }
    }

    /// <summary>The matrix on plain vectors.</summary>
    private sealed class Product<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly string _method;
        private readonly Func<Gradients<T>, Gradients<T>> _times;

        public Product(string method, Func<Gradients<T>, Gradients<T>> times, Gradients<T> like)
        {
            ArgumentNullException.ThrowIfNull(times);
            ArgumentNullException.ThrowIfNull(like);
            (_method, _times, Space) = (method, times, new FlatSpace<T>(method, like.Keys));
        }

        public FlatSpace<T> Space { get; }

        public double[] Times(double[] vector)
        {
            var product = _times(Space.Gradients(vector));
            var flat = Space.Flat(node => product[node]);
            return Array.TrueForAll(flat, double.IsFinite)
                ? flat
                : throw new GradientException(
                    $"{_method}: the product of the matrix with a finite vector is NaN or infinite; look at the loss and its gradient.");
        }
    }
}
