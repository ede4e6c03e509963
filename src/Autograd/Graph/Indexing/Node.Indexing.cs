namespace Autograd;

// Parts of a node are nodes, so that the gradient goes through them.
public partial class Node<T>
{
    /// <summary>
    /// y is a part of x, by one position or range for each axis, outermost first: <c>x[i]</c>, <c>x[i, ..]</c>, <c>x[^1, 2..]</c>. See
    /// <see cref="Slice"/>.
    /// </summary>
    /// <remarks>
    /// Gradients go through it; those of many parts are added up once, in the time that the parts take. A number comes from
    /// <c>x.Value[i, j]</c> or <see cref="Scalar"/>.
    /// </remarks>
    /// <param name="index">Positions, whose axes are dropped, and ranges; axes that are left out stay whole.</param>
    /// <returns>A node without the axes that have one position; x itself if every axis stays whole.</returns>
    /// <exception cref="ShapeException">There are more positions and ranges than axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A position or range does not lie inside its axis, a position is negative, or a range ends before it starts.
    /// </exception>
    public Node<T> this[params ReadOnlySpan<AxisIndex> index]
    {
        get
        {
            var slice = Slice.Of("Index", Shape, index);
            return slice.Target == Shape ? this : slice.Apply(this);
        }
    }

    /// <summary>
    /// y has a range of positions along one axis, and of these every step-th: <c>x.SliceAlong(0, 1.., step: 2)</c> is <c>x[1::2]</c> in
    /// NumPy. See <see cref="Slice"/>.
    /// </summary>
    /// <param name="axis">The axis; a negative one counts from the last.</param>
    /// <param name="range">The positions.</param>
    /// <param name="step">The distance of neighbors; a negative one goes from the last position of the range backward.</param>
    /// <returns>A node of the same rank; x itself if the axis stays whole.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The axis does not exist, or the range does not lie inside it or ends before it starts.
    /// </exception>
    /// <exception cref="ArgumentException">The step is 0.</exception>
    public Node<T> SliceAlong(int axis, Range range, int step = 1)
    {
        var slice = Slice.Along(Shape, axis, range, step);
        return step == 1 && slice.Target == Shape ? this : slice.Apply(this);
    }
}
