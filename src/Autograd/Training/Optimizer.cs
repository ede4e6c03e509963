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
    private readonly Treatment[] _treatments;
    private readonly double _largestFactor;
    private readonly RowGradient<T>?[] _rows;
    private readonly OrderedDictionary<string, State<T>[]> _states = new(StringComparer.Ordinal);

    /// <summary>An optimizer of these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
    /// <param name="weightDecay">The factor of the decay, 0 or more.</param>
    /// <param name="groups">Parameters with a rate or a decay of their own, or that go by rows; left out, none.</param>
    /// <exception cref="ArgumentException">
    /// There are no parameters, one is null or given twice, a group has one that is not among them or in another group, one that goes by
    /// rows has no axis, or a number is out of its range.
    /// </exception>
    protected Optimizer(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double weightDecay = 0,
        IReadOnlyCollection<ParameterGroup<T>>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        if (_parameters.Length == 0)
        {
            throw new ArgumentException(
                $"{Name}: there are no parameters, so no step would move anything; build the model before its optimizer, and see that the "
                + "part of its set is one that was added to.", nameof(parameters));
        }

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

        Within(weightDecay, value => value >= T.Zero && T.IsFinite(value), nameof(weightDecay), "0 or more");
        var groupOf = GroupOf(groups ?? []);
        _treatments = Array.ConvertAll(_parameters, parameter => groupOf.TryGetValue(parameter, out var group)
            ? new Treatment(group.RateFactor, group.WeightDecay ?? weightDecay, group.ByRows)
            : new Treatment(1, weightDecay, false));
        _largestFactor = _treatments.Max(treatment => treatment.RateFactor);
        LearningRate = learningRate;
        _rows = new RowGradient<T>?[_parameters.Length];
    }

    /// <summary>The parameters, in the order in which they were given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>
    /// The learning rate of the next step; it may be changed between steps. A group's is this times its
    /// <see cref="ParameterGroup{T}.RateFactor"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 0, to infinity or to NaN, or a group's would be infinite.</exception>
    public double LearningRate
    {
        get;
        set
        {
            Within(value, rate => rate >= T.Zero && T.IsFinite(rate), nameof(LearningRate), "0 or more");
            Within(value * _largestFactor, T.IsFinite, "LearningRate times the largest factor of a group", "finite");
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
        for (var i = 0; i < _parameters.Length; i++)
        {
            // All or nothing: what is missing or would spoil the weights is reported before anything moves.
            var gradient = gradients[_parameters[i]];
            if (!ReadsRows(i, gradient))
            {
                StepChecks.RequireFinite(nameof(Step), _parameters[i], gradient.Elements.Span);
            }
        }

        BeginStep();
        for (var i = 0; i < _parameters.Length; i++)
        {
            MoveAll(i, _parameters[i].BeginUpdate(file, line), gradients[_parameters[i]]);
        }

        Steps++;
    }

    /// <summary>Computes what is the same for all parameters of a step; <see cref="Steps"/> is the number of those before it.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>
    /// Whether the formula leaves an element and its future as they are while its gradient is 0; then rows that were not used are skipped
    /// without a difference.
    /// </summary>
    /// <param name="decay">The factor of its decay, 0 if it does not decay.</param>
    protected virtual bool StaysAtZero(double decay) => false;

    /// <summary>Moves one parameter, or rows of it; <see cref="Steps"/> counts the step when all have moved.</summary>
    /// <param name="index">Which parameter, and which of its states.</param>
    /// <param name="elements">The elements to move, with their gradient.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The factor of their decay, 0 if they do not decay.</param>
    protected abstract void Move(int index, StepElements<T> elements, double rate, double decay);

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

    /// <summary>A number that must be above 0, and finite.</summary>
    private protected T Positive(double value, string name) =>
        Within(value, number => number > T.Zero && T.IsFinite(number), name, "above 0");

    /// <summary>A number of a step, for as many elements as a vector holds.</summary>
    private protected static Vector<T> All(double number) => new(T.CreateSaturating(number));

    /// <summary>The largest number for infinity: a sum that only overflows stays a number, and makes no NaN later.</summary>
    private protected static Vector<T> Finite(Vector<T> x)
    {
        var largest = new Vector<T>(T.BitDecrement(T.PositiveInfinity));
        return Vector.MinNative(Vector.MaxNative(x, -largest), largest);
    }

    private Dictionary<Parameter<T>, ParameterGroup<T>> GroupOf(IReadOnlyCollection<ParameterGroup<T>> groups)
    {
        var groupOf = new Dictionary<Parameter<T>, ParameterGroup<T>>();
        foreach (var group in groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(groups));
            foreach (var parameter in group.Parameters)
            {
                if (!_own.Contains(parameter))
                {
                    throw new ArgumentException(
                        $"{Name}: {parameter.Label} is in a group but not among the parameters; add it to them.", nameof(groups));
                }

                if (!groupOf.TryAdd(parameter, group))
                {
                    throw new ArgumentException(
                        $"{Name}: {parameter.Label} is in two groups, or in one twice; leave it in one.", nameof(groups));
                }

                if (group.ByRows && parameter.Shape.Rank == 0)
                {
                    throw new ArgumentException($"{Name}: {parameter.Label} is to go by rows but has none.", nameof(groups));
                }
            }
        }

        return groupOf;
    }

    // Reads the gradient of a table by its rows, if it is one, nobody has asked for the whole, and the others stay as they are.
    private bool ReadsRows(int index, Node<T> gradient)
    {
        _rows[index]?.Clear();
        if (!(_treatments[index].ByRows || StaysAtZero(_treatments[index].Decay)) || !RowGradient<T>.Fits(gradient))
        {
            return false;
        }

        var rows = _rows[index] ??= new RowGradient<T>(gradient.Shape);
        rows.Read(gradient);
        return rows.IsFinite();
    }

    private void MoveAll(int index, Span<T> values, Node<T> gradient)
    {
        var (factor, decay, isByRows) = _treatments[index];
        if (isByRows && _rows[index] is not { IsRead: true })
        {
            (_rows[index] ??= new RowGradient<T>(gradient.Shape)).ReadWhole(gradient);
        }

        var elements = _rows[index] is { IsRead: true } rows ? new StepElements<T>(values, rows) : new(values, gradient.Elements.Span);
        Move(index, elements, LearningRate * factor, decay);
        _rows[index]?.Clear();
    }

    /// <summary>How a parameter is treated: by its group, or as all that are in none.</summary>
    private readonly record struct Treatment(double RateFactor, double Decay, bool ByRows);
}
