using static System.FormattableString;

namespace Autograd;

/// <summary>A matrix that is not positive definite has no Cholesky factor. The message names the matrix and says what to do.</summary>
public sealed class NotPositiveDefiniteException : ArgumentException
{
    /// <summary>An exception without a message.</summary>
    public NotPositiveDefiniteException()
    {
    }

    /// <summary>An exception with a message.</summary>
    public NotPositiveDefiniteException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and what caused it.</summary>
    public NotPositiveDefiniteException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal NotPositiveDefiniteException(string operation, Shape x, int matrix, int minor, double jitter)
        : base(
            $"{operation}: {Matrices.Named(x, matrix)}{(jitter > 0 ? Invariant($", with {jitter} added to its diagonal,") : "")} is not "
            + $"positive definite: its leading {minor} x {minor} minor is not positive. "
            + "Check that it is a covariance or a matrix A A', or add a small multiple of the identity "
            + (jitter > 0 ? "(a larger jitter)." : "(jitter: 1e-6)."),
            nameof(x)) =>
        (Matrix, Minor, Order) = (matrix, minor, x[^1]);

    /// <summary>Which matrix of the batch, counted from 0 in row-major order of the leading axes.</summary>
    public int Matrix { get; }

    /// <summary>The order of the first leading minor that is not positive, from 1 on: the pivot of this row is 0 or negative.</summary>
    public int Minor { get; }

    /// <summary>The number of rows and columns of each matrix.</summary>
    public int Order { get; }
}
