using System.Numerics;

namespace Autograd;

/// <summary>What conjugate gradients found.</summary>
/// <param name="Solution">The x of (A + damping I) x = b.</param>
/// <param name="Iterations">How many products it took.</param>
/// <param name="Residual">The norm of b - (A + damping I) x; that of b, if the first direction curves down.</param>
/// <param name="Converged">Whether that is small enough; else the solution is the best so far.</param>
/// <param name="CurvesDown">Whether a direction d was met with d^T (A + damping I) d &lt;= 0, so that there is no minimum.</param>
public sealed record KrylovSolution<T>(Gradients<T> Solution, int Iterations, double Residual, bool Converged, bool CurvesDown)
    where T : unmanaged, IFloatingPointIeee754<T>;
