using System.Globalization;

namespace Autograd;

/// <summary>Where along an axis: one position (<c>2</c>, <c>^1</c>) or a range of them (<c>1..</c>, <c>..^2</c>, <c>..</c>).</summary>
/// <remarks>Made by conversion, where a node is indexed: <c>x[0, ^1, 2..]</c>. An axis with one position is dropped.</remarks>
public readonly record struct AxisIndex
{
    // Of a position only the start counts.
    private readonly Range _range;

    // A negative position is refused where it is used, because only there axis and shape can be named.
    private readonly int _negative;

    private AxisIndex(Range range, bool isPosition, int negative = 0) =>
        (_range, IsPosition, _negative) = (range, isPosition, negative);

    /// <summary>Whether this is one position, so that the axis is dropped.</summary>
    internal bool IsPosition { get; }

    /// <summary>One position, counted from the first, 0. To count from the last write <c>^1</c>: a negative one is refused.</summary>
    public static implicit operator AxisIndex(int position) => position < 0
        ? new AxisIndex(default, isPosition: true, position)
        : new AxisIndex(new Range(position, position), isPosition: true);

    /// <summary>One position; <c>^1</c> is the last.</summary>
    public static implicit operator AxisIndex(Index position) => new(new Range(position, position), isPosition: true);

    /// <summary>A range of positions, which the axis keeps.</summary>
    public static implicit operator AxisIndex(Range range) => new(range, isPosition: false);

    /// <summary>As it is written in C#.</summary>
    public override string ToString() =>
        _negative < 0 ? _negative.ToString(CultureInfo.InvariantCulture) : IsPosition ? _range.Start.ToString() : _range.ToString();

    /// <summary>The first position that this is of an axis, and the number of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not inside the axis; the message names axis and shape.</exception>
    internal (int Start, int Length) In(Shape shape, int axis, string operation)
    {
        var length = shape[axis];
        var start = _range.Start.GetOffset(length);
        var end = IsPosition ? start + 1 : _range.End.GetOffset(length);
        return _negative == 0 && start >= 0 && start <= end && end <= length
            ? (start, end - start)
            : throw Outside(this, shape, axis, operation);
    }

    private static ArgumentOutOfRangeException Outside(AxisIndex index, Shape shape, int axis, string operation)
    {
        var length = shape[axis];
        var positions = length == 0 ? "no positions" : $"positions 0 to {length - 1}";
        var why = index switch
        {
            { _negative: < 0 } =>
                $"position {index} of axis {axis} of shape {shape} is negative; write ^{-(long)index._negative} to count from the end.",
            { IsPosition: true } => $"position {index} is outside axis {axis} of shape {shape}, which has {positions}.",
            _ => $"range {index} is not inside axis {axis} of shape {shape}; "
                + $"give one from 0..{length} that does not end before it starts.",
        };
        return new ArgumentOutOfRangeException(nameof(index), index, $"{operation}: {why}");
    }
}
