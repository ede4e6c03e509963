using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using static System.FormattableString;

namespace Autograd;

/// <summary>A curve or a model to be fitted by least squares, as MathNet's Levenberg-Marquardt takes it, with its exact Jacobian.</summary>
/// <remarks>
/// The value is the sum of the squares of predictions minus observations. The parameters are written at each evaluation, and hold the
/// minimum in the end.
/// </remarks>
public sealed class NodeLeastSquares
{
    private readonly Func<Node<double>> _predictions;
    private readonly NdArray<double> _observations;
    private readonly ParameterPoint _parameters;
    private int _evaluations;

    /// <summary>The fit of a model to observations.</summary>
    /// <param name="predictions">Computes from the parameters what is to be near the observations; called at each evaluation.</param>
    /// <param name="observations">What was observed, of the shape of the predictions.</param>
    /// <param name="parameters">The parameters to find.</param>
    /// <exception cref="ArgumentException">There are no parameters or observations.</exception>
    public NodeLeastSquares(Func<Node<double>> predictions, NdArray<double> observations, IReadOnlyList<Parameter<double>> parameters)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (observations.Size == 0)
        {
            throw new ArgumentException($"NodeLeastSquares: shape {observations.Shape} has no observations.", nameof(observations));
        }

        (_predictions, _observations) = (predictions, observations);
        _parameters = new ParameterPoint(nameof(NodeLeastSquares), parameters);
    }

    /// <summary>Runs Levenberg-Marquardt from what the parameters hold, and leaves them at the minimum, or where it ended.</summary>
    /// <param name="minimizer">
    /// MathNet's minimizer, with its options; left out, one that goes on until the gradient is 1e-12 or steps are lost in rounding.
    /// </param>
    /// <param name="gradientTolerance">It has converged when the norm of the gradient of the sum of squares is at most this.</param>
    /// <returns>Where it ended, and whether it has converged; it throws nothing if not.</returns>
    public MinimizerResult Minimize(LevenbergMarquardtMinimizer? minimizer = null, double gradientTolerance = 1e-8)
    {
        minimizer ??= new LevenbergMarquardtMinimizer(gradientTolerance: 1e-12, functionTolerance: 0);
        var observed = Vector<double>.Build.Dense(_observations.ToArray());
        _evaluations = 0;

        // What MathNet calls x belongs to the model here; it wants a vector as long as that of the observations.
        var model = ObjectiveFunction.NonlinearModel(ValuesAt, JacobianAt, observed, observed);
        var result = minimizer.FindMinimum(model, _parameters.Current);
        var (evaluations, residuals) = (_evaluations, ValuesAt(result.MinimizingPoint, observed) - observed);
        var slope = 2 * JacobianAt(result.MinimizingPoint, observed).TransposeThisAndMultiply(residuals);
        return new(
            slope.L2Norm() <= gradientTolerance,
            residuals.DotProduct(residuals),
            slope.L2Norm(),
            evaluations,
            Invariant($"{result.ReasonForExit} after {result.Iterations} iterations"));
    }

    private Vector<double> ValuesAt(Vector<double> point, Vector<double> observed)
    {
        _evaluations++;
        _parameters.Write(point);
        return Vector<double>.Build.Dense(Predictions().Inspect().ToArray());
    }

    private Matrix<double> JacobianAt(Vector<double> point, Vector<double> observed)
    {
        _parameters.Write(point);
        var blocks = Derivative.Jacobian(Predictions(), _parameters.Parameters);
        return blocks
            .Select(block => Matrix<double>.Build.DenseOfRowMajor(_observations.Size, block.Size / _observations.Size, block.ToArray()))
            .Aggregate((left, right) => left.Append(right));
    }

    private Node<double> Predictions()
    {
        var predictions = _predictions()
            ?? throw new InvalidOperationException("NodeLeastSquares: the function returned null; return a node.");
        return predictions.Shape == _observations.Shape
            ? predictions
            : throw new ShapeException(
                $"NodeLeastSquares: the predictions have shape {predictions.Shape} and the observations {_observations.Shape}; "
                + "they must be the same.");
    }
}
