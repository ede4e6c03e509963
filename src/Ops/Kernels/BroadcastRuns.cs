namespace Autograd;

/// <summary>Walks over the output of a broadcast in runs: stretches in which each input either advances with the output or stays on one element.</summary>
/// <remarks>
/// Shapes are matched from their last axes. Neighbouring axes on which each input behaves alike are merged, so that a bias
/// added to a matrix, for instance, is one run for each row.
/// </remarks>
internal ref struct BroadcastRuns
{
    private readonly Span<int> _lengths;
    private readonly Span<int> _xStrides;
    private readonly Span<int> _yStrides;
    private readonly Span<int> _position;
    private readonly int _outer;
    private bool _started;

    /// <summary>Plans the walk.</summary>
    /// <param name="scratch">Room for <see cref="ScratchFor"/> the output's rank.</param>
    /// <param name="x">The shape of the first input.</param>
    /// <param name="y">The shape of the second input.</param>
    /// <param name="output">The shape that both broadcast to.</param>
    public BroadcastRuns(Span<int> scratch, Shape x, Shape y, Shape output)
    {
        var room = Math.Max(output.Rank, 1);
        _lengths = scratch[..room];
        _xStrides = scratch.Slice(room, room);
        _yStrides = scratch.Slice(2 * room, room);
        _position = scratch.Slice(3 * room, room);
        _position.Clear();
        (_lengths[0], _xStrides[0], _yStrides[0]) = (1, 1, 1);

        // From the last axis on; group 0 is the innermost.
        var groups = 0;
        var (xStride, yStride) = (1, 1);
        for (var axis = 1; axis <= output.Rank; axis++)
        {
            var length = output[^axis];
            var xLength = axis <= x.Rank ? x[^axis] : 1;
            var yLength = axis <= y.Rank ? y[^axis] : 1;
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
        Length = output.Size == 0 ? 0 : _lengths[0];
    }

    /// <summary>The number of elements of the output in each run.</summary>
    public int Length { get; }

    /// <summary>Whether x advances inside a run; else it stays on the element at <see cref="X"/>.</summary>
    public readonly bool XAdvances => _xStrides[0] != 0;

    /// <summary>Whether y advances inside a run; else it stays on the element at <see cref="Y"/>.</summary>
    public readonly bool YAdvances => _yStrides[0] != 0;

    /// <summary>Where the current run starts in x.</summary>
    public int X { get; private set; }

    /// <summary>Where the current run starts in y.</summary>
    public int Y { get; private set; }

    /// <summary>Where the current run starts in the output.</summary>
    public int Output { get; private set; }

    /// <summary>The number of integers of scratch space for an output of this rank.</summary>
    public static int ScratchFor(int rank) => 4 * Math.Max(rank, 1);

    /// <summary>Goes to the next run.</summary>
    public bool MoveNext()
    {
        if (!_started)
        {
            _started = true;
            return Length > 0;
        }

        for (var group = 1; group < _outer; group++)
        {
            X += _xStrides[group];
            Y += _yStrides[group];
            if (++_position[group] < _lengths[group])
            {
                Output += Length;
                return true;
            }

            X -= _lengths[group] * _xStrides[group];
            Y -= _lengths[group] * _yStrides[group];
            _position[group] = 0;
        }

        return false;
    }
}
