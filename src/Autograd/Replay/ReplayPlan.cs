using System.Numerics;

namespace Autograd;

/// <summary>
/// Makes instructions of a tape: leaves out what no result needs, and lets values that are not needed together share a buffer.
/// </summary>
internal sealed class ReplayPlan<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly List<Applied<T>> _needed = [];
    private readonly Dictionary<Node<T>, Node<T>> _planned = [];

    // The node that a buffer is made for, of a node that shares that buffer (a reshaped one).
    private readonly Dictionary<Node<T>, Node<T>> _owner = [];
    private readonly Dictionary<Node<T>, int> _lastUse = [];

    // Results that are made only when somebody reads them.
    private readonly HashSet<Node<T>> _deferred = [];
    private readonly Dictionary<int, Stack<T[]>> _free = [];
    private readonly Dictionary<Node<T>, T[]> _buffers = [];

    // A parameter that is only seen in another shape while the replay runs.
    private readonly Dictionary<Node<T>, NdArray<T>> _views = [];

    public ReplayPlan(Tape<T> tape, IEnumerable<Node<T>> results)
    {
        _tape = tape;
        Select(results);
        foreach (var (position, entry) in _needed.Index())
        {
            Plan(position, entry);
        }
    }

    public List<Instruction<T>> Instructions { get; } = [];

    /// <summary>The number of elements in all buffers.</summary>
    public long BufferElements { get; private set; }

    /// <summary>The node that has the value of a recorded node after each run.</summary>
    public Node<T> this[Node<T> node] => _planned.GetValueOrDefault(_tape.Source(node), _tape.Source(node));

    // Keeps the entries that the results need, and notes after which of them each buffer is free.
    private void Select(IEnumerable<Node<T>> results)
    {
        HashSet<Node<T>> wanted = [.. results.Select(_tape.Source)];
        var kept = wanted.ToArray();
        var stretched = _tape.Entries
            .Where(entry => entry.Op.Traits.HasFlag(OpTraits.StretchesInput))
            .ToDictionary(entry => entry.Output, entry => entry.Inputs[0]);
        foreach (var entry in Enumerable.Reverse(_tape.Entries))
        {
            if (wanted.Contains(entry.Output))
            {
                ReadUnstretched(entry, stretched);
                _needed.Add(entry);
                wanted.UnionWith(entry.Inputs);
            }
        }

        _needed.Reverse();
        foreach (var (position, entry) in _needed.Index())
        {
            _owner[entry.Output] = entry.Op.Traits.HasFlag(OpTraits.SharesElements) && _tape.Made(entry.Inputs[0])
                ? _owner[entry.Inputs[0]]
                : entry.Output;
            foreach (var input in entry.Inputs.Where(_tape.Made))
            {
                _lastUse[_owner[input]] = position;
            }
        }

        foreach (var result in kept.Where(_tape.Made))
        {
            _lastUse[_owner[result]] = int.MaxValue;
        }

        Defer();
    }

    // Gradients of pieces that no step reads, and whose pieces nobody but a step writes; these are kept instead.
    private void Defer()
    {
        var read = _needed.SelectMany(entry => entry.Inputs).ToHashSet();
        foreach (var (result, pieces) in _needed)
        {
            if (result.IsDeferred && !read.Contains(result) && pieces.All(_tape.Made))
            {
                _deferred.Add(result);
                foreach (var piece in pieces)
                {
                    _lastUse[_owner[piece]] = int.MaxValue;
                }
            }
        }
    }

    // An operation that broadcasts need not read what was only stretched for it, as long as another input has the shape of the output.
    private static void ReadUnstretched(Applied<T> entry, Dictionary<Node<T>, Node<T>> stretched)
    {
        for (var i = 0; i < entry.Inputs.Length && entry.Op is IElementwise { Broadcasts: true }; i++)
        {
            if (stretched.TryGetValue(entry.Inputs[i], out var input)
                && entry.Inputs.Where((_, other) => other != i).Any(other => other.Shape == entry.Output.Shape))
            {
                entry.Inputs[i] = input;
            }
        }
    }

    private void Plan(int position, Applied<T> entry)
    {
        var shape = entry.Output.Shape;
        var isComputed = true;
        var done = entry.Inputs
            .Where(_tape.Made)
            .Select(input => _owner[input])
            .Distinct()
            .Where(owner => _lastUse[owner] == position && _buffers.ContainsKey(owner))
            .ToList();
        if (_deferred.Contains(entry.Output))
        {
            var instruction = new DeferredInstruction<T>(entry.Op, shape, Array.ConvertAll(entry.Inputs, input => this[input]));
            _planned[entry.Output] = instruction.Output;
            Instructions.Add(instruction);
            return;
        }

        if (shape.Size == 1)
        {
            _planned[entry.Output] = new LiveNode<T>(NdArray<T>.Unwritten(shape), entry.Output);
        }
        else
        {
            var owner = _owner[entry.Output];
            isComputed = ReferenceEquals(owner, entry.Output) && !IsView(entry);
            if (isComputed)
            {
                // Never that of an input: an operation of the user's may read it again after it has written.
                _buffers[owner] = Buffer(shape.Size);
            }
            else if (ReferenceEquals(owner, entry.Output))
            {
                _views[owner] = entry.Inputs[0].Elements;
            }

            var value = _views.TryGetValue(owner, out var view) ? view.WithShape(shape) : NdArray.Wrap(shape, _buffers[owner]);
            _planned[entry.Output] = new LiveNode<T>(value, entry.Output);
        }

        foreach (var owner in done)
        {
            FreeOf(owner.Shape.Size).Push(_buffers[owner]);
        }

        if (isComputed)
        {
            Instructions.Add(new Instruction<T>(entry.Op, _planned[entry.Output], Array.ConvertAll(entry.Inputs, input => this[input])));
        }
    }

    // What is read after a run, when the parameter may have been updated, has a buffer of its own.
    private bool IsView(Applied<T> entry) =>
        entry.Op.Traits.HasFlag(OpTraits.SharesElements) && entry.Inputs[0] is Parameter<T>
        && _lastUse.GetValueOrDefault(entry.Output, int.MaxValue) != int.MaxValue;

    private T[] Buffer(int size)
    {
        if (FreeOf(size).TryPop(out var buffer))
        {
            return buffer;
        }

        BufferElements += size;
        return GC.AllocateUninitializedArray<T>(size);
    }

    private Stack<T[]> FreeOf(int size)
    {
        if (!_free.TryGetValue(size, out var buffers))
        {
            _free[size] = buffers = new Stack<T[]>();
        }

        return buffers;
    }
}
