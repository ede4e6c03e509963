using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Autograd;

/// <summary>Records computations that are then run again and again: see <see cref="Replay{T}"/>.</summary>
public static class Replay
{
    private const string Nested = "a replay cannot be recorded while another one is; record them one after the other";

    /// <summary>Records a loss and its gradients.</summary>
    /// <param name="loss">Computes the loss, of one element; called once.</param>
    /// <param name="wrt">The nodes to differentiate by; left out, all parameters and all watched nodes.</param>
    /// <exception cref="ReplayException">An operation cannot be replayed.</exception>
    /// <exception cref="GradientException">The loss is a constant or has several elements.</exception>
    public static LossReplay<T> OfLoss<T>(Func<Node<T>> loss, IEnumerable<Node<T>>? wrt = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        Gradients<T>? gradients = null;
        var (tape, results) = Record<T>(LossAndGradients);
        return new LossReplay<T>(tape, results, gradients!, LossAndGradients);

        IReadOnlyList<Node<T>> LossAndGradients()
        {
            var output = loss() ?? throw new ArgumentException("Replay: the function returned null.", nameof(loss));
            gradients = output.Backward(wrt);
            return [output, .. gradients.Values];
        }
    }

    /// <summary>Records a computation of any results: values, gradients, derivatives of gradients.</summary>
    /// <param name="results">Computes the results; called once.</param>
    /// <exception cref="ReplayException">An operation cannot be replayed.</exception>
    public static Replay<T> Of<T>(Func<IReadOnlyList<Node<T>>> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(results);
        var (tape, outputs) = Record(results);
        return new Replay<T>(tape, outputs, results);
    }

    /// <summary>Records a computation whatever its code reads, to see what becomes of it.</summary>
    internal static Replay<T> OfAny<T>(Func<IReadOnlyList<Node<T>>> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (tape, outputs) = Record(results, refusesReading: false);
        return new Replay<T>(tape, outputs, results);
    }

    /// <summary>Calls a function and returns the tape of what it applied, and its results.</summary>
    internal static (Tape<T> Tape, Node<T>[] Results) Record<T>(Func<IReadOnlyList<Node<T>>> results, bool refusesReading = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Recording.AnnounceDecision(nameof(Replay), Nested);
        IReadOnlyList<Node<T>> outputs = [];
        var tape = Tape<T>.Of(() => outputs = results(), refusesReading);
        return outputs is { Count: > 0 } && outputs.All(output => output is not null)
            ? (tape, [.. outputs])
            : throw new ArgumentException(
                "Replay: the function returned no results, or one that is null; return the nodes that are wanted.", nameof(results));
    }
}

/// <summary>
/// A recorded computation that is run again on other values: no graph is made, no rule is called, and nothing is allocated.
/// </summary>
/// <remarks>
/// <para>The function is called once. Every operation that it applied, in the backward pass too, becomes one step that is
/// repeated by <see cref="Run"/>, on what the parameters hold then and on the constants as last <see cref="Set(Node{T},
/// ReadOnlySpan{T})">set</see>. What the function decided in C# (a branch, the length of a loop, the shape of a batch, which values it
/// found permissible) stays decided.</para>
/// <para>Values that are not needed at the same time share buffers, and steps that no result needs are left out.</para>
/// <para>What the function does besides operations is not repeated. Code that reads the elements of a node is refused when it is
/// recorded (<see cref="Node{T}.Inspect"/> is for a look that decides nothing); of a constant it is allowed, but then that constant
/// cannot be set. A state that is read is a constant, and a run refuses once it has changed. A result computed before from data is a
/// constant of its own. <see cref="Verify"/> finds what else does not follow: a field, a list, a random number.</para>
/// <para>An operation that would have to decide anew is refused when it is recorded (<see cref="ReplayException"/>): <c>Dropout</c>,
/// sampling, <c>ArgMax</c>. A replay is used by one thread at a time.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public partial class Replay<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Inside =
        "a replay inside the function would be run once, when recorded; compute the same by operations, or run one replay after the other";

    private const string KeepsShapes = "a replay keeps its shapes, so record another one for other shapes.";

    private readonly Instruction<T>[] _instructions;
    private readonly IInstruction[] _fused;
    private readonly long _bufferElements;
    private readonly Dictionary<Node<T>, Node<T>> _constants = [];
    private readonly Dictionary<int[], (IntList Own, Instruction<T>[] Readers)> _lists = [];
    private readonly Tape<T> _tape;
    private readonly Func<IReadOnlyList<Node<T>>> _function;

    internal Replay(Tape<T> tape, Node<T>[] results, Func<IReadOnlyList<Node<T>>> function)
    {
        (_tape, _function) = (tape, function);
        foreach (var result in results)
        {
            tape.RequireComputedHere(nameof(Results), tape.Source(result));
        }

        var plan = new ReplayPlan<T>(tape, results);
        _instructions = [.. plan.Instructions];
        _fused = Tiles<T>.Of(_instructions);
        _bufferElements = plan.BufferElements;
        var planned = Array.ConvertAll(results, result => plan[result]);
        for (var i = 0; i < results.Length; i++)
        {
            var source = tape.Source(results[i]);
            if (tape.MayBeSet(source))
            {
                planned[i] = _constants.TryGetValue(source, out var own) ? own : _constants[source] = Own(source, isResult: true);
            }
        }

        Results = planned;
        Run();
    }

    /// <summary>
    /// The results, in the order in which the function returned them. <see cref="Run"/> writes their values in place; <see
    /// cref="NdArray{T}.Copy"/> keeps one. An operation on a result reads it as it is then, and a graph that needs it again for its
    /// gradient keeps a copy, so that no later run changes it.
    /// </summary>
    /// <remarks>
    /// A gradient of pieces (of a table of which few rows are used) is written as a whole only once somebody has read it, from then on by
    /// every run; an optimizer that reads its rows alone does not.
    /// </remarks>
    public IReadOnlyList<Node<T>> Results { get; }

    /// <summary>Computes everything again.</summary>
    /// <remarks>While somebody listens, a scope that looks for NaN for instance, it is done step by step, and each is announced.</remarks>
    /// <exception cref="ReplayException">
    /// Another replay is being recorded, which would not run this one again; or a state (running statistics, for instance) that the
    /// function read has changed since it was recorded.
    /// </exception>
    public void Run()
    {
        Recording.AnnounceDecision(nameof(Replay), Inside);
        foreach (var (name, isUnchanged) in _tape.States)
        {
            if (!isUnchanged())
            {
                throw new ReplayException(
                    nameof(Replay), $"the function read {name} when it was recorded, which has changed since; record it again");
            }
        }

        if (GraphScope.IsObserved)
        {
            RunObserved();
            return;
        }

        foreach (var instruction in _fused)
        {
            instruction.Run();
        }
    }

    /// <summary>
    /// Gives a constant that the function read other elements, for the runs to come. The node itself, and its array, stay as they are.
    /// </summary>
    /// <param name="constant">The node: data, a target, a mask.</param>
    /// <param name="elements">As many elements as it has, in row-major order; they are copied.</param>
    /// <exception cref="ShapeException">The number of elements is another.</exception>
    /// <exception cref="ArgumentException">
    /// No step reads this node, it is a parameter, or the function read its elements in code, which would not follow.
    /// </exception>
    public void Set(Node<T> constant, ReadOnlySpan<T> elements)
    {
        ArgumentNullException.ThrowIfNull(constant);
        if (elements.Length != constant.Shape.Size)
        {
            throw new ShapeException(
                $"Replay: {elements.Length} elements are set for {constant.LabelAndOrigin}, which has {constant.Shape.Size}; "
                + KeepsShapes);
        }

        if (!_constants.TryGetValue(constant, out var own))
        {
            _constants[constant] = own = Own(constant, isResult: false);
        }

        elements.CopyTo(own.Writable);
    }

    /// <summary>
    /// Gives a list of labels or indices that operations read other items, for the runs to come. The list itself stays as it is.
    /// </summary>
    /// <param name="list">The very list that was given to the operations, or a copy of the variable; not a list with equal items.</param>
    /// <param name="items">As many items as it has.</param>
    /// <exception cref="ShapeException">The number of items is another.</exception>
    /// <exception cref="ArgumentException">
    /// No operation holds this list, or one computed something else from it (which labels are ignored, one-hot rows) and would not
    /// follow it.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An operation refuses an item; the items are as they were before.</exception>
    public void Set(IntList list, ReadOnlySpan<int> items)
    {
        if (items.Length != list.Count)
        {
            throw new ShapeException($"Replay: {items.Length} items are set for a list of {list.Count}; {KeepsShapes}");
        }

        if (!_lists.TryGetValue(list.Items, out var set))
        {
            _lists[list.Items] = set = Own(list);
        }

        var own = set.Own.Items;
        var before = ArrayPool<int>.Shared.Rent(items.Length);
        own.CopyTo(before, 0);
        items.CopyTo(own);
        try
        {
            foreach (var instruction in set.Readers)
            {
                instruction.RequireFit();
            }
        }
        catch
        {
            before.AsSpan(0, items.Length).CopyTo(own);
            throw;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(before);
        }
    }

    /// <summary>How many steps there are, and how large the buffers are together.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"Replay of {_instructions.Length} operations in {_bufferElements} elements of buffers");

    // Step by step, and those that listen hear of each as of an operation.
    private void RunObserved()
    {
        using var off = Recording.Off();
        foreach (var instruction in _instructions)
        {
            instruction.Run();
            if (!instruction.Output.IsDeferred)
            {
                var made = new Node<T>(instruction.Op, instruction.Output.Elements.Copy(), [.. instruction.Inputs]);
                made.Details.Origin = instruction.Output.Origin;
                GraphEvents.Made(made, instruction.Inputs);
            }
        }
    }

    // From the first time on, the steps read an array of the replay's own in place of the constant's.
    private Node<T> Own(Node<T> constant, bool isResult)
    {
        if (constant is Parameter<T>)
        {
            throw new ArgumentException(
                $"Replay: {constant.Label} is a parameter: update it, and the next run reads it.", nameof(constant));
        }

        if (!isResult && _tape.ReadByCode.Contains(constant))
        {
            throw new ArgumentException(
                $"Replay: the function read the elements of {constant.Label} when it was recorded, and what it computed or decided by "
                + "them would not follow; use operations in the function, or Inspect() for a look that decides nothing.",
                nameof(constant));
        }

        var readers = Array.FindAll(_instructions, instruction => instruction.Inputs.Contains(constant));
        if (readers.Length == 0 && !isResult)
        {
            throw new ArgumentException(
                $"Replay: no step reads {constant.LabelAndOrigin}; give the node that the function used, made before it was recorded.",
                nameof(constant));
        }

        var own = new LiveNode<T>(constant.Elements.Copy(), constant);
        foreach (var instruction in readers)
        {
            instruction.ReadInstead(constant, own);
        }

        return own;
    }

    // From the first time on, the steps are told a list of the replay's own in place of the user's.
    private (IntList Own, Instruction<T>[] Readers) Own(IntList list)
    {
        if (_tape.UsedLists.TryGetValue(list.Items, out var operation))
        {
            throw new ArgumentException(
                $"Replay: {operation} computed something else from this list when it was recorded, which would not follow. "
                + "Give it targets as a constant (probabilities, weights) and set those.",
                nameof(list));
        }

        var readers = Array.FindAll(_instructions, instruction => instruction.Holds(list));
        if (readers.Length == 0)
        {
            throw new ArgumentException(
                "Replay: no operation holds this list; give the IntList (or IntArray.Items) that the function used. "
                + "A list that an operation computed from it does not follow it.",
                nameof(list));
        }

        var own = new IntList(list.Span);
        foreach (var instruction in readers)
        {
            instruction.ReadInstead(list, own);
        }

        return (own, readers);
    }
}

/// <summary>A recorded loss and its gradients, computed anew by each run.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class LossReplay<T> : Replay<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal LossReplay(Tape<T> tape, Node<T>[] results, Gradients<T> gradients, Func<IReadOnlyList<Node<T>>> function)
        : base(tape, results, function) =>
        Gradients = new Gradients<T>(gradients.Keys.Zip(Results.Skip(1), KeyValuePair.Create))
        {
            AreChosen = gradients.AreChosen,
        };

    /// <summary>The loss; <see cref="Replay{T}.Run"/> writes its value in place.</summary>
    public Node<T> Loss => Results[0];

    /// <summary>
    /// The gradients of the loss by the nodes that were asked for; <see cref="Replay{T}.Run"/> writes their values in place.
    /// </summary>
    public Gradients<T> Gradients { get; }
}
