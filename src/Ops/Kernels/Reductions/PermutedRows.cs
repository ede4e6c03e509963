using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>A copy of an array, in a borrowed buffer, with some axes moved to the end, so that they make contiguous rows.</summary>
internal readonly ref struct PermutedRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Shape _shape;
    private readonly ReadOnlySpan<int> _axes;
    private readonly T[] _buffer;

    public PermutedRows(NdArray<T> x, ReadOnlySpan<int> axes)
    {
        _shape = x.Shape;
        _axes = axes;
        _buffer = ArrayPool<T>.Shared.Rent(x.Size);
        Span<int> order = stackalloc int[_shape.Rank];
        Permutation.MoveLast(axes, order);
        Permutation.Copy(x.Span, _shape, order, Elements);
    }

    /// <summary>The rows, one after the other.</summary>
    public Span<T> Elements => _buffer.AsSpan(0, _shape.Size);

    /// <summary>Copies the rows to an array of the original shape.</summary>
    public void CopyTo(Span<T> y)
    {
        Span<int> order = stackalloc int[_shape.Rank];
        Permutation.MoveLast(_axes, order);
        Permutation.CopyBack(Elements, _shape, order, y);
    }

    public void Dispose() => ArrayPool<T>.Shared.Return(_buffer);
}
