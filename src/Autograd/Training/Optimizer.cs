using System.Numerics;
using System.Numerics.Tensors;
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
    private readonly bool[] _areByRows;
    private readonly RowGradient<T>?[] _rows;
    private readonly OrderedDictionary<string, State<T>[]> _states = new(StringComparer.Ordinal);

    /// <summary>An optimizer of these parameters.</summary>
    /// <param name="parameters">The parameters to move, each once, such as a <see cref="ParameterSet{T}"/>.</param>
    /// <param name="learningRate">The learning rate, 0 or more.</param>
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
    protected Optimizer(
        IReadOnlyCollection<Parameter<T>> parameters,
        double learningRate,
        double weightDecay = 0,
        IReadOnlyCollection<Parameter<T>>? decayed = null,
        IReadOnlyCollection<Parameter<T>>? byRows = null)
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

        if (decayed?.FirstOrDefault(parameter => !_own.Contains(parameter)) is { } stranger)
        {
            throw new ArgumentException(
                $"{Name}: {stranger.Label} is to decay but is not among the parameters; add it to them.", nameof(decayed));
        }

        if (byRows?.FirstOrDefault(parameter => !_own.Contains(parameter) || parameter.Shape.Rank == 0) is { } rowless)
        {
            throw new ArgumentException(
                $"{Name}: {rowless.Label} is to go by rows but {(rowless.Shape.Rank == 0 ? "has none" : "is not among the parameters")}.",
                nameof(byRows));
        }

        LearningRate = learningRate;
        Within(weightDecay, value => value >= T.Zero && T.IsFinite(value), nameof(weightDecay), "0 or more");
        _decays = Array.ConvertAll(_parameters, parameter => decayed is null || decayed.Contains(parameter) ? weightDecay : 0);
        _areByRows = Array.ConvertAll(_parameters, parameter => byRows?.Contains(parameter) == true);
        _rows = new RowGradient<T>?[_parameters.Length];
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

    /// <summary>Moves elements of one parameter, all or a row; <see cref="Steps"/> counts the step when all have moved.</summary>
    /// <param name="index">Which parameter, and which of its states.</param>
    /// <param name="start">Where these elements begin in the parameter, and in its states.</param>
    /// <param name="values">The elements, to be written.</param>
    /// <param name="gradient">Their gradient, finite.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The factor of their decay, 0 if they do not decay.</param>
    protected abstract void Move(int index, int start, Span<T> values, ReadOnlySpan<T> gradient, double rate, double decay);

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

    // Reads the gradient of a table by its rows, if it is one, nobody has asked for the whole, and the others stay as they are.
    private bool ReadsRows(int index, Node<T> gradient)
    {
        _rows[index]?.Clear();
        if (!(_areByRows[index] || StaysAtZero(_decays[index])) || !RowGradient<T>.Fits(gradient))
        {
            return false;
        }

        var rows = _rows[index] ??= new RowGradient<T>(gradient.Shape);
        rows.Read(gradient);
        return TensorPrimitives.IsFiniteAll(rows.Sums);
    }

    private void MoveAll(int index, Span<T> values, Node<T> gradient)
    {
        if (_rows[index] is { Rows.Count: > 0 } rows)
        {
            for (var i = 0; i < rows.Rows.Count; i++)
            {
                MoveRow(index, rows.Rows[i], values, rows.Sums.Slice(i * rows.RowLength, rows.RowLength));
            }
        }
        else if (_areByRows[index])
        {
            var length = values.Length / Math.Max(gradient.Shape[0], 1);
            for (var row = 0; row < gradient.Shape[0]; row++)
            {
                MoveRow(index, row, values, gradient.Elements.Span.Slice(row * length, length));
            }
        }
        else
        {
            Move(index, 0, values, gradient.Elements.Span, LearningRate, _decays[index]);
        }
    }

    private void MoveRow(int index, int row, Span<T> values, ReadOnlySpan<T> gradient)
    {
        if (gradient.ContainsAnyExcept(T.Zero))
        {
            var start = row * gradient.Length;
            Move(index, start, values.Slice(start, gradient.Length), gradient, LearningRate, _decays[index]);
        }
    }
}
