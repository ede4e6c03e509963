using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x for x above 0, else a x with a slope a that is learned, element by element.</summary>
        /// <remarks>
        /// dy/dx = 1 for x above 0, else a; dy/da = 0 for x above 0, else x. K. He et al., Delving Deep into Rectifiers
        /// (2015). One slope for each unit of the last axis is a vector; the two shapes broadcast as in NumPy.
        /// </remarks>
        /// <kinks test="LeakyRelu_and_PRelu_have_the_slope_of_the_negative_side_at_0">
        /// At x = 0 the slope is a; a gets a strong zero from x above 0.
        /// </kinks>
        /// <param name="slope">The slope a for x at or below 0.</param>
        /// <returns>A node of the shape that the two broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> PRelu(Node<T> slope)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(slope);
            _ = Broadcasting.Result("PRelu", x.Shape, slope.Shape, yName: "the slope", inputs: Origins.OfInputs(x, slope));
            return (x > 0).Where(x, slope * x);
        }
    }
}
