using System.Numerics;

namespace Autograd;

/// <summary>Sums of exponentials that are multiplied by weights of any sign, w e^z, as one such term again.</summary>
/// <remarks>
/// The largest term is taken out: e^m (w_1 e^(z_1 - m) + w_2 e^(z_2 - m) + ...), where m is the largest z + ln |w|. It is the same for
/// every m, so m is a constant for derivatives of any order.
/// </remarks>
internal static class WeightedSums
{
    /// <summary>The sum over axes of w e^z: its weight, and the exponent of what it weighs.</summary>
    public static (Node<T> Weight, Node<T> Exponent) Of<T>(Node<T> w, Node<T> z, IntList axes, bool keepDims)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = Finite(Size(w, z).Max(axes, keepDims: true));
        var weight = Term(w, z, largest).Sum(axes, keepDims);
        return (weight, keepDims ? largest : largest.Reshape(weight.Shape));
    }

    /// <summary>v e^y + w e^z: its weight, and the exponent of what it weighs.</summary>
    public static (Node<T> Weight, Node<T> Exponent) Of<T>(Node<T> v, Node<T> y, Node<T> w, Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = Finite(Size(v, y).Maximum(Size(w, z)));
        return (Term(v, y, largest) + Term(w, z, largest), largest);
    }

    private static Node<T> Size<T>(Node<T> w, Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => z.StopGradient() + Log.Instance.Apply(w.StopGradient().Abs());

    // Where all terms are 0, or one is infinite, nothing is taken out.
    private static Node<T> Finite<T>(Node<T> size)
        where T : unmanaged, IFloatingPointIeee754<T> => (size.Abs() < double.PositiveInfinity).Where(size, 0);

    // What has no weight may be of any size.
    private static Node<T> Term<T>(Node<T> w, Node<T> z, Node<T> largest)
        where T : unmanaged, IFloatingPointIeee754<T> => (z - largest).Exp().MultiplyNoNan(w);
}
