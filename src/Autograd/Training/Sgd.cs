using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>Stochastic gradient descent with momentum, and L2 weight decay on chosen parameters.</summary>
/// <remarks>
/// Each step computes v = momentum v + g + decay w and w = w - rate v, where g is the gradient of the parameter w and v, 0 at first, is
/// its state "velocity"; without momentum there is none. The decay term is the gradient of decay/2 |w|^2; it is usual for weights and not
/// for biases (Goodfellow, Bengio, Courville: Deep Learning, chapter 7.1). Without momentum and decay, rows of a table that a step did not
/// use are not visited.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Sgd<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly State<T>[]? _velocities;
    private readonly T _momentum;

    /// <summary>Gradient descent on these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="momentum">How much of the last step is kept, from 0 up to but not including 1.</param>
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
    public Sgd(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double momentum = 0,
        double weightDecay = 0,
        IReadOnlyCollection<Parameter<T>>? decayed = null,
        IReadOnlyCollection<Parameter<T>>? byRows = null)
        : base(parameters, learningRate, weightDecay, decayed, byRows)
    {
        _momentum = KeptShare(momentum, nameof(momentum));
        _velocities = _momentum > T.Zero ? AddState("velocity") : null;
    }

    /// <inheritdoc/>
    protected override bool StaysAtZero(double decay) => decay == 0 && _momentum == T.Zero;

    /// <inheritdoc/>
    protected override void Move(int index, int start, Span<T> values, ReadOnlySpan<T> gradient, double rate, double decay)
    {
        var (rounded, roundedDecay) = (T.CreateSaturating(rate), T.CreateSaturating(decay));
        if (_velocities is null)
        {
            ParallelLoop.Run(values.Length, values.Length, new PlainPass(values, gradient, rounded, roundedDecay), equalShares: true);
            return;
        }

        var pass = new Pass(values, _velocities[index].Span[start..], gradient, rounded, _momentum, roundedDecay);
        ParallelLoop.Run(values.Length, values.Length, pass, equalShares: true);
    }

    /// <summary>Moves the elements of one parameter without momentum, so that no velocity is kept.</summary>
    private readonly ref struct PlainPass(Span<T> values, ReadOnlySpan<T> gradient, T rate, T decay) : IRangeLoop
    {
        private readonly Span<T> _values = values;
        private readonly ReadOnlySpan<T> _gradient = gradient;

        public void Run(int first, int count)
        {
            var x = _values.Slice(first, count);
            var g = _gradient.Slice(first, count);
            var vectors = MemoryMarshal.Cast<T, Vector<T>>(x);
            var slopes = MemoryMarshal.Cast<T, Vector<T>>(g);
            var (rates, decays) = (new Vector<T>(rate), new Vector<T>(decay));
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i] -= (slopes[i] + (vectors[i] * decays)) * rates;
            }

            for (var i = vectors.Length * Vector<T>.Count; i < count; i++)
            {
                x[i] -= (g[i] + (x[i] * decay)) * rate;
            }
        }
    }

    /// <summary>Moves the elements of one parameter, in one pass over all three arrays.</summary>
    private readonly ref struct Pass(Span<T> values, Span<T> velocities, ReadOnlySpan<T> gradient, T rate, T momentum, T decay) : IRangeLoop
    {
        private readonly Span<T> _values = values;
        private readonly Span<T> _velocities = velocities;
        private readonly ReadOnlySpan<T> _gradient = gradient;

        public void Run(int first, int count)
        {
            var x = _values.Slice(first, count);
            var v = _velocities.Slice(first, count);
            var g = _gradient.Slice(first, count);
            var whole = MemoryMarshal.Cast<T, Vector<T>>(x).Length;
            MoveVectors(
                MemoryMarshal.Cast<T, Vector<T>>(x),
                MemoryMarshal.Cast<T, Vector<T>>(v),
                MemoryMarshal.Cast<T, Vector<T>>(g),
                new(rate),
                new(momentum),
                new(decay));
            for (var i = whole * Vector<T>.Count; i < count; i++)
            {
                v[i] = (v[i] * momentum) + g[i];
                v[i] = decay == T.Zero ? v[i] : v[i] + (x[i] * decay);
                x[i] -= v[i] * rate;
            }
        }

        private static void MoveVectors(
            Span<Vector<T>> x, Span<Vector<T>> v, ReadOnlySpan<Vector<T>> g, Vector<T> rate, Vector<T> momentum, Vector<T> decay)
        {
            var decays = decay != Vector<T>.Zero;
            for (var i = 0; i < x.Length; i++)
            {
                var velocity = (v[i] * momentum) + g[i];
                velocity = decays ? velocity + (x[i] * decay) : velocity;
                v[i] = velocity;
                x[i] -= velocity * rate;
            }
        }
    }
}
