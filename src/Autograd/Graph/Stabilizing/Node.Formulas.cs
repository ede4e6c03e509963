namespace Autograd;

// Constants keep no inputs, so that they do not keep alive a graph that nobody can ask a gradient of. The inner operations of formulas
// are the exception, so that a formula has one value whether it is recorded or not.
public partial class Node<T>
{
    // Log(Softmax(x)) is recognized by looking at the inputs of a node. To be found, they must be kept; to bound memory, a constant keeps
    // at most so many operations in a row. The longest formula needs 2, and what it starts from may be made by such operations too.
    private const byte DeepestFormula = 8;

    // A formula is written in one go, so a constant that keeps a large array does so until as many others of its thread have kept one.
    private const int MostKeepers = 32;
    private const int LargeArray = 64;

    // Weak: whoever holds the constant keeps its inputs, and nobody else.
    [ThreadStatic]
    private static WeakReference<Node<T>>?[]? s_keepers;

    [ThreadStatic]
    private static int s_kept;

    private byte _formulaDepth;

    /// <summary>
    /// The formula that this node's operation stands for, if one was recognized (see <see cref="Stabilizing"/>); else null.
    /// </summary>
    public Replacement? Replaced => _details?.Replaced;

    /// <summary>Counts the inputs that a constant keeps for <see cref="Stabilizing"/> too.</summary>
    internal int KeptInputCount => _allInputs is { } inputs ? inputs.Length : _input0 is null ? 0 : _input1 is null ? 1 : 2;

    private bool KeepsInputs => RequiresGrad || _formulaDepth > 0;

    private static byte FormulaDepth(OpTraits traits, byte inputsDepth) =>
        inputsDepth < DeepestFormula
            && (traits.HasFlag(OpTraits.IsReplaceable) || (inputsDepth > 0 && traits.HasFlag(OpTraits.ContinuesFormula)))
            ? (byte)(inputsDepth + 1) : (byte)0;

    private static byte DepthOf(Node<T>[] inputs)
    {
        byte deepest = 0;
        foreach (var input in inputs)
        {
            deepest = Math.Max(deepest, input._formulaDepth);
        }

        return deepest;
    }

    private void KeepForFormulas()
    {
        if (RequiresGrad || !KeepsLargeArray())
        {
            return;
        }

        ref var keeper = ref (s_keepers ??= new WeakReference<Node<T>>?[MostKeepers])[s_kept];
        s_kept = (s_kept + 1) % MostKeepers;
        if (keeper is null)
        {
            keeper = new WeakReference<Node<T>>(this);
            return;
        }

        if (keeper.TryGetTarget(out var oldest))
        {
            (oldest._input0, oldest._input1, oldest._allInputs) = (null, null, null);
        }

        keeper.SetTarget(this);
    }

    private bool KeepsLargeArray()
    {
        for (var i = 0; i < KeptInputCount; i++)
        {
            if (InputAt(i).Shape.Size > LargeArray)
            {
                return true;
            }
        }

        return false;
    }

    // What is live is kept as it was read.
    private Node<T> ToKeep(Node<T> input) => input is not LiveNode<T> && (RequiresGrad || !input.RequiresGrad || input is Parameter<T>)
        ? input : input.Detach();
}
