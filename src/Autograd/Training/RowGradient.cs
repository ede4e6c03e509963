using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// The gradient of a table of which few rows were used: which rows, slices along the first axis, each once, and their sums.
/// </summary>
/// <remarks>
/// It is read anew in each step: the numbers are those that the whole gradient would hold there. A row that was used once is where the
/// backward pass left it; only of those that were used several times a sum is made, in order, of more than 256 floats in double: its error
/// is at most 256 units in the last place of the sum of the sizes.
/// </remarks>
internal sealed class RowGradient<T>(Shape table)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Shorter rows are quicker moved all at once.
    private const int ShortestRow = 8;

    // More are added up in double.
    private const int MostInOrder = 256;

    // By row its place among those that were used, from 1; 0 if it was not used.
    private readonly int[] _placeOf = new int[table[0]];
    private readonly List<Node<T>> _pieces = [];
    private int[] _rows = [];
    private (int Piece, int Row)[] _sources = [];
    private int _count;
    private T[] _sums = [];
    private int _sumCount;

    // By sum how many rows it has; below 0, which of the exact sums takes all further ones.
    private int[] _added = [];
    private double[] _exact = [];
    private int _exactCount;

    /// <summary>The length of a row.</summary>
    public int RowLength { get; } = table.Size / Math.Max(table[0], 1);

    /// <summary>Whether there is one that was read and not forgotten.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The rows that were used; empty before <see cref="Read"/>.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>The gradient of the row at this place of <see cref="Rows"/>.</summary>
    public ReadOnlySpan<T> this[int place]
    {
        get
        {
            var (piece, row) = _sources[place];
            return piece < 0 ? Sum(row) : _pieces[piece].Elements.Span.Slice(row * RowLength, RowLength);
        }
    }

    /// <summary>Whether a gradient is made of rows, and nobody has asked for the whole.</summary>
    public static bool Fits(Node<T> gradient) => gradient.IsDeferred
        && gradient.Shape.Size / Math.Max(gradient.Shape[0], 1) >= ShortestRow
        && gradient.Pieces.All(piece => ((IScatter)piece.Scatter).Rows is not null);

    /// <summary>Finds the rows of a gradient that <see cref="Fits"/>. Its elements must stay until they are forgotten.</summary>
    public void Read(Node<T> gradient)
    {
        Clear();
        IsRead = true;
        foreach (var (scatter, input) in gradient.Pieces)
        {
            var rows = ((IScatter)scatter).Rows!.Value;
            _pieces.Add(input);
            for (var i = 0; i < rows.Count; i++)
            {
                Add(rows[i], i);
            }
        }

        for (var sum = 0; sum < _sumCount && _exactCount > 0; sum++)
        {
            if (_added[sum] < 0)
            {
                TensorPrimitives.ConvertTruncating<double, T>(Exact(~_added[sum]), Sum(sum));
            }
        }
    }

    /// <summary>Finds the rows of a gradient that is there as a whole: those that are not 0.</summary>
    public void ReadWhole(Node<T> gradient)
    {
        Clear();
        IsRead = true;
        _pieces.Add(gradient);
        for (var row = 0; row < _placeOf.Length; row++)
        {
            if (gradient.Elements.Span.Slice(row * RowLength, RowLength).ContainsAnyExcept(T.Zero))
            {
                Add(row, row);
            }
        }
    }

    /// <summary>Whether the gradient of the row at this place is 0.</summary>
    public bool IsZero(int place) => !this[place].ContainsAnyExcept(T.Zero);

    /// <summary>Whether no element is NaN or infinite, of what was read and of the sums.</summary>
    public bool IsFinite()
    {
        foreach (var piece in _pieces)
        {
            if (!StepChecks.IsFinite(piece.Elements.Span))
            {
                return false;
            }
        }

        return TensorPrimitives.IsFiniteAll<T>(_sums.AsSpan(0, _sumCount * RowLength));
    }

    /// <summary>Forgets what was read.</summary>
    public void Clear()
    {
        foreach (var row in Rows)
        {
            _placeOf[row] = 0;
        }

        _pieces.Clear();
        IsRead = false;
        (_count, _sumCount, _exactCount) = (0, 0, 0);
    }

    // Row i of the last piece is added to a row of the table.
    private void Add(int row, int i)
    {
        ref var place = ref _placeOf[row];
        if (place == 0)
        {
            if (_count == _rows.Length)
            {
                var length = Math.Min(Math.Max(2 * _count, 16), _placeOf.Length);
                Array.Resize(ref _rows, length);
                Array.Resize(ref _sources, length);
            }

            (_rows[_count], _sources[_count]) = (row, (_pieces.Count - 1, i));
            place = ++_count;
            return;
        }

        var part = _pieces[^1].Elements.Span.Slice(i * RowLength, RowLength);
        if (_sources[place - 1].Piece < 0)
        {
            AddTo(_sources[place - 1].Row, part);
            return;
        }

        if (_sums.Length == _sumCount * RowLength)
        {
            var sums = Math.Max(2 * _sumCount, 16);
            Array.Resize(ref _sums, sums * RowLength);
            Array.Resize(ref _added, sums);
        }

        TensorPrimitives.Add(this[place - 1], part, Sum(_sumCount));
        _added[_sumCount] = 2;
        _sources[place - 1] = (-1, _sumCount++);
    }

    private void AddTo(int index, ReadOnlySpan<T> row)
    {
        ref var added = ref _added[index];
        if (added >= 0 && (typeof(T) != typeof(float) || ++added <= MostInOrder))
        {
            TensorPrimitives.Add(Sum(index), row, Sum(index));
            return;
        }

        if (added >= 0)
        {
            if (_exact.Length == _exactCount * RowLength)
            {
                Array.Resize(ref _exact, Math.Max(2 * _exactCount, 4) * RowLength);
            }

            TensorPrimitives.ConvertTruncating<T, double>(Sum(index), Exact(_exactCount));
            added = ~_exactCount++;
        }

        var exact = Exact(~added);
        for (var i = 0; i < row.Length; i++)
        {
            exact[i] += double.CreateTruncating(row[i]);
        }
    }

    private Span<T> Sum(int index) => _sums.AsSpan(index * RowLength, RowLength);

    private Span<double> Exact(int index) => _exact.AsSpan(index * RowLength, RowLength);
}
