using System.Numerics;

namespace Autograd;

/// <summary>y = A x for a sparse constant matrix A and the flattened x. Its Bprop is the map of the transposed matrix.</summary>
/// <param name="From">The shape of x.</param>
/// <param name="To">The shape of y.</param>
/// <param name="Entries">The elements of A that are not 0: row, column, value.</param>
internal sealed record LinearMap(Shape From, Shape To, IReadOnlyList<(int Row, int Column, double Value)> Entries) : UnaryOp
{
    /// <summary>Multiplies each element by a factor of its own.</summary>
    public static Node<T> Scale<T>(Node<T> x, Func<int, double> factor)
        where T : unmanaged, IFloatingPointIeee754<T> => Of(x, i => i, factor);

    /// <summary>Takes each element from the index of another.</summary>
    public static Node<T> Permute<T>(Node<T> x, Func<int, int> source)
        where T : unmanaged, IFloatingPointIeee754<T> => Of(x, source, _ => 1);

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x) =>
        x == From ? To : throw new ShapeException($"{Name}: x has shape {x}, but the map takes {From}.");

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        y.Clear();
        foreach (var (row, column, value) in Entries)
        {
            y[row] += T.CreateChecked(value) * x.Span[column];
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        new LinearMap(To, From, [.. Entries.Select(entry => (entry.Column, entry.Row, entry.Value))]).Apply(grad);

    private static Node<T> Of<T>(Node<T> x, Func<int, int> source, Func<int, double> factor)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new LinearMap(x.Shape, x.Shape, [.. Enumerable.Range(0, x.Shape.Size).Select(i => (i, source(i), factor(i)))]).Apply(x);
}
