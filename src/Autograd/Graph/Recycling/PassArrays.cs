using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// The arrays that a backward pass has made and nobody else can see: gradients on their way, and what rules need in between. Each serves
/// again when its last reader is done, so that a pass over large arrays works in few of them, which stay in the cache.
/// </summary>
/// <remarks>
/// <para>An array is the pass's own from <see cref="Take"/> on, as long as only pending gradients show it. It is let go for good when it
/// becomes a gradient that was asked for, or when anybody may have kept it: a rule from outside (<see cref="RulesKeepNothingAttribute"/>),
/// a gradient of pieces that is computed later. So nothing that a user can reach is ever written to.</para>
/// <para>A pass that is recorded or observed has no such arrays: there, everything can be reached.</para>
/// </remarks>
internal sealed class PassArrays<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Smaller arrays are as quickly made as found.
    private const int LeastLength = 256;

    // A float counts them exactly.
    private const int MostSlots = 1 << 24;

    private static readonly ConcurrentDictionary<Type, bool> s_keepsNothing = new();

    [ThreadStatic]
    private static PassArrays<T>? s_current;

    // From pass to pass, as long as no collection comes between.
    [ThreadStatic]
    private static WeakReference<PassArrays<T>>? s_last;

    // Each array has a slot, whose number goes along with it to whatever shows it (NdArray.Slot). A slot is believed if the array is in it.
    private readonly List<(T[]? Array, int Holders)> _slots = [];
    private readonly Stack<int> _emptySlots = [];

    // The slots of arrays that are free, by their length.
    private readonly Dictionary<int, Stack<int>> _free = [];
    private readonly List<int> _madeNow = [];
    private PassArrays<T>? _outer;
    private long _start;
    private bool _isLater;

    private PassArrays()
    {
    }

    /// <summary>Begins a pass on this thread; disposed at its end.</summary>
    public static PassArrays<T> Begin()
    {
        if (s_last is null || !s_last.TryGetTarget(out var arrays) || arrays._start != 0)
        {
            s_last = new WeakReference<PassArrays<T>>(arrays = new PassArrays<T>());
        }

        (arrays._outer, arrays._start) = (s_current, NodeId.Next());
        return s_current = arrays;
    }

    /// <summary>Ends the pass. What is not free by then is left to the collector.</summary>
    public void Dispose()
    {
        s_current = _outer;
        (_outer, _start) = (null, 0);
        for (var slot = 0; slot < _slots.Count; slot++)
        {
            if (_slots[slot].Holders > 0)
            {
                GiveAway(slot);
            }
        }

        _madeNow.Clear();
        _isLater = false;
    }

    /// <summary>Makes something that is kept beyond the rule that needs it: it gets arrays of its own.</summary>
    public static Node<T> Apart(Func<Node<T>> make)
    {
        var current = s_current;
        s_current = null;
        try
        {
            return make();
        }
        finally
        {
            s_current = current;
        }
    }

    /// <summary>Room for the elements of a result, unwritten.</summary>
    public static NdArray<T> NewResult(Shape shape)
    {
        var size = shape.Size;
        return size >= LeastLength && s_current is { } current ? current.Take(shape, size) : NdArray<T>.Unwritten(shape, size);
    }

    /// <summary>A gradient is pending: its array is not free.</summary>
    public void Hold(Node<T> gradient)
    {
        _isLater |= gradient.IsDeferred;
        var slot = OwnSlot(gradient);
        if (slot >= 0)
        {
            CollectionsMarshal.AsSpan(_slots)[slot].Holders++;
        }

        // A constant may keep what it was made of for the sake of formulas; a gradient on its way needs none.
        if (gradient.Id > _start)
        {
            gradient.ForgetInputs();
        }
    }

    /// <summary>Gradients were added up: their sum is pending in their place.</summary>
    public void Replace(Node<T> x, Node<T> y, Node<T> sum)
    {
        Hold(sum);
        LetGo(OwnSlot(x));
        LetGo(OwnSlot(y));
    }

    /// <summary>A gradient was asked for, or may be kept: its array is no longer the pass's own.</summary>
    public void GiveAway(Node<T> gradient) => GiveAway(OwnSlot(gradient));

    /// <summary>The rule of a node has returned, and what it returned is pending.</summary>
    public void EndRule(Op op, Node<T> grad)
    {
        var given = OwnSlot(grad);
        if (given >= 0 || _madeNow.Count > 0)
        {
            var mayBeKept = _isLater || !KeepsNothing(op);
            foreach (var slot in _madeNow)
            {
                if (mayBeKept)
                {
                    GiveAway(slot);
                }
                else
                {
                    LetGo(slot);
                }
            }

            if (mayBeKept)
            {
                GiveAway(given);
            }
            else
            {
                LetGo(given);
            }

            _madeNow.Clear();
        }

        _isLater = false;
    }

    private static bool KeepsNothing(Op op) => op is ScatterSum sum ? sum.Scatters.All(KeepsNothing) : s_keepsNothing.GetOrAdd(
        op.GetType(), static type => type.Assembly.IsDefined(typeof(RulesKeepNothingAttribute), inherit: false));

    private NdArray<T> Take(Shape shape, int size)
    {
        if (!_free.TryGetValue(size, out var free) || !free.TryPop(out var slot))
        {
            if (!_emptySlots.TryPop(out slot))
            {
                if (_slots.Count == MostSlots)
                {
                    return NdArray<T>.Unwritten(shape, size);
                }

                slot = _slots.Count;
                _slots.Add(default);
            }

            _slots[slot] = (GC.AllocateUninitializedArray<T>(size), 0);
        }

        // Until the rule at hand has returned, which may return it several times.
        ref var taken = ref CollectionsMarshal.AsSpan(_slots)[slot];
        taken.Holders = 1;
        _madeNow.Add(slot);
        return NdArray<T>.InSlot(shape, taken.Array!, slot);
    }

    // The slot of the array that holds a node's elements, if it is the pass's own; else -1.
    private int OwnSlot(Node<T> node)
    {
        var slot = node.Slot;
        return (uint)slot < (uint)_slots.Count && _slots[slot].Holders > 0 && ReferenceEquals(_slots[slot].Array, node.Buffer) ? slot : -1;
    }

    private void GiveAway(int slot)
    {
        if (slot >= 0 && _slots[slot].Holders > 0)
        {
            _slots[slot] = default;
            _emptySlots.Push(slot);
        }
    }

    private void LetGo(int slot)
    {
        if (slot < 0)
        {
            return;
        }

        ref var own = ref CollectionsMarshal.AsSpan(_slots)[slot];
        if (own.Holders == 0 || --own.Holders > 0)
        {
            return;
        }

        ref var free = ref CollectionsMarshal.GetValueRefOrAddDefault(_free, own.Array!.Length, out _);
        (free ??= []).Push(slot);
    }
}
