using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// All that a training goes on from, in one file: a run that was ended and loads it gives the same bits as one that was not.
/// </summary>
/// <remarks>
/// <para>It is made of the things themselves, each under a name, and reads them when it is saved and sets them when it is loaded:</para>
/// <code>
/// var random = new ResumableRandom(1);
/// var checkpoint = new Checkpoint&lt;float&gt; { { "model", parameters }, { "optimizer", optimizer }, { "random", random } };
/// if (File.Exists(path)) checkpoint.Load(path);
/// while (checkpoint.Step &lt; 1000) { ...; if (++checkpoint.Step % 100 == 0) checkpoint.Save(path); }
/// </code>
/// <para>The file is a safetensors file. Its arrays are called <c>model.head.weight</c>, <c>optimizer.head.weight.velocity</c>; numbers and
/// texts are metadata, <c>optimizer.steps</c>. So other programs can read it, and <see cref="SafeTensors.Load{T}(string)"/> too.</para>
/// <para>What the program says anew is not kept: the code of the model, the constants of an optimizer (its momentum, which parameters
/// decay), the data.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Checkpoint<T> : IEnumerable<string>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly KeyValuePair<string, string>[] s_format = [new("format", "autograd checkpoint 1")];

    private readonly OrderedDictionary<string, Action<CheckpointEntries<T>>> _parts = new(StringComparer.Ordinal);

    /// <summary>How many epochs are done: for the loop, which counts them.</summary>
    public int Epoch { get; set; }

    /// <summary>How many steps are done: for the loop, which counts them.</summary>
    public int Step { get; set; }

    /// <summary>Adds the parameters of a model and the state that is not trained, by path.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="parameters">The set, of which what is there at the time is kept.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(string name, ParameterSet<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Add(name, entries => entries.Add(parameters));
    }

    /// <summary>Adds an optimizer: its learning rate, its steps, and what it keeps of each parameter.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(string name, Optimizer<T> optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Add(name, entries =>
        {
            entries.Add(optimizer);
            (optimizer as ICheckpointed<T>)?.AddTo(entries);
        });
    }

    /// <summary>Adds a generator of random numbers.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="random">A <see cref="ResumableRandom"/>.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty or taken, or it is another generator, such as a plain <see cref="Random"/>, which does not show its state.
    /// </exception>
    public void Add(string name, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        new CheckpointEntries<T>().Add(random);
        Add(name, entries => entries.Add(random));
    }

    /// <summary>Adds a schedule that looks at the loss: its rate, the best loss, and how long it has waited.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="plateau">The schedule.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(string name, Plateau plateau)
    {
        ArgumentNullException.ThrowIfNull(plateau);
        Add(name, entries =>
        {
            entries.AddNumber("rate", () => plateau.Rate, rate => plateau.Rate = rate);
            entries.AddNumber("best", () => plateau.Best, best => plateau.Best = best);
            entries.AddNumber("waited", () => plateau.Waited, waited => plateau.Waited = CheckpointEntries<T>.Whole(waited));
            entries.AddNumber("cooling", () => plateau.Cooling, cooling => plateau.Cooling = CheckpointEntries<T>.Whole(cooling));
        });
    }

    /// <summary>Adds something else that says what is kept of it.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="part">What says it.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(string name, ICheckpointed<T> part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Add(name, part.AddTo);
    }

    /// <summary>Adds what a function says: numbers, lists, states.</summary>
    /// <param name="name">A name that is new here.</param>
    /// <param name="addTo">Adds the entries, each time that the checkpoint is saved or loaded.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public void Add(string name, Action<CheckpointEntries<T>> addTo)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(addTo);
        if (!_parts.TryAdd(name, addTo))
        {
            throw new ArgumentException($"Checkpoint: {MessageText.Quoted(name)} is there already; give it another name.", nameof(name));
        }
    }

    /// <summary>Writes everything to a file: ended at any moment, this leaves the old file or the new one, whole.</summary>
    /// <param name="path">The file; one that is there is replaced. Its bytes are written beside it first, with ".partial" added.</param>
    /// <exception cref="ArgumentException">Two entries have the same name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => ModelFile.Save(path, Entries(), s_format);

    /// <summary>Sets everything to what is in a file: all of it, or, when it is refused, nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">Left to the compiler: the file of the call, for error messages.</param>
    /// <param name="line">Left to the compiler: the line of the call, for error messages.</param>
    /// <exception cref="ArrayFileException">
    /// The file is damaged, is no checkpoint, or is one of something else: the message says which names, shapes, types or numbers differ.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public void Load(string path, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Recording.AnnounceDecision("Checkpoint", "it would be loaded once, when recorded; load it outside the function");
        ModelFile.Load(path, Entries(), isExact: true, s_format, (file, line));
    }

    /// <summary>The names of what was added.</summary>
    public IEnumerator<string> GetEnumerator() => _parts.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private CheckpointEntries<T> Entries()
    {
        var entries = new CheckpointEntries<T>();
        entries.AddNumber("epoch", () => Epoch, epoch => Epoch = CheckpointEntries<T>.Whole(epoch));
        entries.AddNumber("step", () => Step, step => Step = CheckpointEntries<T>.Whole(step));
        foreach (var (name, addTo) in _parts)
        {
            addTo(entries.Under(name));
        }

        return entries;
    }
}
