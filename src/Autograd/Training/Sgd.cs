using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>Stochastic gradient descent with momentum, and L2 weight decay on chosen parameters.</summary>
/// <remarks>
/// Each step computes v = momentum v + g + decay w and w = w - rate v, where g is the gradient of the parameter w. The decay term is
/// the gradient of decay/2 |w|^2; it is usual for weights and not for biases (Goodfellow, Bengio, Courville: Deep Learning, chapter
/// 7.1).
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Sgd<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly HashSet<Node<T>> _own;
    private readonly T[][] _velocities;
    private readonly bool[] _decays;
    private readonly T _momentum;
    private readonly T _weightDecay;

    /// <summary>An optimizer of these parameters.</summary>
    /// <param name="parameters">The parameters to update, each once.</param>
    /// <param name="learningRate">The rate, 0 or more.</param>
    /// <param name="momentum">How much of the last step is kept, from 0 up to but not including 1.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="decayed">The parameters that decay; left out, all of them.</param>
    /// <exception cref="ArgumentException">
    /// A number is out of its range, a parameter is given twice, or one that decays is not among the parameters.
    /// </exception>
    public Sgd(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double momentum = 0,
        double weightDecay = 0,
        IReadOnlyCollection<Parameter<T>>? decayed = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        if (Array.IndexOf(_parameters, null) is >= 0 and var position)
        {
            throw new ArgumentException($"Sgd: parameter {position} is null.", nameof(parameters));
        }

        if (_parameters.Distinct().Count() != _parameters.Length)
        {
            var twice = _parameters.GroupBy(parameter => parameter).First(group => group.Skip(1).Any()).Key;
            throw new ArgumentException(
                $"Sgd: {twice.Label} is given twice, so each step would move it twice; give each parameter once.", nameof(parameters));
        }

        if (decayed?.FirstOrDefault(parameter => !_parameters.Contains(parameter)) is { } stranger)
        {
            throw new ArgumentException(
                $"Sgd: {stranger.Label} is to decay but is not among the parameters; add it to them.", nameof(decayed));
        }

        _own = [.. _parameters];
        LearningRate = learningRate;
        _momentum = Within(momentum, value => value >= T.Zero && value < T.One, nameof(momentum), "from 0 up to, but not including, 1");
        _weightDecay = Within(weightDecay, value => value >= T.Zero && T.IsFinite(value), nameof(weightDecay), "0 or more");
        _velocities = Array.ConvertAll(_parameters, parameter => new T[parameter.Shape.Size]);
        _decays = Array.ConvertAll(_parameters, parameter => weightDecay > 0 && (decayed is null || decayed.Contains(parameter)));
    }

    /// <summary>The parameters that are updated.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>The learning rate of the next step; it may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0, to infinity or to NaN.</exception>
    public double LearningRate
    {
        get;
        set
        {
            Within(value, rate => rate >= T.Zero && T.IsFinite(rate), nameof(LearningRate), "0 or more");
            field = value;
        }
    }

    /// <summary>Moves every parameter one step against its gradient.</summary>
    /// <param name="gradients">What the backward pass of the loss returned.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    /// <exception cref="GradientException">
    /// A parameter has no gradient there, because the loss does not depend on it; an element of a gradient is NaN or infinite; or the
    /// loss depends on another parameter too, which was forgotten when the optimizer was made (unless the gradients were asked for by
    /// chosen nodes). No parameter has moved then.
    /// </exception>
    public void Step(Gradients<T> gradients, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        StepChecks.RequireNoneForgotten(gradients, _own);
        foreach (var parameter in _parameters)
        {
            // All or nothing: what is missing or would spoil the weights is reported before anything moves.
            StepChecks.RequireFinite(nameof(Step), parameter, gradients[parameter].Span);
        }

        var rate = T.CreateChecked(LearningRate);
        for (var i = 0; i < _parameters.Length; i++)
        {
            var values = _parameters[i].BeginUpdate(file, line);
            var decay = _decays[i] ? _weightDecay : T.Zero;
            var move = new Move(values, _velocities[i], gradients[_parameters[i]].Span, rate, _momentum, decay);
            ParallelLoop.Run(values.Length, values.Length, move, equalShares: true);
        }
    }

    /// <summary>Moves the elements of one parameter, in one pass over all three arrays.</summary>
    private readonly ref struct Move(Span<T> values, Span<T> velocities, ReadOnlySpan<T> gradient, T rate, T momentum, T decay) : IRangeLoop
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

    // The number as the element type has it: a double that is in range may round to one that is not.
    private static T Within(double value, Predicate<T> fits, string name, string range)
    {
        var rounded = T.CreateSaturating(value);
        return fits(rounded)
            ? rounded
            : throw new ArgumentOutOfRangeException(name, value, $"Sgd: {name} is {value}; as {typeof(T).Name} it must be {range}.");
    }
}
