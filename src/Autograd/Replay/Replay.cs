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
        Node<T>? output = null;
        Gradients<T>? gradients = null;
        Recording.AnnounceDecision(nameof(Replay), Nested);
        var tape = Tape<T>.Of(() =>
        {
            output = loss() ?? throw new ArgumentException("Replay: the function returned null.", nameof(loss));
            gradients = output.Backward(wrt);
        });

        return new LossReplay<T>(tape, output!, gradients!);
    }

    /// <summary>Records a computation of any results: values, gradients, derivatives of gradients.</summary>
    /// <param name="results">Computes the results; called once.</param>
    /// <exception cref="ReplayException">An operation cannot be replayed.</exception>
    public static Replay<T> Of<T>(Func<IReadOnlyList<Node<T>>> results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(results);
        Recording.AnnounceDecision(nameof(Replay), Nested);
        IReadOnlyList<Node<T>> outputs = [];
        var tape = Tape<T>.Of(() => outputs = results());
        return outputs is { Count: > 0 } && outputs.All(output => output is not null)
            ? new Replay<T>(tape, [.. outputs])
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
/// <para>What the function does besides operations is not repeated: it must not take a raw value of a node and make a constant of it,
/// for that number stays. A result computed before from data is such a constant too.</para>
/// <para>An operation that would have to decide anew is refused when it is recorded (<see cref="ReplayException"/>): <c>Dropout</c>,
/// sampling, <c>ArgMax</c>. A replay is used by one thread at a time.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public class Replay<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Inside =
        "a replay inside the function would be run once, when recorded; compute the same by operations, or run one replay after the other";

    private const string KeepsShapes = "a replay keeps its shapes, so record another one for other shapes.";

    private readonly Instruction<T>[] _instructions;
    private readonly IInstruction[] _fused;
    private readonly long _bufferElements;
    private readonly Dictionary<Node<T>, Node<T>> _constants = [];
    private readonly Dictionary<int[], Instruction<T>[]> _readers = [];
    private readonly Dictionary<int[], string> _usedLists;

    internal Replay(Tape<T> tape, Node<T>[] results)
    {
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
        _usedLists = tape.UsedLists;
        Run();
    }

    /// <summary>
    /// The results, in the order in which the function returned them. <see cref="Run"/> writes their values in place; <see
    /// cref="NdArray{T}.Copy"/> keeps one.
    /// </summary>
    public IReadOnlyList<Node<T>> Results { get; }

    /// <summary>Computes everything again.</summary>
    /// <exception cref="ReplayException">Another replay is being recorded, which would not run this one again.</exception>
    public void Run()
    {
        Recording.AnnounceDecision(nameof(Replay), Inside);
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
    /// <exception cref="ArgumentException">No step reads this node.</exception>
    public void Set(Node<T> constant, ReadOnlySpan<T> elements)
    {
        ArgumentNullException.ThrowIfNull(constant);
        if (elements.Length != constant.Shape.Size)
        {
            throw new ShapeException(
                $"Replay: {elements.Length} elements are set for {constant.Label}, which has {constant.Shape.Size}; "
                + KeepsShapes);
        }

        if (!_constants.TryGetValue(constant, out var own))
        {
            _constants[constant] = own = Own(constant, isResult: false);
        }

        elements.CopyTo(own.Writable);
    }

    /// <summary>
    /// Gives a list of labels or indices that operations read other items, for the runs to come. The list itself is written, wherever
    /// it is used.
    /// </summary>
    /// <param name="list">The very list that was given to the operations, or a copy of the variable; not a list with equal items.</param>
    /// <param name="items">As many items as it has.</param>
    /// <exception cref="ShapeException">The number of items is another.</exception>
    /// <exception cref="ArgumentException">
    /// No operation holds this list, or one computed something else from it (which labels are ignored, one-hot rows) and would not
    /// follow it.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An operation refuses an item; the list is as it was before.</exception>
    public void Set(IntList list, ReadOnlySpan<int> items)
    {
        if (items.Length != list.Count)
        {
            throw new ShapeException($"Replay: {items.Length} items are set for a list of {list.Count}; {KeepsShapes}");
        }

        if (!_readers.TryGetValue(list.Items, out var readers))
        {
            _readers[list.Items] = readers = Readers(list);
        }

        var before = ArrayPool<int>.Shared.Rent(items.Length);
        list.Items.CopyTo(before, 0);
        items.CopyTo(list.Items);
        try
        {
            foreach (var instruction in readers)
            {
                instruction.RequireFit();
            }
        }
        catch
        {
            before.AsSpan(0, items.Length).CopyTo(list.Items);
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

    // From the first time on, the steps read an array of the replay's own in place of the constant's.
    private Node<T> Own(Node<T> constant, bool isResult)
    {
        var own = new Node<T>(constant.Value.Copy(), requiresGrad: false);
        var isRead = isResult;
        foreach (var instruction in _instructions)
        {
            isRead |= instruction.ReadInstead(constant, own);
        }

        if (constant is Parameter<T>)
        {
            throw new ArgumentException(
                $"Replay: {constant.Label} is a parameter: update it, and the next run reads it.", nameof(constant));
        }

        return isRead
            ? own
            : throw new ArgumentException(
                $"Replay: no step reads {constant.Label}; give the node that the function used, made before it was recorded.",
                nameof(constant));
    }

    private Instruction<T>[] Readers(IntList list)
    {
        if (_usedLists.TryGetValue(list.Items, out var operation))
        {
            throw new ArgumentException(
                $"Replay: {operation} computed something else from this list when it was recorded, which would not follow. "
                + "Give it targets as a constant (probabilities, weights) and set those.",
                nameof(list));
        }

        var readers = Array.FindAll(_instructions, instruction => instruction.Holds(list));
        return readers.Length > 0
            ? readers
            : throw new ArgumentException(
                "Replay: no operation holds this list; give the IntList (or IntArray.Items) that the function used. "
                + "A list that an operation computed from it does not follow it.",
                nameof(list));
    }
}

/// <summary>A recorded loss and its gradients, computed anew by each run.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class LossReplay<T> : Replay<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal LossReplay(Tape<T> tape, Node<T> loss, Gradients<T> gradients)
        : base(tape, [loss, .. gradients.Values]) =>
        Gradients = new Gradients<T>(gradients.Keys.Zip(Results.Skip(1), KeyValuePair.Create)) { AreChosen = gradients.AreChosen };

    /// <summary>The loss; <see cref="Replay{T}.Run"/> writes its value in place.</summary>
    public Node<T> Loss => Results[0];

    /// <summary>
    /// The gradients of the loss by the nodes that were asked for; <see cref="Replay{T}.Run"/> writes their values in place.
    /// </summary>
    public Gradients<T> Gradients { get; }
}
