// Numbers for operations. One that is made on the way may be finalized while the library reads it ("Unknown scalar type").
using TorchSharp;

internal static class Scalars
{
    private static readonly Dictionary<double, Scalar> s_kept = [];

    /// <summary>A number that stays.</summary>
    public static Scalar Kept(double number)
    {
        if (!s_kept.TryGetValue(number, out var scalar))
        {
            s_kept[number] = scalar = number;
        }

        return scalar;
    }
}
