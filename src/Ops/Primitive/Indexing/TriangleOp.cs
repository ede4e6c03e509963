namespace Autograd;

/// <summary>y is one triangle of each matrix over the last two axes of x, and 0 elsewhere, whatever x is there.</summary>
/// <remarks>The gradient is the same triangle of grad; elements of the other one get a strong zero (<see cref="StrongZeros"/>).</remarks>
/// <param name="Offset">Which diagonal bounds the triangle: how far above the main one; negative below.</param>
public abstract record TriangleOp(int Offset) : UnaryOp
{
    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x)
    {
        Require.Matrices(Name, x);
        return x;
    }

    /// <inheritdoc/>
    protected sealed override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => StrongZeros.Select(grad, Apply);
}
