using System.Globalization;
using System.Numerics;
using System.Text;

namespace Autograd;

/// <summary>Arrays as text: one line with the first values, or nested by axis.</summary>
internal static class NdArrayText
{
    private const int FirstValues = 4;
    private const int Edge = 3;
    private const int Large = 1000;

    /// <summary>The first values on one line: <c>[0.1, 0.2, 0.3, 0.4, ...]</c>; a scalar without brackets.</summary>
    public static string Short<T>(in NdArray<T> array)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (array.Shape.Rank == 0)
        {
            return Number(array.Span[0]);
        }

        var text = new StringBuilder("[");
        for (var i = 0; i < Math.Min(array.Size, FirstValues); i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Number(array.Span[i]));
        }

        return text.Append(array.Size > FirstValues ? ", ...]" : "]").ToString();
    }

    /// <summary>
    /// The shape and all values nested by axis; of a long axis the first and last three. Of a large array first what one wants to know at a
    /// glance, on a line of its own: range, mean, deviation, how many zeros, NaN and infinities.
    /// </summary>
    /// <remarks>Such a glance is known from the Python package lovely-tensors.</remarks>
    public static string Full<T>(in NdArray<T> array)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(array, Number);

    /// <summary>The same with every number in a format; of a scalar the number alone.</summary>
    public static string Full<T>(in NdArray<T> array, string format, IFormatProvider? provider)
        where T : unmanaged, IFloatingPointIeee754<T> => Full(array, number => number.ToString(format, provider));

    public static string Number<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T> => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Full<T>(in NdArray<T> array, Func<T, string> number)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (array.Shape.Rank == 0)
        {
            return number(array.Span[0]);
        }

        var text = new StringBuilder().Append(array.Shape).Append(' ');
        var indent = text.Length;
        if (array.Size >= Large)
        {
            text.Append(Glance<T>(array.Span, number)).Append('\n');
            indent = 0;
        }

        Append(text, array.Shape.Lengths, array.Span, indent, number);
        return text.ToString();
    }

    // Range, mean and deviation are those of the finite elements. One pass, in double: mean and sum of squares are corrected by each
    // element, so that nothing cancels.
    private static string Glance<T>(ReadOnlySpan<T> elements, Func<T, string> number)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (min, max, mean, squares) = (T.PositiveInfinity, T.NegativeInfinity, 0.0, 0.0);
        var (finite, zeros, nans) = (0, 0, 0);
        foreach (var element in elements)
        {
            nans += T.IsNaN(element) ? 1 : 0;
            zeros += element == T.Zero ? 1 : 0;
            if (!T.IsFinite(element))
            {
                continue;
            }

            finite++;
            (min, max) = (T.Min(min, element), T.Max(max, element));
            var difference = double.CreateChecked(element) - mean;
            mean += difference / finite;
            squares += difference * (double.CreateChecked(element) - mean);
        }

        var text = new StringBuilder(finite == 0
            ? "no finite element"
            : $"from {number(min)} to {number(max)}, mean {number(T.CreateSaturating(mean))}, "
                + $"deviation {number(T.CreateSaturating(Math.Sqrt(squares / finite)))}");
        AppendCount(zeros, "zero", "zeros");
        AppendCount(nans, "NaN", "NaN");
        AppendCount(elements.Length - finite - nans, "infinity", "infinities");
        return text.ToString();

        void AppendCount(int count, string one, string several)
        {
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {count} {(count == 1 ? one : several)}");
            }
        }
    }

    // Recursion over the axes, not over a graph: as deep as the rank.
    private static void Append<T>(
        StringBuilder text, ReadOnlySpan<int> lengths, ReadOnlySpan<T> elements, int indent, Func<T, string> number)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (lengths.IsEmpty)
        {
            text.Append(number(elements[0]));
            return;
        }

        var length = lengths[0];
        var step = length == 0 ? 0 : elements.Length / length;
        text.Append('[');
        for (var i = 0; i < length; i++)
        {
            if (i > 0)
            {
                text.Append(lengths.Length == 1 ? ", " : ",\n" + new string(' ', indent + 1));
            }

            if (length > 2 * Edge + 1 && i == Edge)
            {
                text.Append("...");
                i = length - Edge - 1;
                continue;
            }

            Append(text, lengths[1..], elements.Slice(i * step, step), indent + 1, number);
        }

        text.Append(']');
    }
}
