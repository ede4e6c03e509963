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
/// a gradient of pieces that is computed later, the mask of a strong zero. So nothing that a user can reach is ever written to.</para>
/// <para>A pass that is recorded or observed has no such arrays: there, everything can be reached.</para>
/// </remarks>
internal sealed class PassArrays<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Smaller arrays are quicker made than found.
    private static int s_leastLength = 1024;

    private static readonly ConcurrentDictionary<Type, bool> s_keepsNothing = new();

    [ThreadStatic]
    private static PassArrays<T>? s_current;

    // From pass to pass, as long as no collection comes between.
    [ThreadStatic]
    private static WeakReference<PassArrays<T>>? s_last;

    private readonly Dictionary<int, Stack<T[]>> _free = [];

    // The pass's own arrays, each with the number of pending gradients that show it.
    private readonly Dictionary<T[], int> _own = [];
    private readonly List<T[]> _madeNow = [];
    private PassArrays<T>? _outer;
    private long _start;
    private bool _isMarked;
    private bool _isLater;

    private PassArrays()
    {
    }

    /// <summary>Begins a pass on this thread; disposed at its end.</summary>
    public static PassArrays<T> Begin()
    {
        var arrays = s_last is not null && s_last.TryGetTarget(out var last) && last._start == 0 ? last : new PassArrays<T>();
        (arrays._outer, arrays._start) = (s_current, NodeId.Next());
        return s_current = arrays;
    }

    /// <summary>Ends the pass. What is not free by then is left to the collector.</summary>
    public void Dispose()
    {
        s_current = _outer;
        (_outer, _start) = (null, 0);
        _own.Clear();
        _madeNow.Clear();
        (_isMarked, _isLater) = (false, false);
        if (s_last is null)
        {
            s_last = new WeakReference<PassArrays<T>>(this);
        }
        else
        {
            s_last.SetTarget(this);
        }
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
    public static NdArray<T> NewResult(Shape shape) => shape.Size >= s_leastLength && s_current is { } current
        ? current.Take(shape)
        : NdArray<T>.Unwritten(shape);

    /// <summary>A gradient is pending: its array is not free.</summary>
    public void Hold(Node<T> gradient)
    {
        _isMarked |= StrongZeros.AreIn(gradient);
        _isLater |= gradient.IsDeferred;
        if (gradient.Buffer is { } array && _own.TryGetValue(array, out var holders))
        {
            _own[array] = holders + 1;
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
        LetGo(x.Buffer);
        LetGo(y.Buffer);
    }

    /// <summary>A gradient was asked for, or may be kept: its array is no longer the pass's own.</summary>
    public void GiveAway(Node<T> gradient) => GiveAway(gradient.Buffer);

    /// <summary>The rule of a node has returned, and what it returned is pending.</summary>
    public void EndRule(Op op, Node<T> grad)
    {
        if (_own.Count > 0)
        {
            var mayBeKept = _isLater || !KeepsNothing(op);
            foreach (var array in _madeNow)
            {
                // A mark is made when it is needed, of what the rule has made beside the gradient.
                if (mayBeKept || (_isMarked && _own.GetValueOrDefault(array) == 1))
                {
                    GiveAway(array);
                }

                LetGo(array);
            }

            if (mayBeKept)
            {
                GiveAway(grad);
            }

            LetGo(grad.Buffer);
        }

        _madeNow.Clear();
        (_isMarked, _isLater) = (false, false);
    }

    private static bool KeepsNothing(Op op) => op is ScatterSum sum ? sum.Scatters.All(KeepsNothing) : s_keepsNothing.GetOrAdd(
        op.GetType(), static type => type.Assembly.IsDefined(typeof(RulesKeepNothingAttribute), inherit: false));

    private NdArray<T> Take(Shape shape)
    {
        var array = _free.TryGetValue(shape.Size, out var free) && free.TryPop(out var found)
            ? found : GC.AllocateUninitializedArray<T>(shape.Size);
        _madeNow.Add(array);

        // Until the rule at hand has returned, which may return it several times.
        _own.Add(array, 1);
        return NdArray.Wrap(shape, array);
    }

    private void GiveAway(T[]? array)
    {
        if (array is not null)
        {
            _own.Remove(array);
        }
    }

    private void LetGo(T[]? array)
    {
        if (array is null || !_own.TryGetValue(array, out var holders))
        {
            return;
        }

        if (holders > 1)
        {
            _own[array] = holders - 1;
            return;
        }

        _own.Remove(array);
        ref var free = ref CollectionsMarshal.GetValueRefOrAddDefault(_free, array.Length, out _);
        (free ??= []).Push(array);
    }
}
