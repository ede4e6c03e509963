using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Autograd;

/// <summary>The parameters of a model and the state that is not trained, each named by its path, such as <c>encoder.0.weight</c>.</summary>
/// <remarks>
/// <para>A layer is a class of your own: its constructor takes a set and adds what the layer needs to it, and a model gives each of its
/// layers the part of the set <see cref="Under"/> a name. So paths follow from how the model is built, and are the same each time.</para>
/// <para>The set is the list of its trained parameters in the order in which they were added, for an optimizer or a backward pass. A
/// part is a set too, of what was added through it, with paths that begin there.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ParameterSet<T> : IReadOnlyList<Parameter<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ParameterSet<T>? _whole;
    private readonly string _name = "";
    private readonly Dictionary<string, ParameterSet<T>> _parts = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Parameter<T>> _parameters = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, State<T>> _states = new(StringComparer.Ordinal);

    /// <summary>An empty set.</summary>
    public ParameterSet()
    {
    }

    private ParameterSet(ParameterSet<T> whole, string name) => (_whole, _name) = (whole, name);

    /// <summary>The number of parameters.</summary>
    public int Count => _parameters.Count;

    /// <summary>The number of elements of all parameters.</summary>
    public long Size => _parameters.Values.Sum(parameter => (long)parameter.Shape.Size);

    /// <summary>The parameters by path, in the order in which they were added.</summary>
    public IReadOnlyDictionary<string, Parameter<T>> ByPath => _parameters;

    /// <summary>The state that is not trained, by path, in the order in which it was added.</summary>
    public IReadOnlyDictionary<string, State<T>> States => _states;

    /// <summary>The parameter at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public Parameter<T> this[int index] => _parameters.GetAt(index).Value;

    /// <summary>The parameter at a path.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those that there are.</exception>
    public Parameter<T> this[string path] => _parameters.TryGetValue(path, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"ParameterSet: there is no parameter {PathOf(path)}" + (
            _states.ContainsKey(path) ? "; it is a state, see States."
            : Count == 0 ? ", nor any other."
            : $", only {string.Join(", ", _parameters.Keys.Select(PathOf))}."));

    /// <summary>Adds a parameter, which gets its path for a name.</summary>
    /// <param name="name">A name that is new in this set, without dots.</param>
    /// <param name="value">The first value; it is copied.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    /// <returns>The parameter.</returns>
    /// <exception cref="ArgumentException">The name is empty, has a dot in it, or is taken.</exception>
    public Parameter<T> Add(string name, NdArray<T> value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        RequireFree(name);
        var parameter = new Parameter<T>(value, PathOf(name), file, line);
        foreach (var (set, path) in Holders(name))
        {
            set._parameters.Add(path, parameter);
        }

        return parameter;
    }

    /// <summary>Adds state that is not trained.</summary>
    /// <param name="name">A name that is new in this set, without dots.</param>
    /// <param name="value">The first value; it is copied.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentException">The name is empty, has a dot in it, or is taken.</exception>
    public State<T> AddState(string name, NdArray<T> value)
    {
        RequireFree(name);
        var state = new State<T>(value);
        foreach (var (set, path) in Holders(name))
        {
            set._states.Add(path, state);
        }

        return state;
    }

    /// <summary>The part of this set whose paths begin with a name and a dot; what is added to it is in this set too.</summary>
    /// <param name="name">The name of the part, without dots; the same name gives the same part.</param>
    /// <exception cref="ArgumentException">The name is empty or has a dot in it.</exception>
    public ParameterSet<T> Under(string name)
    {
        RequireName(name);
        return _parts.TryGetValue(name, out var part) ? part : _parts[name] = new ParameterSet<T>(this, name);
    }

    /// <summary>
    /// All but some parameters, which stay as they are while an optimizer of the result is trained by
    /// <c>loss.Backward(wrt: optimizer.Parameters)</c>.
    /// </summary>
    /// <param name="frozen">The parameters to leave out, such as a part of this set.</param>
    /// <returns>The others, in the order in which they were added.</returns>
    /// <exception cref="ArgumentException">There are none to leave out, or one of them is not in this set.</exception>
    public IReadOnlyList<Parameter<T>> Except(IReadOnlyCollection<Parameter<T>> frozen)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        if (frozen.Count == 0)
        {
            throw new ArgumentException(
                "ParameterSet: there are no parameters to leave out; see that the part of the set is one that was added to.",
                nameof(frozen));
        }

        var others = new HashSet<Parameter<T>>(frozen);
        others.ExceptWith(_parameters.Values);
        return others.Count == 0
            ? [.. Enumerable.Except(_parameters.Values, frozen)]
            : throw new ArgumentException(
                $"ParameterSet: {others.First()?.Label} is to be left out but is not in the set.", nameof(frozen));
    }

    /// <summary>
    /// A table for the console: path, shape, number of elements and bytes of each parameter, their sum, and the same of the states.
    /// </summary>
    public string Summary()
    {
        List<string[]> rows = [["path", "shape", "elements", "bytes"]];
        rows.AddRange(_parameters.Select(entry => Row(entry.Key, entry.Value.Shape.ToString(), entry.Value.Shape.Size)));
        rows.Add(Row("all parameters", "", Size));
        if (_states.Count > 0)
        {
            rows.AddRange(_states.Select(entry => Row(entry.Key, entry.Value.Shape.ToString(), entry.Value.Shape.Size)));
            rows.Add(Row("all states", "", _states.Values.Sum(state => (long)state.Shape.Size)));
        }

        var widths = Enumerable.Range(0, 4).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(row =>
            $"{row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadLeft(widths[2])}  {row[3].PadLeft(widths[3])}"));

        static string[] Row(string path, string shape, long size) =>
            [path, shape, Invariant($"{size:N0}"), Invariant($"{size * Unsafe.SizeOf<T>():N0}")];
    }

    /// <summary>An enumerator over the parameters in the order in which they were added.</summary>
    public IEnumerator<Parameter<T>> GetEnumerator() => _parameters.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void RequireName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"ParameterSet: \"{name}\" is no name, because it {(name.Length == 0 ? "is empty" : "has a dot in it")}; "
                + "give Under each name on the path.",
                nameof(name));
        }
    }

    private void RequireFree(string name)
    {
        RequireName(name);
        if (_parameters.ContainsKey(name) || _states.ContainsKey(name))
        {
            throw new ArgumentException(
                $"ParameterSet: {PathOf(name)} is there already; give it another name, or its layer another part of the set (Under).",
                nameof(name));
        }
    }

    private string PathOf(string path) => Holders(path).Last().Path;

    // This set and those that it is a part of, each with the path that leads from it to the same place.
    private IEnumerable<(ParameterSet<T> Set, string Path)> Holders(string path)
    {
        for (ParameterSet<T>? set = this; set is not null; set = set._whole)
        {
            yield return (set, path);
            path = $"{set._name}.{path}";
        }
    }
}
