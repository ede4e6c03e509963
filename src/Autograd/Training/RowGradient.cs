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

    private const int BitsOfWord = 64;

    // A bit for each row says whether it was used: few enough to stay in the first cache, where a place for each row would not.
    private readonly ulong[] _isUsed = new ulong[(table[0] + BitsOfWord - 1) / BitsOfWord];

    // By row its place among those that were used, if it was used.
    private readonly int[] _placeOf = new int[table[0]];

    // The elements of each piece, after those of the sums.
    private readonly List<T[]> _arrays = [[]];
    private int[] _rows = [];
    private (int Array, int Row)[] _sources = [];
    private int _count;
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
    public ReadOnlySpan<T> this[int place] => _arrays[_sources[place].Array].AsSpan(_sources[place].Row * RowLength, RowLength);

    /// <summary>Whether a gradient is made of rows, and nobody has asked for the whole.</summary>
    public static bool Fits(Node<T> gradient) => gradient.IsDeferred
        && gradient.Shape.Size / Math.Max(gradient.Shape[0], 1) >= ShortestRow
        && gradient.Pieces.Scatters.All(scatter => ((IScatter)scatter).Rows is not null);

    /// <summary>Finds the rows of a gradient that <see cref="Fits"/>. Its elements must stay until they are forgotten.</summary>
    public void Read(Node<T> gradient)
    {
        Clear();
        IsRead = true;
        var (scatters, inputs) = gradient.Pieces;
        for (var piece = 0; piece < scatters.Count; piece++)
        {
            var rows = ((IScatter)scatters[piece]).Rows!.Value.Span;
            _arrays.Add(ArrayOf(inputs[piece]));
            MakeRoom(rows.Length);
            ReadLast(rows);
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
        _arrays.Add(ArrayOf(gradient));
        for (var row = 0; row < _placeOf.Length; row++)
        {
            if (_arrays[^1].AsSpan(row * RowLength, RowLength).ContainsAnyExcept(T.Zero))
            {
                MakeRoom(1);
                _rows[_count] = row;
                _sources[_count++] = (1, row);
            }
        }
    }

    /// <summary>Whether the gradient of the row at this place is 0.</summary>
    public bool IsZero(int place) => !this[place].ContainsAnyExcept(T.Zero);

    /// <summary>Whether no element is NaN or infinite, of what was read and of the sums.</summary>
    public bool IsFinite()
    {
        for (var piece = 1; piece < _arrays.Count; piece++)
        {
            if (!StepChecks.IsFinite<T>(_arrays[piece]))
            {
                return false;
            }
        }

        return StepChecks.IsFinite<T>(_arrays[0].AsSpan(0, _sumCount * RowLength));
    }

    /// <summary>Forgets what was read.</summary>
    public void Clear()
    {
        foreach (var row in Rows)
        {
            _isUsed[row / BitsOfWord] = 0;
        }

        _arrays.RemoveRange(1, _arrays.Count - 1);
        IsRead = false;
        (_count, _sumCount, _exactCount) = (0, 0, 0);
    }

    private static T[] ArrayOf(Node<T> piece)
    {
        ref readonly var elements = ref piece.Elements;
        return elements.Buffer ?? [elements.Scalar];
    }

    // For that many rows more, of which none may be new.
    private void MakeRoom(int rows)
    {
        var most = Math.Min((long)_count + rows, _placeOf.Length);
        if (most > _rows.Length)
        {
            var length = (int)Math.Min(Math.Max(2L * _count, most), _placeOf.Length);
            Array.Resize(ref _rows, length);
            Array.Resize(ref _sources, length);
        }
    }

    // The rows of the last piece. What it writes could be its own fields for all that the compiler knows, so it works on locals.
    private void ReadLast(ReadOnlySpan<int> rows)
    {
        var (isUsed, placeOf, used, sources, count, piece) = (_isUsed, _placeOf, _rows, _sources, _count, _arrays.Count - 1);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            ref var word = ref isUsed[(uint)row / BitsOfWord];
            var bit = 1UL << (row % BitsOfWord);
            if ((word & bit) != 0)
            {
                AddAgain(placeOf[row], i);
                continue;
            }

            word |= bit;
            placeOf[row] = count;
            used[count] = row;
            sources[count++] = (piece, i);
        }

        _count = count;
    }

    // Row i of the last piece is added to a row of the table that was used before.
    private void AddAgain(int place, int i)
    {
        var part = _arrays[^1].AsSpan(i * RowLength, RowLength);
        if (_sources[place].Array == 0)
        {
            AddTo(_sources[place].Row, part);
            return;
        }

        if (_arrays[0].Length == _sumCount * RowLength)
        {
            var room = Math.Max(2 * _sumCount, 16);
            var sums = _arrays[0];
            Array.Resize(ref sums, room * RowLength);
            _arrays[0] = sums;
            Array.Resize(ref _added, room);
        }

        TensorPrimitives.Add(this[place], part, Sum(_sumCount));
        _added[_sumCount] = 2;
        _sources[place] = (0, _sumCount++);
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

    private Span<T> Sum(int index) => _arrays[0].AsSpan(index * RowLength, RowLength);

    private Span<double> Exact(int index) => _exact.AsSpan(index * RowLength, RowLength);
}
