using System.Numerics;

namespace Autograd;

/// <summary>The two ends of the spectrum of a matrix.</summary>
/// <param name="Smallest">The smallest eigenvalue: negative at a saddle.</param>
/// <param name="Largest">The largest eigenvalue: steps of gradient descent above 2 / this diverge.</param>
/// <param name="Iterations">How many products it took.</param>
/// <param name="Converged">Whether both residuals are small enough; else the two are the best so far.</param>
public sealed record KrylovEigenvalues<T>(
    KrylovEigenvalue<T> Smallest, KrylovEigenvalue<T> Largest, int Iterations, bool Converged)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>An eigenvalue of a matrix A.</summary>
/// <param name="Value">The eigenvalue.</param>
/// <param name="Vector">Its eigenvector x, of norm 1.</param>
/// <param name="Residual">The norm of A x - value x, which bounds how far the eigenvalue is off.</param>
public sealed record KrylovEigenvalue<T>(double Value, Gradients<T> Vector, double Residual)
    where T : unmanaged, IFloatingPointIeee754<T>;
