using System.Numerics;

namespace Autograd;

/// <summary>
/// An operation whose results are each off by a unit in the last place or not at all, as another way of rounding would have it. What it
/// only moves or chooses stays as it is, for nothing is rounded there, and what one operation made equal stays equal.
/// </summary>
/// <param name="True">The operation.</param>
/// <param name="Salt">Which way of rounding.</param>
internal sealed record Jittered(Op True, int Salt) : Op
{
    /// <summary>A number with another last place.</summary>
    public static double Of(double value, int salt) => (value, Mixed(value, salt) % 3) switch
    {
        (0, _) or (_, 0) => value,
        (_, 1) => double.BitIncrement(value),
        _ => double.BitDecrement(value),
    };

    /// <summary>An even choice of a number for an element and its negative.</summary>
    public static ulong Mixed(double value, int salt)
    {
        var bits = (ulong)BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var mixed = unchecked((bits + ((ulong)salt * 0xD1B54A32D192ED03)) * 0x9E3779B97F4A7C15);
        mixed ^= mixed >> 32;
        return unchecked(mixed * 0xBF58476D1CE4E5B9) >> 33;
    }

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => True.ShapeFor(inputs);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
    {
        True.Evaluate(inputs, output);
        if (IsMove(inputs, output))
        {
            return;
        }

        // Terms that two operations made and that cancel are rounded in two ways.
        var salt = True.Name.Aggregate(Salt, (mixed, letter) => unchecked((mixed * 31) + letter));
        foreach (ref var value in output)
        {
            value = T.CreateChecked(Of(double.CreateChecked(value), salt));
        }
    }

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => True.Rule(grad, output, inputs);

    // What only moves or chooses elements does the same with other numbers of the same signs and order. A sum in which a term is lost
    // looks like that too, but not among their logarithms.
    private bool IsMove<T>(ReadOnlySpan<NdArray<T>> inputs, ReadOnlySpan<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var given = new HashSet<T> { T.Zero };
        var others = new NdArray<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var next = 0;
            var input = inputs[i];
            foreach (var value in input.Span)
            {
                given.Add(T.Abs(value));
            }

            others[i] = NdArray.Generate(input.Shape, () => Another(input.Span[next++]));
        }

        foreach (var value in output)
        {
            if (!given.Contains(T.Abs(value)))
            {
                return false;
            }
        }

        var moved = new T[output.Length];
        True.Evaluate(others, moved);
        for (var i = 0; i < moved.Length; i++)
        {
            if (moved[i] != Another(output[i]))
            {
                return false;
            }
        }

        return true;

        static T Another(T value) => T.CopySign(T.LogP1(T.Abs(value)), value);
    }
}
