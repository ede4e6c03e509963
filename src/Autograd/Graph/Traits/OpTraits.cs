namespace Autograd;

/// <summary>What the engine may know of an operation beside its three parts. All of it can be left unsaid.</summary>
[Flags]
public enum OpTraits
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>There is no derivative, or it is 0 wherever there is one: a comparison, for instance. The output is a constant.</summary>
    NoDerivative = 1,

    /// <summary>
    /// An inner operation of a formula that <see cref="Stabilizing"/> recognizes: its node keeps its inputs, even as a constant.
    /// </summary>
    IsReplaceable = 2,

    /// <summary>
    /// Of a <see cref="UnaryOp"/> whose rule only moves, copies or adds up elements of the gradient (reshape, transpose, slice, sum): a
    /// strong zero (<see cref="StrongZeros"/>) stays one without a mask.
    /// </summary>
    MovesElements = 4,

    /// <summary>The output has the elements of the input in the same order (reshape), so the two share them in memory.</summary>
    SharesElements = 8,

    /// <summary>
    /// The output is the input broadcast to a larger shape, so an operation that broadcasts may read the small input instead.
    /// </summary>
    StretchesInput = 16,

    /// <summary>
    /// Of an <see cref="ElementwiseOp"/> whose rule takes over each element of the gradient or marks it as a strong zero (relu): no
    /// mask is needed to keep those that were there.
    /// </summary>
    SelectsGradient = 32,

    /// <summary>
    /// Stands between the inner operations of a formula that <see cref="Stabilizing"/> recognizes (reshape, divide): as a constant, its
    /// node keeps its inputs if one of them is such an inner operation.
    /// </summary>
    ContinuesFormula = 64,
}
