namespace Autograd;

/// <summary>
/// Walks over the output of a broadcast in runs, in which each input either advances with the output or stays on one element.
/// </summary>
/// <remarks>
/// Shapes are matched from their last axes. Neighboring axes on which each input behaves alike are merged, so that a bias
/// added to a matrix, for instance, is one run for each row.
/// </remarks>
internal ref struct BroadcastRuns
{
    private readonly Span<int> _lengths;
    private readonly Span<int> _xStrides;
    private readonly Span<int> _yStrides;
    private readonly Span<int> _position;
    private readonly int _outer;
    private readonly int _end;

    // Where the whole run that the current one is part of starts in the inputs.
    private int _x;
    private int _y;
    private bool _started;

    /// <summary>Plans the walk over the whole output.</summary>
    /// <param name="scratch">Room for <see cref="ScratchFor"/> the larger rank.</param>
    /// <param name="x">The lengths of the first input's axes.</param>
    /// <param name="y">The lengths of the second input's axes, which broadcast with x.</param>
    public BroadcastRuns(Span<int> scratch, ReadOnlySpan<int> x, ReadOnlySpan<int> y)
        : this(scratch, x, y, 0, int.MaxValue)
    {
    }

    /// <summary>Plans the walk over a part of the output, whose first and last run may be shorter than the others.</summary>
    /// <param name="scratch">Room for <see cref="ScratchFor"/> the larger rank.</param>
    /// <param name="x">The lengths of the first input's axes.</param>
    /// <param name="y">The lengths of the second input's axes, which broadcast with x.</param>
    /// <param name="start">The first element of the output.</param>
    /// <param name="count">The number of elements, at most.</param>
    public BroadcastRuns(Span<int> scratch, ReadOnlySpan<int> x, ReadOnlySpan<int> y, int start, int count)
    {
        var rank = Math.Max(x.Length, y.Length);
        var room = Math.Max(rank, 1);
        _lengths = scratch[..room];
        _xStrides = scratch.Slice(room, room);
        _yStrides = scratch.Slice(2 * room, room);
        _position = scratch.Slice(3 * room, room);
        (_lengths[0], _xStrides[0], _yStrides[0]) = (1, 1, 1);

        // From the last axis on; group 0 is the innermost.
        var (groups, size) = (0, 1);
        var (xStride, yStride) = (1, 1);
        for (var axis = 1; axis <= rank; axis++)
        {
            var xLength = axis <= x.Length ? x[^axis] : 1;
            var yLength = axis <= y.Length ? y[^axis] : 1;
            var length = xLength == 1 ? yLength : xLength;
            size *= length;
            if (length == 1)
            {
                continue;
            }

            var (xStep, yStep) = (xLength == 1 ? 0 : xStride, yLength == 1 ? 0 : yStride);
            if (groups > 0 && (xStep == 0) == (_xStrides[groups - 1] == 0) && (yStep == 0) == (_yStrides[groups - 1] == 0))
            {
                _lengths[groups - 1] *= length;
            }
            else
            {
                (_lengths[groups], _xStrides[groups], _yStrides[groups]) = (length, xStep, yStep);
                groups++;
            }

            (xStride, yStride) = (xStride * xLength, yStride * yLength);
        }

        _outer = Math.Max(groups, 1);
        _end = (int)Math.Min(size, (long)start + count);
        Output = Math.Min(start, _end);
        GoTo(Output);
    }

    /// <summary>The number of elements of the output in the current run.</summary>
    public int Length { get; private set; }

    /// <summary>Whether x advances inside a run; else it stays on the element at <see cref="X"/>.</summary>
    public readonly bool XAdvances => _xStrides[0] != 0;

    /// <summary>Whether y advances inside a run; else it stays on the element at <see cref="Y"/>.</summary>
    public readonly bool YAdvances => _yStrides[0] != 0;

    /// <summary>The number of elements of the output in a whole run.</summary>
    public readonly int RowLength => _lengths[0];

    /// <summary>Where the current run starts in x.</summary>
    public int X { get; private set; }

    /// <summary>Where the current run starts in y.</summary>
    public int Y { get; private set; }

    /// <summary>Where the current run starts in the output.</summary>
    public int Output { get; private set; }

    /// <summary>The number of integers of scratch space for an output of this rank.</summary>
    public static int ScratchFor(int rank) => 4 * Math.Max(rank, 1);

    /// <summary>Whether one input is as large as the output, and the other one row for all its rows, or one element for each row.</summary>
    /// <param name="isX">Whether the other one is x.</param>
    /// <param name="isRow">Whether it is a row.</param>
    public readonly bool StretchesOne(out bool isX, out bool isRow)
    {
        isX = !XAdvances || (_outer == 2 && _xStrides[1] == 0);
        isRow = XAdvances && YAdvances;
        var whole = isX ? _yStrides : _xStrides;
        return _outer == 2 && whole[0] != 0 && whole[1] != 0;
    }

    /// <summary>Goes to the next run.</summary>
    public bool MoveNext()
    {
        if (_started)
        {
            Output += Length;
            Advance();
        }

        _started = true;
        Length = Math.Min(Length, _end - Output);
        return Length > 0;
    }

    /// <summary>Goes to the last of the runs that follow a whole one with the same elements of x.</summary>
    /// <returns>How many there are.</returns>
    public int SkipRepeats()
    {
        if (_outer == 1 || _xStrides[1] != 0 || Length < _lengths[0])
        {
            return 0;
        }

        var count = Math.Min(_lengths[1] - 1 - _position[1], ((_end - Output) / Length) - 1);
        _position[1] += count;
        _y += count * _yStrides[1];
        Output += count * Length;
        return count;
    }

    // To the run that holds an element of the output.
    private void GoTo(int element)
    {
        if (element == _end)
        {
            return;
        }

        var (runs, inside) = Math.DivRem(element, _lengths[0]);
        for (var group = 1; group < _outer; group++)
        {
            (runs, _position[group]) = Math.DivRem(runs, _lengths[group]);
            _x += _position[group] * _xStrides[group];
            _y += _position[group] * _yStrides[group];
        }

        Length = _lengths[0] - inside;
        (X, Y) = (_x + (XAdvances ? inside : 0), _y + (YAdvances ? inside : 0));
    }

    private void Advance()
    {
        Length = 0;
        for (var group = 1; group < _outer; group++)
        {
            _x += _xStrides[group];
            _y += _yStrides[group];
            if (++_position[group] < _lengths[group])
            {
                (X, Y, Length) = (_x, _y, _lengths[0]);
                return;
            }

            _x -= _lengths[group] * _xStrides[group];
            _y -= _lengths[group] * _yStrides[group];
            _position[group] = 0;
        }
    }
}
