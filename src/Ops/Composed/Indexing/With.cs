using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y is x with the part <c>x[index]</c> replaced by a value, which is broadcast to it: <c>x.With(value, i, ..)</c> for what is
        /// <c>x[i, :] = value</c> in NumPy.
        /// </summary>
        /// <remarks>x stays as it is. Made of <see cref="Autograd.SliceUpdate"/>: gradients go to both, each where it is in y.</remarks>
        /// <param name="value">What is written.</param>
        /// <param name="index">Where: positions and ranges as in <c>x[...]</c>; axes that are left out are replaced as a whole.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// There are more positions and ranges than axes, or the value does not broadcast to the part.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">A position or range does not lie inside its axis.</exception>
        public Node<T> With(Node<T> value, params ReadOnlySpan<AxisIndex> index)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(value);
            var part = Slice.Of("With", x.Shape, index);
            Broadcasting.RequireBroadcastable("With", value.Shape, part.Target, Origins.OfInputs(x, value));
            return new SliceUpdate(part.Start, part.Step).Apply(x, value.BroadcastTo(part.Target));
        }
    }
}
