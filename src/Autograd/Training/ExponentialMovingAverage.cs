using System.Numerics;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Autograd;

/// <summary>An average of the weights along a training, which often does better than the last weights.</summary>
/// <remarks>
/// It starts as the weights are, and each <see cref="Update"/>, after a step, makes it decay average + (1 - decay) weight (B. Polyak,
/// A. Juditsky: Acceleration of stochastic approximation by averaging, 1992). State that is not trained, running statistics for one, is
/// not averaged. What goes on elsewhere with the same bits copies the value of <c>average[parameter]</c>.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ExponentialMovingAverage<T> : ICheckpointed<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Which parameters hold an average now, and whose.
    private static readonly ConditionalWeakTable<Parameter<T>, ExponentialMovingAverage<T>> s_holders = [];

    private readonly OrderedDictionary<Parameter<T>, State<T>> _averages = [];
    private readonly T _fresh;

    // The versions of the parameters since they hold the averages.
    private readonly int[] _versions;
    private bool _isSwapped;
    private int _swaps;

    /// <summary>An average that is the weights as they are now.</summary>
    /// <param name="parameters">The parameters, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="decay">How much of the average an update keeps, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice, or the decay is out of its range.</exception>
    public ExponentialMovingAverage(IReadOnlyCollection<Parameter<T>> parameters, double decay = 0.999)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _fresh = T.CreateSaturating(1 - decay);
        if (!(decay >= 0 && _fresh > T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay,
                Invariant($"ExponentialMovingAverage: decay is {decay}; it must be from 0 up to, but not including, 1."));
        }

        foreach (var parameter in parameters)
        {
            ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
            if (!_averages.TryAdd(parameter, new State<T>(parameter.Value)))
            {
                throw new ArgumentException(
                    $"ExponentialMovingAverage: {parameter.Label} is given twice; give it once.", nameof(parameters));
            }
        }

        if (_averages.Count == 0)
        {
            throw new ArgumentException(
                "ExponentialMovingAverage: there are no parameters to average; build the model before it.", nameof(parameters));
        }

        _versions = new int[_averages.Count];
    }

    void ICheckpointed<T>.AddTo(CheckpointEntries<T> entries)
    {
        var names = CheckpointEntries<T>.NamesOf(Parameters);
        for (var i = 0; i < names.Length; i++)
        {
            entries.Add(names[i], _averages.GetAt(i).Value);
        }
    }

    /// <summary>The parameters, in the order in which they were given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _averages.Keys;

    /// <summary>The average of a parameter; it may be set.</summary>
    /// <param name="parameter">One of the parameters.</param>
    /// <exception cref="ArgumentException">It is not among the parameters.</exception>
    public State<T> this[Parameter<T> parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameter);
            return _averages.TryGetValue(parameter, out var average)
                ? average
                : throw new ArgumentException(
                    $"ExponentialMovingAverage: {parameter.Label} is not among the parameters.", nameof(parameter));
        }
    }

    /// <summary>Takes the weights as they are now into the average. Allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the averages now.</exception>
    public void Update()
    {
        RequireWeights(nameof(Update));
        var rule = new Mix(new(_fresh));
        for (var i = 0; i < _averages.Count; i++)
        {
            var (parameter, average) = _averages.GetAt(i);
            StepPass.Run(rule, cost: 1, new StepElements<T>(average.Span, parameter.Elements.Span));
        }
    }

    /// <summary>
    /// Puts the averages into the parameters, to evaluate or save the model, until the scope is closed:
    /// <c>using (average.Swapped()) { ... }</c>. Until then <c>average[parameter]</c> holds the weights, and the parameters are not to be
    /// updated: closing the scope refuses that, with the weights back.
    /// </summary>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    /// <exception cref="InvalidOperationException">The parameters hold these averages already, or those of another.</exception>
    public Scope Swapped([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        RequireWeights(nameof(Swapped));
        foreach (var parameter in Parameters)
        {
            if (s_holders.TryGetValue(parameter, out _))
            {
                throw new InvalidOperationException(
                    $"Swapped: {parameter.Label} holds the average of another ExponentialMovingAverage now; close that scope before.");
            }
        }

        Swap(file, line);
        for (var i = 0; i < _versions.Length; i++)
        {
            var parameter = _averages.GetAt(i).Key;
            s_holders.Add(parameter, this);
            _versions[i] = parameter.Version;
        }

        return new Scope(this, ++_swaps, file, line);
    }

    private void PutBack(string file, int line)
    {
        var updated = Parameters.Where((parameter, i) => parameter.Version != _versions[i]).FirstOrDefault();
        foreach (var parameter in Parameters)
        {
            s_holders.Remove(parameter);
        }

        Swap(file, line);
        if (updated is not null)
        {
            throw new InvalidOperationException(
                $"Swapped: {updated.Label} was updated while it held its average, which is now what was written then. The weights "
                + "are back; take steps outside the scope.");
        }
    }

    private void RequireWeights(string operation)
    {
        if (_isSwapped)
        {
            throw new InvalidOperationException(
                $"{operation}: the parameters hold the averages now, not the weights; close the scope of Swapped before.");
        }
    }

    private void Swap(string file, int line)
    {
        _isSwapped = !_isSwapped;
        for (var i = 0; i < _averages.Count; i++)
        {
            var (parameter, average) = _averages.GetAt(i);
            var weights = parameter.BeginUpdate(file, line);
            StepPass.Run(new Exchange(), cost: 1, new StepElements<T>(weights, weights), average.Span);
        }
    }

    /// <summary>A stretch of code in which the parameters hold the averages; disposing it puts the weights back, once.</summary>
    public readonly ref struct Scope
    {
        private readonly ExponentialMovingAverage<T> _average;
        private readonly int _number;
        private readonly string _file;
        private readonly int _line;

        internal Scope(ExponentialMovingAverage<T> average, int number, string file, int line) =>
            (_average, _number, _file, _line) = (average, number, file, line);

        /// <summary>Puts the weights back.</summary>
        /// <exception cref="InvalidOperationException">A parameter was updated meanwhile.</exception>
        public void Dispose()
        {
            if (_average is { _isSwapped: true } && _average._swaps == _number)
            {
                _average.PutBack(_file, _line);
            }
        }
    }

    private readonly struct Mix(Vector<T> fresh) : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) =>

            // Not fresh times the difference, which may overflow.
            value += (slope * fresh) - (value * fresh);
    }

    private readonly struct Exchange : IStepRule<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Vector<T> slope, ref Vector<T> value, ref Vector<T> first, ref Vector<T> second, ref Vector<T> third) =>
            (value, first) = (first, value);
    }
}
