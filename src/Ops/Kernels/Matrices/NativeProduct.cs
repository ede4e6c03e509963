using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;
using Order = MathNet.Numerics.Providers.LinearAlgebra.Transpose;

namespace Autograd;

/// <summary>The product of two row-major matrices by the native provider of MathNet.Numerics that the user has installed.</summary>
internal static class NativeProduct
{
    /// <summary>Whether there is one.</summary>
    public static bool IsInstalled => LinearAlgebraControl.Provider is not ManagedLinearAlgebraProvider;

    /// <summary>C = A B, with A (m, k), or (k, m) if transposed, and B (k, n), or (n, k) if transposed.</summary>
    /// <remarks>
    /// The provider's matrices are column-major, so that what it is given are the transposes, and it computes C' = B' A'. It wants arrays
    /// of just the right length.
    /// </remarks>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The provider is one for float and for double.
        var provider = (ILinearAlgebraProvider<T>)LinearAlgebraControl.Provider;
        var product = new T[m * n];
        provider.MatrixMultiplyWithUpdate(
            transposeB ? Order.Transpose : Order.DontTranspose,
            transposeA ? Order.Transpose : Order.DontTranspose,
            T.One,
            b[..(k * n)].ToArray(),
            transposeB ? k : n,
            transposeB ? n : k,
            a[..(m * k)].ToArray(),
            transposeA ? m : k,
            transposeA ? k : m,
            T.Zero,
            product);
        product.CopyTo(c);
    }
}
