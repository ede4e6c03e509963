namespace Autograd;

/// <summary>
/// z is x with slices along the first axis replaced by those of y (index_copy): slice k of y goes to slice <c>Indices[k]</c> of z. An index
/// may occur several times.
/// </summary>
/// <remarks>
/// The gradient of y is picked where it was written (<see cref="Gather"/>); the gradient of x is the rest, with a strong zero
/// (<see cref="StrongZeros"/>) for the slices that were replaced. Shape of z: that of x; y has as many slices as there are indices.
/// </remarks>
/// <kinks test="Of_indices_that_are_set_several_times_the_last_one_counts">
/// Of an index that occurs several times the last slice counts; what is replaced gets a strong zero.
/// </kinks>
/// <param name="Indices">For each slice of y its position in z, from 0.</param>
/// <param name="Axes">How many of the first axes of x are taken as one, in row-major order; y has one axis for them.</param>
public sealed record ScatterUpdate(IntList Indices, int Axes = 1) : BinaryOp
{
    private const int BitsOfWord = 64;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        x.RequireAxes(Axes == 1 ? 0 : [0, Axes - 1], Name);
        var expected = Slices.WithLengths(x, 0, Axes, Indices.Count);
        if (y != expected)
        {
            throw new ShapeException($"{Name}: y has shape {y}; to replace {Indices.Count} slices of x of shape {x}, give {expected}.");
        }

        var axes = Axes == 1 ? "axis 0" : $"axes 0 to {Axes - 1}";
        Slices.RequireInside(Name, Indices, new Slices(x, 0, Axes).Length, $"{axes} of shape {x}");
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        StridedView.Read(x.Span, 0, [1], [x.Size], z);
        var inner = new Slices(x.Shape, 0, Axes).Inner;
        var indices = Indices.Span;
        var slices = y.Span;
        for (var k = 0; k < indices.Length && inner == 1; k++)
        {
            z[indices[k]] = slices[k];
        }

        for (var k = 0; k < indices.Length && inner > 1; k++)
        {
            slices.Slice(k * inner, inner).CopyTo(z[(indices[k] * inner)..]);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var zeros = Node.Constant(NdArray.Zeros<T>(y.Shape));
        return StrongZeros.Select(grad, rest => Apply(rest, zeros));
    }

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var last = LastOfEach(new Slices(x.Shape, 0, Axes).Length);
        if (last.Length == Indices.Count)
        {
            var gather = new Gather(Indices, 0, Axes);
            return StrongZeros.Move(grad, gather.Apply(grad), gather.Apply);
        }

        IntList positions = Array.ConvertAll(last, k => Indices[k]);
        var scatter = new ScatterAdd(last, 0, [Indices.Count]);
        return StrongZeros.Select(grad, from => scatter.Apply(new Gather(positions, 0, Axes).Apply(from)));
    }

    // Which slices of y are in z, ascending: of those with one index the last. A bit says that a position was seen.
    private int[] LastOfEach(int length)
    {
        var seen = new ulong[(length + BitsOfWord - 1) / BitsOfWord];
        var last = new List<int>(Indices.Count);
        for (var k = Indices.Count - 1; k >= 0; k--)
        {
            var bit = 1UL << (Indices[k] % BitsOfWord);
            ref var word = ref seen[Indices[k] / BitsOfWord];
            if ((word & bit) == 0)
            {
                word |= bit;
                last.Add(k);
            }
        }

        last.Reverse();
        return [.. last];
    }
}
