using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>J[i, j] = dy_i / dx_j, which can be differentiated again.</summary>
        /// <remarks>
        /// i and j stand for as many indices as y and x have axes. By rows, one backward pass for each element of y, or by columns, one for
        /// each of x, whichever are fewer; all are recorded. For the numbers alone there is
        /// <see cref="Derivative.Jacobian{T}(Node{T}, IReadOnlyList{Node{T}})"/>.
        /// </remarks>
        /// <param name="x">The node to differentiate by, a parameter or an intermediate node.</param>
        /// <returns>A node whose shape is that of y, followed by that of x.</returns>
        /// <exception cref="GradientException">y does not depend on x; the message says where the path was cut.</exception>
        public Node<T> Jacobian(Node<T> x)
        {
            ArgumentNullException.ThrowIfNull(x);
            var linear = Derivative.Linearize(y, [x], differentiable: true);
            var (rows, columns) = (y.Shape.Size, x.Shape.Size);
            Shape shape = [.. y.Shape.Lengths, .. x.Shape.Lengths];
            if (shape.Size == 0)
            {
                return NdArray.Zeros<T>(shape);
            }

            return (rows <= columns
                ? Node.Stack(Units<T>(y.Shape).Select(unit => linear.Vjp(unit)[0]))
                : Node.Stack(Units<T>(x.Shape).Select(unit => linear.Jvp(unit).Reshape([rows])), axis: 1)).Reshape(shape);
        }
    }

    // The arrays of a shape with one 1 and else 0, in row-major order.
    private static IEnumerable<Node<T>> Units<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < shape.Size; i++)
        {
            var unit = new T[shape.Size];
            unit[i] = T.One;
            yield return new NdArray<T>(shape, unit.AsSpan());
        }
    }
}
