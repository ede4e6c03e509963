using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// What goes along an axis and takes in one element after the other, in double; written for vectors, of a row in each element.
/// </summary>
internal interface IScan
{
    /// <summary>What is carried before the first element.</summary>
    static abstract double Start { get; }

    /// <summary>Whether it takes in elements of two arrays.</summary>
    static abstract bool IsOfPairs { get; }

    /// <summary>Takes in an element, y with it if it is of pairs, and gives the result there.</summary>
    /// <param name="carried">What is carried on.</param>
    /// <param name="lost">What its rounding has lost, 0 before the first element, if that is carried too.</param>
    /// <param name="x">The next element.</param>
    /// <param name="y">The next element of the second array.</param>
    static abstract V Next<V>(ref V carried, ref V lost, V x, V y)
        where V : struct, IVector<V>;
}

/// <summary>The sum so far, for numbers of float: the rounding of double is far below theirs.</summary>
internal readonly struct SumScan : IScan
{
    public static double Start => 0;

    public static bool IsOfPairs => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Next<V>(ref V carried, ref V lost, V x, V y)
        where V : struct, IVector<V> => carried += x;
}

/// <summary>The sum so far, with what its rounding loses: see <see cref="CompensatedSum"/>.</summary>
internal readonly struct CompensatedSumScan : IScan
{
    public static double Start => 0;

    public static bool IsOfPairs => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Next<V>(ref V carried, ref V lost, V x, V y)
        where V : struct, IVector<V>
    {
        Add(ref carried, ref lost, x);
        return Value(carried, lost);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V>(ref V carried, ref V lost, V x)
        where V : struct, IVector<V>
    {
        var sum = carried + x;
        var added = sum - carried;
        lost += carried - (sum - added) + (x - added);
        carried = sum;
    }

    /// <summary>The sum; infinite or NaN where the plain sum is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V>(V carried, V lost)
        where V : struct, IVector<V> =>
        V.Select(V.Less(V.Abs(carried), V.Number(double.PositiveInfinity)), carried + lost, carried);
}

/// <summary>The product so far.</summary>
internal readonly struct ProductScan : IScan
{
    public static double Start => 1;

    public static bool IsOfPairs => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Next<V>(ref V carried, ref V lost, V x, V y)
        where V : struct, IVector<V> => carried *= x;
}

/// <summary>z_(i+1) = x_i z_i + y_i, of which z_i is the result at i, with what rounding loses.</summary>
internal readonly struct RecurrenceScan : IScan
{
    public static double Start => 0;

    public static bool IsOfPairs => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Next<V>(ref V carried, ref V lost, V x, V y)
        where V : struct, IVector<V>
    {
        var value = CompensatedSumScan.Value(carried, lost);
        var product = carried * x;
        lost = V.MultiplyAdd(carried, x, -product) + (lost * x);
        carried = product;
        CompensatedSumScan.Add(ref carried, ref lost, y);
        return value;
    }
}
