namespace Autograd;

/// <summary>A matrix in memory: where it begins, and how far apart its rows and its columns are.</summary>
internal readonly unsafe struct StridedMatrix<T>(T* start, int rowStride, int columnStride)
    where T : unmanaged
{
    private readonly T* _start = start;

    public int RowStride { get; } = rowStride;

    public int ColumnStride { get; } = columnStride;

    public StridedMatrix<T> Transposed => new(_start, ColumnStride, RowStride);

    public T* At(int row, int column) => _start + ((nint)row * RowStride) + ((nint)column * ColumnStride);

    public StridedMatrix<T> From(int row, int column) => new(At(row, column), RowStride, ColumnStride);
}
