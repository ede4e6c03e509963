using System.Numerics;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Autograd;

/// <summary>Moves parameters against their gradients, step by step.</summary>
/// <remarks>
/// An optimizer of one's own derives from it: the constructor adds what is kept of each parameter (<see cref="AddState"/>), and
/// <see cref="Move"/> is the formula. What is to go on elsewhere with the same bits copies <see cref="Steps"/> and the values of
/// <see cref="StateOf"/>.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly HashSet<Node<T>> _own;
    private readonly double[] _decays;
    private readonly OrderedDictionary<string, State<T>[]> _states = new(StringComparer.Ordinal);

    /// <summary>An optimizer of these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="decayed">The parameters that decay; left out, all of them.</param>
    /// <exception cref="ArgumentException">
    /// A number is out of its range, a parameter is null or given twice, or one that decays is not among the parameters.
    /// </exception>
    protected Optimizer(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double weightDecay = 0,
        IReadOnlyCollection<Parameter<T>>? decayed = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        if (Array.IndexOf(_parameters, null) is >= 0 and var position)
        {
            throw new ArgumentException($"{Name}: parameter {position} is null.", nameof(parameters));
        }

        _own = [.. _parameters];
        if (_own.Count != _parameters.Length)
        {
            var twice = _parameters.GroupBy(parameter => parameter).First(group => group.Skip(1).Any()).Key;
            throw new ArgumentException(
                $"{Name}: {twice.Label} is given twice, so each step would move it twice; give each parameter once.", nameof(parameters));
        }

        if (decayed?.FirstOrDefault(parameter => !_own.Contains(parameter)) is { } stranger)
        {
            throw new ArgumentException(
                $"{Name}: {stranger.Label} is to decay but is not among the parameters; add it to them.", nameof(decayed));
        }

        LearningRate = learningRate;
        Within(weightDecay, value => value >= T.Zero && T.IsFinite(value), nameof(weightDecay), "0 or more");
        _decays = Array.ConvertAll(_parameters, parameter => decayed is null || decayed.Contains(parameter) ? weightDecay : 0);
    }

    /// <summary>The parameters, in the order in which they were given.</summary>
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

    /// <summary>How many steps have been taken; set to go on from a state that was kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0.</exception>
    public int Steps
    {
        get;
        set => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{Name}: Steps is {value}; it must be 0 or more.");
    }

    private string Name => GetType().Name.Split('`')[0];

    /// <summary>What is kept of a parameter from step to step, by name; each may be set.</summary>
    /// <param name="parameter">One of the parameters.</param>
    /// <exception cref="ArgumentException">It is not among the parameters.</exception>
    public IReadOnlyDictionary<string, State<T>> StateOf(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Array.IndexOf(_parameters, parameter) is >= 0 and var index
            ? new OrderedDictionary<string, State<T>>(
                _states.Select(state => KeyValuePair.Create(state.Key, state.Value[index])), StringComparer.Ordinal)
            : throw new ArgumentException($"{Name}: {parameter.Label} is not among the parameters.", nameof(parameter));
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
            StepChecks.RequireFinite(nameof(Step), parameter, gradients[parameter].Inspect().Span);
        }

        for (var i = 0; i < _parameters.Length; i++)
        {
            Move(i, _parameters[i].BeginUpdate(file, line), gradients[_parameters[i]].Span, LearningRate, _decays[i]);
        }

        Steps++;
    }

    /// <summary>Moves the elements of one parameter; <see cref="Steps"/> counts the step when all have moved.</summary>
    /// <param name="index">Which parameter, and which of its states.</param>
    /// <param name="values">The elements of the parameter, to be written.</param>
    /// <param name="gradient">The elements of its gradient, all finite.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The factor of its decay, 0 if it does not decay.</param>
    protected abstract void Move(int index, Span<T> values, ReadOnlySpan<T> gradient, double rate, double decay);

    /// <summary>Adds an array of zeros for each parameter, of its shape, to be kept from step to step; for the constructor.</summary>
    /// <param name="name">What <see cref="StateOf"/> calls it.</param>
    /// <returns>The states, in the order of the parameters.</returns>
    /// <exception cref="ArgumentException">There are states of this name.</exception>
    protected State<T>[] AddState(string name)
    {
        var states = Array.ConvertAll(_parameters, parameter => new State<T>(NdArray.Zeros<T>(parameter.Shape)));
        _states.Add(name, states);
        return states;
    }

    /// <summary>The number as the element type has it: a double that is in range may round to one that is not.</summary>
    private protected T Within(double value, Predicate<T> fits, string name, string range)
    {
        var rounded = T.CreateSaturating(value);
        return fits(rounded)
            ? rounded
            : throw new ArgumentOutOfRangeException(name, value,
                Invariant($"{Name}: {name} is {value}; as {typeof(T).Name} it must be {range}."));
    }

    /// <summary>How much of an average is kept, which must be from 0 up to, but not including, 1.</summary>
    private protected T KeptShare(double value, string name) =>
        Within(value, share => share >= T.Zero && share < T.One, name, "from 0 up to, but not including, 1");
}
