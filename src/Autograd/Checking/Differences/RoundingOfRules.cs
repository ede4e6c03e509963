namespace Autograd;

/// <summary>
/// Measures how far rounding moves the derivatives by the rules: by how much those at the nearest points differ, at which every rounding
/// falls out otherwise.
/// </summary>
/// <param name="function">The function.</param>
/// <param name="outputs">How many outputs are compared each by itself; 0 for their weighted sum.</param>
internal sealed class RoundingOfRules(CheckedFunction function, int outputs)
{
    // The shares of an element by which it is moved: a unit in the last place, and more, because what is computed from an element may stay
    // the same until that has moved further. No slope that steps of 1e-9 can see changes much within the largest of these.
    private static readonly double[] s_shares = [2.3e-16, 2.3e-16, 1e-14, 1e-12, 3e-11, 1e-9];

    private readonly Dictionary<int, double[][][]> _near = [];

    /// <summary>The largest change of a derivative along a direction.</summary>
    public double Of(int number, double[][] derivative, CheckedDirection direction)
    {
        var here = direction.Along(derivative);
        return Near(number).Max(near => Math.Abs(direction.Along(near) - here));
    }

    /// <summary>Points a little off. Equal elements stay equal, and zeros stay zeros, so that ties stay ties.</summary>
    /// <param name="point">The point.</param>
    /// <param name="shares">By which share of itself an element is moved, up to four times that.</param>
    public static IEnumerable<double[][]> PointsNear(double[][] point, IEnumerable<double> shares) => shares.Select((share, salt) =>
        Array.ConvertAll(point, values => Array.ConvertAll(values, value => value * (1 + (share * Units(value, salt))))));

    // From -4 to 4, without 0.
    private static int Units(double value, int salt)
    {
        var mixed = unchecked((ulong)(BitConverter.DoubleToInt64Bits(Math.Abs(value)) + salt) * 0x9E3779B97F4A7C15) >> 61;
        return mixed < 4 ? (int)mixed - 4 : (int)mixed - 3;
    }

    private double[][][] Near(int number)
    {
        if (!_near.TryGetValue(number, out var near))
        {
            var seed = number < outputs ? function.Pick(number) : null;
            var part = seed is null ? number - Math.Max(0, outputs - 1) : 0;
            near = [.. PointsNear(function.Point, s_shares).Select(point => function.DerivativesAt(point, part + 1, seed)[part])];
            _near[number] = near;
        }

        return near;
    }
}
