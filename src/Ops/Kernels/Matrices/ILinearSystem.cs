using System.Numerics;

namespace Autograd;

/// <summary>A way to solve X Z = Y for a matrix X that is given first, then any number of right sides Y.</summary>
internal interface ILinearSystem
{
    /// <summary>Takes the matrix, and brings it into the form in which it is solved.</summary>
    /// <returns>The first pivot that is 0, so that there is no solution; -1 if there is none.</returns>
    int Factorize<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Solves for a right side, row-major as the solution.</summary>
    void Solve<T>(ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
