namespace Autograd;

/// <summary>
/// z is x with a window replaced by y: position i of y along an axis goes to position <c>Start[axis] + i Step[axis]</c> of z.
/// </summary>
/// <remarks>
/// <para>An axis of x with step 0, which y does not have, is written at one position, Start.</para>
/// <para>The gradient of y is the window of that of z (<see cref="Slice"/>); the gradient of x is the rest of it, with a strong zero
/// (<see cref="StrongZeros"/>) for the elements that were replaced.</para>
/// </remarks>
/// <kinks test="Elements_that_are_replaced_get_a_strong_zero">Elements of x that are replaced get a strong zero.</kinks>
/// <param name="Start">For each axis of x the first position, from 0.</param>
/// <param name="Step">For each axis of x the distance of neighbors; a negative one goes backward; 0 where y has no such axis.</param>
public sealed record SliceUpdate(IntList Start, IntList Step) : BinaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        SliceWindow.RequireInside(Name, x, Start, Step, y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        x.Span.CopyTo(z);
        SliceWindow.Write(y, Start, Step, x.Shape, z);
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var zeros = Node.Constant(NdArray.Zeros<T>(y.Shape));
        return StrongZeros.Select(grad, rest => Apply(rest, zeros));
    }

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var slice = new Slice(Start, Step, y.Shape);
        return StrongZeros.Move(grad, slice.Apply(grad), slice.Apply);
    }
}
