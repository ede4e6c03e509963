using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y = l x for x above 0, else l a (e^x - 1), element by element, with l = 1.0507... and a = 1.6732...: the self-normalizing unit.
        /// </summary>
        /// <remarks>
        /// y' = l for x above 0, else l a e^x. With these two numbers mean 0 and variance 1 are a fixed point from
        /// layer to layer. G. Klambauer et al., Self-Normalizing Neural Networks (2017). y has the shape of x.
        /// </remarks>
        /// <kinks test="Elu_and_Selu_have_the_slope_of_the_negative_side_at_0">At x = 0 the slope is l a = 1.7581...</kinks>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Selu() => 1.0507009873554804934193349852946 * x.Elu(1.6732632423543772848170429916717);
    }
}
