using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Tells when a model has stopped becoming better on examples that it does not learn from, and keeps it as it was at its best.
/// </summary>
/// <remarks>
/// <code>
/// if (stopping.ShouldStop(ValidationLoss())) break;
/// ...
/// stopping.Restore();
/// </code>
/// A value of NaN is never the best.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class EarlyStopping<T> : ICheckpointed<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly State<T>[] _states;
    private readonly int _patience;
    private readonly double _leastGain;
    private readonly bool _largerIsBetter;
    private readonly State<T>[] _bestParameters;
    private readonly State<T>[] _bestStates;

    /// <summary>Keeps the best of these parameters.</summary>
    /// <param name="parameters">What is kept. Of a <see cref="ParameterSet{T}"/> the state that is not trained is kept too.</param>
    /// <param name="patience">After how many values in a row that are not better it is time to stop, at least 1.</param>
    /// <param name="leastGain">By how much a value must be better than the best to count, 0 or more.</param>
    /// <param name="largerIsBetter">Whether the values are an accuracy or the like, and not a loss.</param>
    /// <exception cref="ArgumentException">There are no parameters, or a number is out of its range.</exception>
    public EarlyStopping(
        IReadOnlyCollection<Parameter<T>> parameters, int patience, double leastGain = 0, bool largerIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0)
        {
            throw new ArgumentException("EarlyStopping: there are no parameters, so nothing would be kept.", nameof(parameters));
        }

        if (patience < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(patience), patience, Invariant($"EarlyStopping: patience is {patience}; it must be 1 or more."));
        }

        if (!(leastGain >= 0 && double.IsFinite(leastGain)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(leastGain), leastGain, Invariant($"EarlyStopping: leastGain is {leastGain}; it must be 0 or more."));
        }

        _parameters = [.. parameters];
        _states = parameters is ParameterSet<T> set ? [.. set.States.Values] : [];
        _bestParameters = Array.ConvertAll(_parameters, parameter => new State<T>(parameter.Value));
        _bestStates = Array.ConvertAll(_states, state => new State<T>(state.Value));
        (_patience, _leastGain, _largerIsBetter) = (patience, leastGain, largerIsBetter);
    }

    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; private set; }

    /// <summary>How many values there have been.</summary>
    public int Count { get; private set; }

    /// <summary>Which value was the best, from 1; 0 before there is one.</summary>
    public int BestAt { get; private set; }

    /// <summary>Takes the next value, keeps the parameters if it is the best, and tells whether it is time to stop.</summary>
    /// <param name="value">A loss, or what else is measured on examples that are not learned from.</param>
    /// <returns>Whether the last <c>patience</c> values were not better than the best before them.</returns>
    public bool ShouldStop(double value)
    {
        Count++;
        if (Best is { } best ? (_largerIsBetter ? value - best : best - value) > _leastGain : !double.IsNaN(value))
        {
            (Best, BestAt) = (value, Count);
            for (var i = 0; i < _parameters.Length; i++)
            {
                _bestParameters[i].Value = _parameters[i].Value;
            }

            for (var i = 0; i < _states.Length; i++)
            {
                _bestStates[i].Value = _states[i].Value;
            }
        }

        return Count - BestAt >= _patience;
    }

    /// <summary>Sets the parameters, and the state of a set, to what they were at the best value.</summary>
    /// <exception cref="InvalidOperationException">There has been no value, or none but NaN.</exception>
    public void Restore()
    {
        if (Best is null)
        {
            throw new InvalidOperationException("EarlyStopping: there is no best to restore; give ShouldStop a value first.");
        }

        for (var i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].Update(_bestParameters[i].Value);
        }

        for (var i = 0; i < _states.Length; i++)
        {
            _states[i].Value = _bestStates[i].Value;
        }
    }

    void ICheckpointed<T>.AddTo(CheckpointEntries<T> entries)
    {
        // NaN, which is never the best, stands for none.
        entries.AddNumber("best", () => Best ?? double.NaN, best => Best = double.IsNaN(best) ? null : best);
        entries.AddNumber("best_at", () => BestAt, at => BestAt = CheckpointEntries<T>.Whole(at));
        entries.AddNumber("count", () => Count, count => Count = CheckpointEntries<T>.Whole(count));
        var names = CheckpointEntries<T>.NamesOf(_parameters);
        for (var i = 0; i < names.Length; i++)
        {
            entries.Add($"parameters.{names[i]}", _bestParameters[i]);
        }

        for (var i = 0; i < _bestStates.Length; i++)
        {
            entries.Add(Invariant($"states.{i}"), _bestStates[i]);
        }
    }
}
