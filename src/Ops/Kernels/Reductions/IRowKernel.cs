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

/// <summary>The same computation on many rows at once, written in vectors that have one element of each of some rows.</summary>
internal interface IColumnKernel
{
    /// <summary>Computes the results of rows that lie side by side.</summary>
    void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>;
}
