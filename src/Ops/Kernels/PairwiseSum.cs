using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A sum whose rounding grows with the logarithm of the number of elements, and not with the number.</summary>
internal static class PairwiseSum
{
    private const int Block = 1024;

    /// <summary>The sum of the elements: of blocks one after another, and of the sums of blocks in pairs.</summary>
    public static T Of<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= Block)
        {
            return TensorPrimitives.Sum(x);
        }

        // A multiple of the block, so that blocks stay aligned as the vectors in them are.
        var half = (x.Length + (2 * Block) - 1) / (2 * Block) * Block;
        return Of(x[..half]) + Of(x[half..]);
    }
}
