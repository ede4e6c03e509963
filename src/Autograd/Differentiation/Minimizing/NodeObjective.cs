using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using static System.FormattableString;

namespace Autograd;

/// <summary>A loss of parameters as MathNet's minimizers take it, with its exact gradient and Hessian.</summary>
/// <remarks>
/// <para><c>new NodeObjective(Loss, parameters).Minimize(new BfgsMinimizer(1e-8, 1e-8, 1e-8))</c>, and so LimitedMemoryBfgsMinimizer
/// and NewtonMinimizer. The parameters are written at each evaluation, and hold the minimum in the end. A point is one vector: the
/// elements of all parameters, one after the other in row-major order.</para>
/// <para>A minimizer with other arguments (bounds) takes the objective as it is; then <see cref="EvaluateAt"/> its minimizing point, so
/// that the parameters hold it.</para>
/// <para>The minimizers' own reasons do not always tell whether they have converged: one that has run out of iterations may name its
/// tolerance, and one that stands at the minimum may throw because no step makes the value smaller. So <see cref="Minimize"/> looks at the
/// gradient.</para>
/// </remarks>
public sealed class NodeObjective : IObjectiveFunction
{
    private readonly Func<Node<double>> _loss;
    private readonly ParameterPoint _parameters;
    private readonly Progress _progress;
    private Vector<double>? _point;
    private Vector<double>? _gradient;
    private Matrix<double>? _hessian;

    /// <summary>The objective of a loss.</summary>
    /// <param name="loss">Computes the loss from the parameters, of one element; called at each evaluation.</param>
    /// <param name="parameters">The parameters to find.</param>
    /// <exception cref="ArgumentException">There are no parameters, or they have no elements.</exception>
    public NodeObjective(Func<Node<double>> loss, IReadOnlyList<Parameter<double>> parameters)
    {
        ArgumentNullException.ThrowIfNull(loss);
        (_loss, _parameters, _progress) = (loss, new ParameterPoint(nameof(NodeObjective), parameters), new Progress());
    }

    private NodeObjective(NodeObjective other) =>
        (_loss, _parameters, _progress) = (other._loss, other._parameters, other._progress);

    /// <summary>What the parameters hold now, as a point.</summary>
    public Vector<double> Start => _parameters.Current;

    /// <inheritdoc/>
    public Vector<double> Point => Evaluated(_point);

    /// <inheritdoc/>
    public double Value { get; private set; }

    /// <summary>The gradient at the point; a new vector each time, because minimizers calculate in place.</summary>
    public Vector<double> Gradient => Evaluated(_gradient).Clone();

    /// <summary>The Hessian at the point, computed when it is first read: one backward pass for each element.</summary>
    public Matrix<double> Hessian => _hessian ??= HessianAt(Point);

    bool IObjectiveFunctionEvaluation.IsGradientSupported => true;

    bool IObjectiveFunctionEvaluation.IsHessianSupported => true;

    /// <summary>Writes a point into the parameters and computes the loss and its gradient there.</summary>
    /// <param name="point">One number for each element.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    /// <exception cref="ShapeException">The loss has several elements.</exception>
    /// <exception cref="GradientException">The loss does not depend on one of the parameters.</exception>
    public void EvaluateAt(Vector<double> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        _parameters.Write(point);
        var loss = Tracing.RequireSingle(nameof(NodeObjective), _loss());
        _point = point.Clone();
        _hessian = null;
        _gradient = _parameters.Packed(loss.Backward(_parameters.Parameters));
        Value = loss.Inspect().Scalar;
        _progress.Note(_point, Value);
    }

    /// <summary>Runs a minimizer from what the parameters hold, and leaves them at the minimum, or at the best point found.</summary>
    /// <param name="minimizer">One of MathNet's, or your own.</param>
    /// <param name="gradientTolerance">It has converged when the norm of the gradient is at most this.</param>
    /// <returns>Where it ended, and whether it has converged; it throws nothing if not.</returns>
    public MinimizerResult Minimize(IUnconstrainedMinimizer minimizer, double gradientTolerance = 1e-8)
    {
        ArgumentNullException.ThrowIfNull(minimizer);
        _progress.Begin();
        Vector<double>? found = null;
        string reason;
        try
        {
            var result = minimizer.FindMinimum(this, Start);
            (found, reason) = (result.MinimizingPoint, Invariant($"{result.ReasonForExit} after {result.Iterations} iterations"));
        }
        catch (OptimizationException stopped)
        {
            reason = stopped.Message;
        }

        var evaluations = _progress.Evaluations;
        EvaluateAt(found ?? _progress.Best ?? Start);
        if (!double.IsFinite(Value) && _progress.Best is { } best)
        {
            EvaluateAt(best);
        }

        var norm = _gradient!.L2Norm();
        return new(norm <= gradientTolerance, Value, norm, evaluations, reason);
    }

    IObjectiveFunction IObjectiveFunction.Fork() => new NodeObjective(this)
    {
        _point = _point,
        _gradient = _gradient,
        _hessian = _hessian,
        Value = Value,
    };

    IObjectiveFunction IObjectiveFunctionEvaluation.CreateNew() => new NodeObjective(this);

    private static TValue Evaluated<TValue>(TValue? value)
        where TValue : class =>
        value ?? throw new InvalidOperationException("NodeObjective: nothing has been evaluated yet; call EvaluateAt first.");

    private Matrix<double> HessianAt(Vector<double> point)
    {
        _parameters.Write(point);
        var blocks = Derivative.Hessian(_loss(), _parameters.Parameters);
        var matrix = Matrix<double>.Build.Dense(_parameters.Size, _parameters.Size);
        var row = 0;
        foreach (var blocksOfRows in blocks)
        {
            var column = 0;
            var height = 0;
            foreach (var (block, parameter) in blocksOfRows.Zip(_parameters.Parameters))
            {
                height = block.Size / parameter.Shape.Size;
                matrix.SetSubMatrix(row, column, Matrix<double>.Build.DenseOfRowMajor(height, parameter.Shape.Size, block.ToArray()));
                column += parameter.Shape.Size;
            }

            row += height;
        }

        return matrix;
    }

    /// <summary>What all copies of an objective have seen.</summary>
    private sealed class Progress
    {
        private double _value;

        public int Evaluations { get; private set; }

        public Vector<double>? Best { get; private set; }

        public void Begin() => (Evaluations, Best, _value) = (0, null, double.PositiveInfinity);

        public void Note(Vector<double> point, double value)
        {
            Evaluations++;
            if (value < _value || Best is null)
            {
                (Best, _value) = (point, value);
            }
        }
    }
}
