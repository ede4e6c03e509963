using System.Numerics;

namespace Autograd;

/// <summary>What conjugate gradients found.</summary>
public sealed record KrylovSolution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal KrylovSolution(Gradients<T> solution, int iterations, double residual, bool converged, bool curvesDown) =>
        (Solution, Iterations, Residual, Converged, CurvesDown) = (solution, iterations, residual, converged, curvesDown);

    /// <summary>The x of (A + damping I) x = b.</summary>
    public Gradients<T> Solution { get; }

    /// <summary>How many products it took.</summary>
    public int Iterations { get; }

    /// <summary>The norm of b - (A + damping I) x; that of b, if the first direction curves down.</summary>
    public double Residual { get; }

    /// <summary>Whether that is small enough; else the solution is the best so far.</summary>
    public bool Converged { get; }

    /// <summary>Whether a direction d was met with d^T (A + damping I) d &lt;= 0, so that there is no minimum.</summary>
    public bool CurvesDown { get; }
}
