using System.Numerics;

namespace Autograd;

/// <summary>The two ends of the spectrum of a matrix.</summary>
public sealed record KrylovEigenvalues<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal KrylovEigenvalues(KrylovEigenvalue<T> smallest, KrylovEigenvalue<T> largest, int iterations, bool converged) =>
        (Smallest, Largest, Iterations, Converged) = (smallest, largest, iterations, converged);

    /// <summary>The smallest eigenvalue: negative at a saddle.</summary>
    public KrylovEigenvalue<T> Smallest { get; }

    /// <summary>The largest eigenvalue: steps of gradient descent above 2 / this diverge.</summary>
    public KrylovEigenvalue<T> Largest { get; }

    /// <summary>How many products it took.</summary>
    public int Iterations { get; }

    /// <summary>Whether both residuals are small enough; else the two are the best so far.</summary>
    public bool Converged { get; }
}

/// <summary>An eigenvalue of a matrix A.</summary>
public sealed record KrylovEigenvalue<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal KrylovEigenvalue(double value, Gradients<T> vector, double residual) => (Value, Vector, Residual) = (value, vector, residual);

    /// <summary>The eigenvalue.</summary>
    public double Value { get; }

    /// <summary>Its eigenvector x, of norm 1.</summary>
    public Gradients<T> Vector { get; }

    /// <summary>The norm of A x - value x, which bounds how far the eigenvalue is off.</summary>
    public double Residual { get; }
}
