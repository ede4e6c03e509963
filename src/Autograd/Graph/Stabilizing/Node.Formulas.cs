namespace Autograd;

// Constants keep no inputs, so that they do not keep alive a graph that nobody can ask a gradient of. The inner operations of formulas
// are the exception, so that a formula has one value whether it is recorded or not.
public partial class Node<T>
{
    // Log(Softmax(x)) is recognized by looking at the inputs of a node. To be found, they must be kept; to bound memory, a constant keeps
    // at most so many operations in a row. The longest formula needs 2, and what it starts from may be made by such operations too.
    private const byte DeepestFormula = 8;

    private readonly byte _formulaDepth;

    /// <summary>
    /// The formula that this node's operation stands for, if one was recognized (see <see cref="Stabilizing"/>); else null.
    /// </summary>
    public Replacement? Replaced => _details?.Replaced;

    /// <summary>Counts the inputs that a constant keeps for <see cref="Stabilizing"/> too.</summary>
    internal int KeptInputCount => _allInputs is not null ? _allInputs.Length : _input0 is null ? 0 : _input1 is null ? 1 : 2;

    private bool KeepsInputs => RequiresGrad || _formulaDepth > 0;

    private static byte FormulaDepth(OpTraits traits, byte inputsDepth) =>
        inputsDepth < DeepestFormula
            && (traits.HasFlag(OpTraits.IsReplaceable) || (inputsDepth > 0 && traits.HasFlag(OpTraits.ContinuesFormula)))
            ? (byte)(inputsDepth + 1) : (byte)0;

    private Node<T> ToKeep(Node<T> input) => RequiresGrad || !input.RequiresGrad || input is Parameter<T> ? input : input.Detach();
}
