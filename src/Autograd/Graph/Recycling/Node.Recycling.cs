namespace Autograd;

// What the arrays of a backward pass are told by.
public partial class Node<T>
{
    /// <summary>The array that holds the elements, if they are computed and more than one.</summary>
    internal T[]? Buffer => _value.Buffer;

    /// <summary>The slot of that array among those of the pass that made it; -1 if none did.</summary>
    internal int Slot => _value.Slot;

    /// <summary>Lets a constant be one that was given: no formula is recognized by what it was made of.</summary>
    internal void ForgetInputs()
    {
        if (!RequiresGrad && !_isDeferred)
        {
            (_input0, _input1, _allInputs, _formulaDepth) = (null, null, null, 0);
        }
    }
}
