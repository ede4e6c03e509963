namespace Autograd;

/// <summary>
/// Measures how far rounding moves the numbers that are differentiated, and their derivatives by the rules: evaluates the function with
/// every operation rounded otherwise. Numbers that cancel, matrices that are nearly singular, plateaus where a value stands still: all of
/// that shows, whereas the values on the ladder may be smooth.
/// </summary>
/// <param name="function">The function.</param>
/// <param name="outputs">How many outputs are compared each by itself; 0 for their weighted sum.</param>
internal sealed class MeasuredRounding(CheckedFunction function, int outputs)
{
    // The shares of an element by which it is moved besides, up and down: what is inside of an operation, or a function without nodes, is
    // rounded otherwise at the nearest points, and what is computed from an element may stay the same until that has moved further. What a
    // slope changes by on the way is no rounding, and is as much up as down.
    private static readonly double[] s_nearest = [2.3e-16, 2.3e-16];
    private static readonly double[] s_shares = [.. s_nearest, 1e-14, 1e-12, 3e-11, 1e-9];

    /// <summary>In how many ways each operation is rounded otherwise.</summary>
    public const int Ways = 6;

    private readonly Dictionary<int, (double[][] One, double[][] Other)[]> _slopes = [];
    private double[][][]? _values;

    private int FirstOfHigherOrder => Math.Max(0, outputs - 1);

    /// <summary>How far a number is off.</summary>
    public double OfValue(StepLadder ladder, int number) => Values(ladder.Numbers[number].Part + 1)
        .Max(values => Math.Abs(ladder.ChangeTo(values, number)) is var change && double.IsFinite(change) ? change : 0);

    /// <summary>
    /// How far the elements of a sum are off that stand still on the whole ladder, if others do not, each times its weight.
    /// </summary>
    public IReadOnlyDictionary<int, double> OfStill(StepLadder ladder, int number) => Values(ladder.Numbers[number].Part + 1)
        .SelectMany(values => ladder.StillTerms(number, values))
        .GroupBy(term => term.Element, term => Math.Abs(term.Change))
        .ToDictionary(changes => changes.Key, changes => changes.Max());

    /// <summary>The largest change of a derivative along a direction.</summary>
    public double OfSlope(int number, double[][] derivative, CheckedDirection direction)
    {
        var here = direction.Along(derivative);
        return Slopes(number).Max(near =>
            Math.Abs(((direction.Along(near.One) + direction.Along(near.Other)) / 2) - here) is var change && double.IsFinite(change)
                ? change
                : 0);
    }

    /// <summary>Points a little off. Equal elements stay equal, and zeros stay zeros, so that ties stay ties.</summary>
    /// <param name="point">The point.</param>
    /// <param name="shares">By which share of itself an element is moved, up to four times that.</param>
    public static IEnumerable<double[][]> PointsNear(double[][] point, IEnumerable<double> shares) => shares.Select((share, salt) =>
        Array.ConvertAll(point, values => Array.ConvertAll(values, value => value * (1 + (share * Units(value, salt))))));

    private double[][][] Values(int parts) => _values = _values is not null && _values[0].Length >= parts
        ? _values
        : [.. Enumerable.Range(0, Ways).Select(way => function.ValuesRounded(way, parts)), .. Nearest(parts)];

    // Half way between two values at the nearest points, where what is inside of an operation is rounded otherwise.
    private IEnumerable<double[][]> Nearest(int parts) => PointsNear(function.Point, s_nearest).Zip(
        PointsNear(function.Point, s_nearest.Select(share => -share)),
        (up, down) => function.ValuesAt(up, parts).Zip(function.ValuesAt(down, parts), Middle).ToArray());

    private static double[] Middle(double[] one, double[] other) => [.. one.Zip(other, (x, y) => x + ((y - x) / 2))];

    // From -4 to 4, without 0.
    private static int Units(double value, int salt)
    {
        var mixed = (int)(Jittered.Mixed(value, salt) % 8);
        return mixed < 4 ? mixed - 4 : mixed - 3;
    }

    // At two points, one as far to the one side as the other to the other; and with every operation rounded otherwise.
    private (double[][] One, double[][] Other)[] Slopes(int number)
    {
        if (!_slopes.TryGetValue(number, out var slopes))
        {
            var seed = number < outputs ? function.Pick(number) : null;
            var part = seed is null ? number - FirstOfHigherOrder : 0;
            slopes =
            [
                .. PointsNear(function.Point, s_shares).Zip(PointsNear(function.Point, s_shares.Select(share => -share)), (up, down) =>
                    (function.DerivativesAt(up, part + 1, seed)[part], function.DerivativesAt(down, part + 1, seed)[part])),
                .. Enumerable.Range(0, Ways)
                    .Select(way => function.DerivativesRounded(way, part + 1, seed)[part])
                    .Select(slope => (slope, slope)),
            ];
            _slopes[number] = slopes;
        }

        return slopes;
    }
}
