namespace Autograd;

/// <summary>
/// What an assembly knows of its operations' trouble: derive from it, and put the derived attribute on the assembly. Without one, an
/// operation is explained by its numbers alone.
/// </summary>
/// <remarks>Each method is asked only about operations of the same assembly, and returns null for what it does not know.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public abstract class ExplanationsAttribute : Attribute
{
    /// <summary>Why Forward made an element that is NaN or infinite: <see cref="OpOccurrence.Element"/> of the output.</summary>
    public virtual Explanation? OfValue(OpOccurrence occurrence) => null;

    /// <summary>
    /// Whether an infinity in the data is meant as a mask by who gives it to this operation, so that the operation is to blame if it does
    /// not disappear there.
    /// </summary>
    public virtual bool TakesMasks(Op operation) => false;

    /// <summary>Why the rule made a gradient that is NaN or infinite, by the values that Forward met at the element.</summary>
    public virtual Explanation? OfSlope(OpOccurrence occurrence) => null;

    /// <summary>Why the rule returned a gradient of nothing but zeros, or almost zeros, for one of the inputs.</summary>
    /// <param name="occurrence">What Forward met.</param>
    /// <param name="input">The position of the input.</param>
    /// <param name="grad">The gradient that the rule was given, which is not 0.</param>
    public virtual Explanation? OfNoGradient(OpOccurrence occurrence, int input, NdArray<double> grad) => null;

    /// <summary>The attribute of the assembly that an operation comes from.</summary>
    internal static ExplanationsAttribute? For(Op op) =>
        (ExplanationsAttribute?)GetCustomAttribute(op.GetType().Assembly, typeof(ExplanationsAttribute), inherit: false);
}
