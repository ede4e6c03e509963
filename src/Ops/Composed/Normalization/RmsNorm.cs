using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = gain x / sqrt(mean(x^2) + eps), with the mean of the squares of x along some axes.</summary>
        /// <remarks>
        /// The gain has one number for each element along the axes. y has the shape of x. Squares do not overflow
        /// (<see cref="RootMeanSquare"/>). Elsewhere <c>nn.RMSNorm</c>.
        /// B. Zhang, R. Sennrich: Root Mean Square Layer Normalization (2019).
        /// </remarks>
        /// <kinks test="RmsNorm_of_zeros_is_0_with_finite_gradients">Of zeros: 0, with finite gradients.</kinks>
        /// <param name="gain">The factor, of the shape of those axes; left out, 1.</param>
        /// <param name="axes">The axes to normalize along; negative ones count from the last. Left out, the last.</param>
        /// <param name="eps">
        /// Added to the mean of the squares; positive. Left out, what follows 1 in the element type, less 1, as in PyTorch.
        /// </param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">The gain has another shape.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or eps is not positive.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> RmsNorm(Node<T>? gain = null, IntList axes = default, double? eps = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string Name = "RmsNorm";
            var along = x.Shape.Axes(axes.IsDefault ? -1 : axes, Name);
            var least = Normalization.RequirePositive<T>(Name, eps ?? double.CreateChecked(T.BitIncrement(T.One) - T.One));
            var shape = new Shape([.. along.Select(axis => x.Shape[axis])]);
            Normalization.RequireShape(Name, "gain", gain, shape, x.Shape);
            var root = new RootMeanSquare(along, KeepDims: true, shape.Size, double.CreateChecked(least)).Apply(x);
            var kept = x.Shape.Select((length, axis) => along.Contains(axis) ? length : 1);
            return Normalization.Scale(x / root, gain, null, [.. kept]);
        }
    }
}
