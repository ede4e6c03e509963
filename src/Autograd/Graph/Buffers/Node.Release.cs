using System.Diagnostics.CodeAnalysis;

namespace Autograd;

// A node whose elements were given back for other results.
public partial class Node<T>
{
    private bool _isReleased;

    /// <summary>Lets go of the value, whose array is used again.</summary>
    internal void Release()
    {
        _isReleased = true;
        _value = NdArray<T>.WithoutElements(Shape);
    }

    [DoesNotReturn]
    private void ThrowReleased() => throw new GradientException(
        $"{LabelAndOrigin} was made inside a scope of Buffers.Reuse, whose end gave its elements back for other results. "
        + "Read it inside the scope, and copy there what is to be kept (Value.Copy).");
}
