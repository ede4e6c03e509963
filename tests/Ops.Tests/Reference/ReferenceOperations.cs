using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>The operations of the reference file under this library's names. One file for each family.</summary>
internal static partial class ReferenceOperations
{
    /// <summary>The operation of a case applied to its inputs; null if there is none.</summary>
    public static Node<T>? Apply<T>(ReferenceCase c, Node<T>[] x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Elementwise(c, x) ?? Shaping(c, x) ?? Reduction(c, x) ?? LinearAlgebra(c, x) ?? Losses(c, x) ?? Activations(c, x) ?? Distributions(
            c, x) ?? Convolution(c, x);
}
