namespace Ops.Tests;

/// <summary>How many numbers of the type lie between two; 0 and -0 are the same.</summary>
internal static class UnitsInTheLastPlace
{
    public static long Distance(double x, double y) =>
        double.IsNaN(x) || double.IsNaN(y) ? long.MaxValue : Math.Abs(Ordered(x) - Ordered(y));

    public static long Distance(float x, float y) =>
        float.IsNaN(x) || float.IsNaN(y) ? long.MaxValue : Math.Abs(Ordered(x) - Ordered(y));

    private static long Ordered(double x) => Ordered(BitConverter.DoubleToInt64Bits(x), long.MinValue);

    private static long Ordered(float x) => Ordered(BitConverter.SingleToInt32Bits(x), int.MinValue);

    private static long Ordered(long bits, long lowest) => bits < 0 ? lowest - bits : bits;
}
