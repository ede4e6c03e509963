using System.Globalization;
using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>What a <see cref="Checkpoint{T}"/> keeps: each entry has a name, can be read, and can be set.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CheckpointEntries<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly string _prefix = "";

    internal CheckpointEntries()
    {
    }

    private CheckpointEntries(CheckpointEntries<T> whole, string prefix)
    {
        (_prefix, Arrays, Texts) = (prefix, whole.Arrays, whole.Texts);
    }

    /// <summary>The arrays by name.</summary>
    internal OrderedDictionary<string, IArrayEntry> Arrays { get; } = new(StringComparer.Ordinal);

    /// <summary>The numbers and texts by name.</summary>
    internal OrderedDictionary<string, TextEntry> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a parameter.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="parameter">The parameter; loading updates it.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        AddArray(name, new ParameterEntry(parameter));
    }

    /// <summary>Adds a state.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="state">The state; loading sets its value.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, State<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        AddArray(name, new StateEntry(state));
    }

    /// <summary>Adds a list of integers: the order of the examples in an epoch, for one.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="list">The list; loading writes to it, and it keeps its length.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, int[] list)
    {
        ArgumentNullException.ThrowIfNull(list);
        AddArray(name, new ListEntry(list));
    }

    /// <summary>Adds a number, which is kept to the last bit.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Sets it; it may refuse by an exception, and then nothing is loaded.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddNumber(string name, Func<double> get, Action<double> set)
    {
        ArgumentNullException.ThrowIfNull(get);
        ArgumentNullException.ThrowIfNull(set);
        AddText(
            name,
            () => get().ToString("R", CultureInfo.InvariantCulture),
            text => set(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidDataException($"{MessageText.Quoted(text)} is no number")));
    }

    /// <summary>Adds a text.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Sets it; it may refuse by an exception, and then nothing is loaded.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void AddText(string name, Func<string> get, Action<string> set)
    {
        ArgumentNullException.ThrowIfNull(get);
        ArgumentNullException.ThrowIfNull(set);
        AddNew(Texts, name, new TextEntry(get, set));
    }

    /// <summary>Adds a text that must be the same when it is loaded: which optimizer it is, for one.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Require(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        AddText(name, () => text, given =>
        {
            if (!string.Equals(given, text, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"it is {MessageText.Quoted(given)} in the file and {MessageText.Quoted(text)} here");
            }
        });
    }

    /// <summary>Adds what something else keeps; its names follow this one and a dot.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="part">What keeps it.</param>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void Add(string name, ICheckpointed<T> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.AddTo(Under(name));
    }

    /// <summary>The same entries, for names that follow a name and a dot.</summary>
    internal CheckpointEntries<T> Under(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new CheckpointEntries<T>(this, $"{_prefix}{name}.");
    }

    /// <summary>Adds the parameters and states of a set, by path.</summary>
    internal void Add(ParameterSet<T> parameters)
    {
        foreach (var (path, parameter) in parameters.ByPath)
        {
            Add(path, parameter);
        }

        foreach (var (path, state) in parameters.States)
        {
            Add(path, state);
        }
    }

    /// <summary>Adds what an optimizer goes on from: which one it is, its rate, its steps, and what it keeps of each parameter.</summary>
    internal void Add(Optimizer<T> optimizer)
    {
        Require("type", optimizer.GetType().Name.Split('`')[0]);
        AddNumber("learning_rate", () => optimizer.LearningRate, rate => optimizer.LearningRate = rate);
        AddNumber("steps", () => optimizer.Steps, steps => optimizer.Steps = Whole(steps));

        var names = NamesOf(optimizer.Parameters);
        for (var i = 0; i < names.Length; i++)
        {
            foreach (var (name, state) in optimizer.StateOf(optimizer.Parameters[i]))
            {
                Add($"{names[i]}.{name}", state);
            }
        }
    }

    /// <summary>The names of parameters if each has one of its own, else their positions.</summary>
    internal static string[] NamesOf(IReadOnlyList<Parameter<T>> parameters)
    {
        var areNamed = parameters.All(parameter => !string.IsNullOrEmpty(parameter.Name))
            && parameters.DistinctBy(parameter => parameter.Name, StringComparer.Ordinal).Count() == parameters.Count;
        return [.. parameters.Select((parameter, i) => areNamed ? parameter.Name! : Invariant($"{i}"))];
    }

    /// <summary>Adds what a generator of random numbers goes on from.</summary>
    /// <exception cref="ArgumentException">Nobody can read what that is.</exception>
    internal void Add(Random random)
    {
        if (random is not ResumableRandom resumable)
        {
            throw new ArgumentException(
                $"Checkpoint: a {random.GetType()} does not show its state, so what it draws could not go on; "
                + $"use a {nameof(ResumableRandom)}, which is a Random too.", nameof(random));
        }

        AddText("state", () => resumable.State, state => resumable.State = state);
    }

    /// <summary>The number as an integer.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static int Whole(double number) => number == Math.Round(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number
        : throw new InvalidDataException(Invariant($"{number} is not an integer of 32 bits"));

    private void AddArray(string name, IArrayEntry entry) => AddNew(Arrays, name, entry);

    private void AddNew<TEntry>(OrderedDictionary<string, TEntry> entries, string name, TEntry entry)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!entries.TryAdd(_prefix + name, entry))
        {
            throw new ArgumentException(
                $"Checkpoint: {MessageText.Quoted(_prefix + name)} is there already; give it another name.", nameof(name));
        }
    }

    /// <summary>An array that is kept.</summary>
    internal interface IArrayEntry
    {
        /// <summary>How its elements are written.</summary>
        ElementType Type { get; }

        /// <summary>The lengths of its axes.</summary>
        Shape Shape { get; }

        /// <summary>Writes the elements.</summary>
        void Write(Stream stream);

        /// <summary>Reads elements, and returns what sets them.</summary>
        Action<string, int> Read(ByteSource source, SafeTensorsHeader.Entry entry);
    }

    /// <summary>A text that is kept.</summary>
    internal sealed record TextEntry(Func<string> Get, Action<string> Set);

    private sealed class ParameterEntry(Parameter<T> parameter) : IArrayEntry
    {
        public ElementType Type => ElementTypes.Of<T>();

        public Shape Shape => parameter.Shape;

        public void Write(Stream stream) => Elements.Write(stream, parameter.Value.Span);

        public Action<string, int> Read(ByteSource source, SafeTensorsHeader.Entry entry)
        {
            var value = Elements.Read<T>(source, entry.Label, entry.Shape, entry.Type);
            return (file, line) => parameter.Update(value, file, line);
        }
    }

    private sealed class StateEntry(State<T> state) : IArrayEntry
    {
        public ElementType Type => ElementTypes.Of<T>();

        public Shape Shape => state.Shape;

        public void Write(Stream stream) => Elements.Write(stream, state.Value.Span);

        public Action<string, int> Read(ByteSource source, SafeTensorsHeader.Entry entry)
        {
            var value = Elements.Read<T>(source, entry.Label, entry.Shape, entry.Type);
            return (_, _) => state.Value = value;
        }
    }

    private sealed class ListEntry(int[] list) : IArrayEntry
    {
        public ElementType Type => ElementType.Int32;

        public Shape Shape => [list.Length];

        public void Write(Stream stream) => Elements.Write<int>(stream, list);

        public Action<string, int> Read(ByteSource source, SafeTensorsHeader.Entry entry)
        {
            var values = new int[list.Length];
            Elements.Read(source, entry.Label, values);
            return (_, _) => values.CopyTo(list, 0);
        }
    }
}
