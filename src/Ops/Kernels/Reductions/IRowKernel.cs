using System.Numerics;

namespace Autograd;

/// <summary>A computation on each row of an array, where a row runs over the axes that an operation works along.</summary>
internal interface IRowKernel
{
    /// <summary>Computes the result of one row of at least one element.</summary>
    void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>A computation on each two rows of two arrays.</summary>
internal interface IRowKernel2
{
    /// <summary>Computes the result of two rows of the same length; z is the memory of neither.</summary>
    void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The same computation on many rows at once, written in vectors that have one element of each row.</summary>
internal interface IColumnKernel
{
    /// <summary>Computes the results of as many rows as a vector has elements.</summary>
    /// <param name="columns">
    /// The columns one after the other, (length, rows), of the second input behind those of the first; of short rows with labels (length +
    /// 2, rows): the columns, the labels, and the weights, if there are any. The results replace the first columns.
    /// </param>
    /// <param name="length">The number of elements of each row, at least 1.</param>
    void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>;
}
