using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>Gradient descent by moving averages of the gradient and of its square, and L2 weight decay on chosen parameters.</summary>
/// <remarks>
/// <para>Step t = 1, 2, ... computes g = gradient + decay w, m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2 and
/// w = w - rate m' / (sqrt(v') + epsilon), where m' = m / (1 - beta1^t) and v' = v / (1 - beta2^t) make up for the averages m and v, its
/// states "mean" and "square", being 0 at first. D. Kingma, J. Ba: Adam: A Method for Stochastic Optimization (2015); the numbers are
/// those of PyTorch's Adam.</para>
/// <para>By rows, the averages of a row that a step did not use stay as they are, and t counts all steps: the lazy form, as in PyTorch's
/// SparseAdam. Otherwise a row goes on moving by its averages, as the formula says.</para>
/// <para>The squares must not overflow: of a gradient beyond 1e19 in float, 1e154 in double, v becomes infinite and w stays.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Adam<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[] _means;
    private readonly State<T>[] _squares;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly T _epsilon;
    private double _meanCorrection;
    private double _rootCorrection;

    /// <summary>Adam on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more: about how far an element moves in a step.</param>
    /// <param name="beta1">How much of the average of the gradient is kept, from 0 up to but not including 1.</param>
    /// <param name="beta2">How much of the average of its square is kept, from 0 up to but not including 1.</param>
    /// <param name="epsilon">Added to what divides, above 0: an element whose gradients are all 0 stays.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="decayed">The parameters that decay; left out, all of them.</param>
    /// <param name="byRows">
    /// Tables of which a step uses few rows: a row (a slice along the first axis) whose gradient is 0 stays as it is in that step, with
    /// its state, and does not decay. Left out, none.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, one that decays or goes by rows is not among them, one that goes by rows has no
    /// axis, or a number is out of its range.
    /// </exception>
    public Adam(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0,
        IReadOnlyCollection<Parameter<T>>? decayed = null,
        IReadOnlyCollection<Parameter<T>>? byRows = null)
        : base(parameters, learningRate, weightDecay, decayed, byRows)
    {
        KeptShare(beta1, nameof(beta1));
        KeptShare(beta2, nameof(beta2));
        (_beta1, _beta2) = (beta1, beta2);
        _epsilon = Within(epsilon, value => value > T.Zero && T.IsFinite(value), nameof(epsilon), "above 0");
        (_means, _squares) = (AddState("mean"), AddState("square"));
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        // m' = meanCorrection m and sqrt(v') = rootCorrection sqrt(v).
        var t = Steps + 1;
        _meanCorrection = 1 / (1 - Math.Pow(_beta1, t));
        _rootCorrection = 1 / Math.Sqrt(1 - Math.Pow(_beta2, t));
    }

    /// <inheritdoc/>
    protected override void Move(int index, int start, Span<T> values, ReadOnlySpan<T> gradient, double rate, double decay)
    {
        var pass = new Pass(
            values,
            _means[index].Span[start..],
            _squares[index].Span[start..],
            gradient,
            new Factors(
                Rate: T.CreateSaturating(rate * _meanCorrection),
                Root: T.CreateSaturating(_rootCorrection),
                Beta1: T.CreateSaturating(_beta1),
                Fresh1: T.CreateSaturating(1 - _beta1),
                Beta2: T.CreateSaturating(_beta2),
                Fresh2: T.CreateSaturating(1 - _beta2),
                Epsilon: _epsilon,
                Decay: T.CreateSaturating(decay)));

        // The square root and the quotient cost about as much as the rest.
        ParallelLoop.Run(values.Length, 2L * values.Length, pass, equalShares: true);
    }

    /// <summary>The numbers of a step that are the same for all elements.</summary>
    private readonly record struct Factors(T Rate, T Root, T Beta1, T Fresh1, T Beta2, T Fresh2, T Epsilon, T Decay);

    /// <summary>Moves the elements of one parameter, in one pass over all four arrays.</summary>
    private readonly ref struct Pass(Span<T> values, Span<T> means, Span<T> squares, ReadOnlySpan<T> gradient, Factors factors) : IRangeLoop
    {
        private readonly Span<T> _values = values;
        private readonly Span<T> _means = means;
        private readonly Span<T> _squares = squares;
        private readonly ReadOnlySpan<T> _gradient = gradient;

        public void Run(int first, int count)
        {
            var x = _values.Slice(first, count);
            var m = _means.Slice(first, count);
            var v = _squares.Slice(first, count);
            var g = _gradient.Slice(first, count);
            var whole = MemoryMarshal.Cast<T, Vector<T>>(x).Length;
            MoveVectors(
                MemoryMarshal.Cast<T, Vector<T>>(x),
                MemoryMarshal.Cast<T, Vector<T>>(m),
                MemoryMarshal.Cast<T, Vector<T>>(v),
                MemoryMarshal.Cast<T, Vector<T>>(g),
                factors);
            for (var i = whole * Vector<T>.Count; i < count; i++)
            {
                var slope = g[i] + (x[i] * factors.Decay);
                m[i] = (m[i] * factors.Beta1) + (slope * factors.Fresh1);
                v[i] = (v[i] * factors.Beta2) + (slope * factors.Fresh2 * slope);
                x[i] -= m[i] * factors.Rate / ((T.Sqrt(v[i]) * factors.Root) + factors.Epsilon);
            }
        }

        private static void MoveVectors(
            Span<Vector<T>> x, Span<Vector<T>> m, Span<Vector<T>> v, ReadOnlySpan<Vector<T>> g, Factors factors)
        {
            var (rate, root, epsilon) = (new Vector<T>(factors.Rate), new Vector<T>(factors.Root), new Vector<T>(factors.Epsilon));
            var (beta1, fresh1) = (new Vector<T>(factors.Beta1), new Vector<T>(factors.Fresh1));
            var (beta2, fresh2) = (new Vector<T>(factors.Beta2), new Vector<T>(factors.Fresh2));
            var decay = new Vector<T>(factors.Decay);
            for (var i = 0; i < x.Length; i++)
            {
                var slope = g[i] + (x[i] * decay);
                var mean = (m[i] * beta1) + (slope * fresh1);
                var square = (v[i] * beta2) + (slope * fresh2 * slope);
                (m[i], v[i]) = (mean, square);
                x[i] -= mean * rate / ((Vector.SquareRoot(square) * root) + epsilon);
            }
        }
    }
}
