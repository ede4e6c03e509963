using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// The gradient of a table of which few rows were used: which rows, slices along the first axis, each once, and their sums.
/// </summary>
/// <remarks>It is read anew in each step, into the same arrays: the numbers are those that the whole gradient would hold there.</remarks>
internal sealed class RowGradient<T>(Shape table)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Shorter rows are quicker moved all at once.
    private const int ShortestRow = 8;

    private readonly int[] _placeOf = new int[table[0]];
    private readonly List<int> _rows = [];
    private T[] _sums = [];

    /// <summary>The length of a row.</summary>
    public int RowLength { get; } = table.Size / table[0];

    /// <summary>The rows that were used; empty before <see cref="Read"/>.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>The gradients of the rows, one after the other.</summary>
    public ReadOnlySpan<T> Sums => _sums.AsSpan(0, _rows.Count * RowLength);

    /// <summary>Whether a gradient is made of rows, and nobody has asked for the whole.</summary>
    public static bool Fits(Node<T> gradient) => gradient.IsDeferred
        && gradient.Shape.Size / Math.Max(gradient.Shape[0], 1) >= ShortestRow
        && gradient.Pieces.All(piece => ((IScatter)piece.Scatter).Rows is not null);

    /// <summary>Adds up the rows of a gradient that <see cref="Fits"/>.</summary>
    public void Read(Node<T> gradient)
    {
        Clear();
        foreach (var (scatter, input) in gradient.Pieces)
        {
            var rows = ((IScatter)scatter).Rows!.Value;
            for (var i = 0; i < rows.Count; i++)
            {
                Add(rows[i], input.Elements.Span.Slice(i * RowLength, RowLength));
            }
        }
    }

    /// <summary>Forgets what was read.</summary>
    public void Clear()
    {
        foreach (var row in _rows)
        {
            _placeOf[row] = 0;
        }

        _rows.Clear();
    }

    private void Add(int row, ReadOnlySpan<T> part)
    {
        if (_placeOf[row] == 0)
        {
            _rows.Add(row);
            _placeOf[row] = _rows.Count;
            if (_sums.Length < _rows.Count * RowLength)
            {
                Array.Resize(ref _sums, Math.Min(2 * _rows.Count, _placeOf.Length) * RowLength);
            }

            part.CopyTo(Sum(row));
            return;
        }

        var sum = Sum(row);
        TensorPrimitives.Add(sum, part, sum);
    }

    private Span<T> Sum(int row) => _sums.AsSpan((_placeOf[row] - 1) * RowLength, RowLength);
}
