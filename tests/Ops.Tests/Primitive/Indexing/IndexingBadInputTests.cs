using Autograd;

namespace Ops.Tests;

/// <summary>Indexing operations refuse bad arguments by name.</summary>
[TestFixture]
public class IndexingBadInputTests
{
    [Test]
    public void Take_along_axis_names_what_does_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TakeAlongAxis(new[,] { { 0 }, { 3 } }, axis: 1)).Message
            .ShouldContain("TakeAlongAxis: index 3 at position 1 is outside axis 1 of shape (2, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TakeAlongAxis(new[,] { { 0 }, { -1 } }, axis: 1)).Message
            .ShouldContain("TakeAlongAxis: index -1");
        Should.Throw<ShapeException>(() => Ones(2, 3).TakeAlongAxis([0, 1], axis: 1)).Message
            .ShouldContain("TakeAlongAxis: the indices have shape (2) and x has shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones(2, 3).TakeAlongAxis(new[,] { { 0 }, { 0 }, { 0 } }, axis: 1)).Message
            .ShouldContain("TakeAlongAxis along axis 1: what is left of x has shape (2, 1) and what is left of the indices has shape "
                + "(3, 1)");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TakeAlongAxis(new[,] { { 0, 5 } }, axis: 1)).Message
            .ShouldContain("TakeAlongAxis: index 5");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TakeAlongAxis(new[,] { { 0 } }, axis: 2)).Message
            .ShouldContain("TakeAlongAxis: axis 2");
        Should.Throw<ArgumentException>(() => new TakeAlongAxis([0], -1).Apply(Ones(2))).Message.ShouldContain("TakeAlongAxis: axes [-1]");
    }

    [Test]
    public void Sorting_names_what_does_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Sort(2)).Message.ShouldContain("Sort: axis 2 is out of range");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).ArgSort(-3)).Message.ShouldContain("ArgSort: axis -3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TopK(1, 2)).Message.ShouldContain("TopK: axis 2");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TopK(4)).Message
            .ShouldContain("TopK: k is 4, and axis -1 of shape (2, 3) has 3 elements; give 0 to 3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).TopK(-1)).Message.ShouldContain("TopK: k is -1");
    }

    [Test]
    public void Positions_that_were_computed_from_values_are_refused_by_a_replay()
    {
        var x = Ones(2, 3);
        foreach (var (name, function) in new (string, Func<Node<double>>)[]
        {
            ("Sort", () => x.Sort()), ("ArgSort", () => x.TakeAlongAxis(x.ArgSort(), 1)), ("TopK", () => x.TakeAlongAxis(x.TopK(2), 1)),
        })
        {
            Should.Throw<ReplayException>(() => Replay.Of<double>(() => [function()])).Message
                .ShouldContain($"{name}: cannot be replayed: the order would be found once");
        }
    }

    [Test]
    public void Scatter_add_along_axis_names_what_does_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).ScatterAddAlongAxis([0, 4], length: 4, axis: 0)).Message
            .ShouldContain("ScatterAddAlongAxis: index 4 at position 1 is outside the new axis of length 4");
        Should.Throw<ShapeException>(() => Ones(2).ScatterAddAlongAxis([0], length: 4, axis: 0)).Message
            .ShouldContain("ScatterAddAlongAxis: the indices have shape (1) and x has shape (2)");
        Should.Throw<ShapeException>(() => Ones(0).ScatterAddAlongAxis([], length: -1, axis: 0)).Message
            .ShouldContain("negative axis length");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).ScatterAddAlongAxis([0, 0], length: 4, axis: 1)).Message
            .ShouldContain("ScatterAddAlongAxis: axis 1");
        Should.Throw<ArgumentException>(() => new ScatterAddAlongAxis([0, 0], 1, 4).Apply(Ones(2))).Message
            .ShouldContain("ScatterAddAlongAxis: axes [1]");
    }

    [Test]
    public void Diagonals_and_triangles_take_matrices()
    {
        Should.Throw<ShapeException>(() => Ones(3).Diagonal()).Message.ShouldContain("Diagonal: x has shape (3); it takes matrices");
        Should.Throw<ShapeException>(() => Ones(3).Trace()).Message.ShouldContain("Trace: x has shape (3)");
        Should.Throw<ShapeException>(() => Ones(3).LowerTriangle()).Message.ShouldContain("LowerTriangle: x has shape (3)");
        Should.Throw<ShapeException>(() => Ones().UpperTriangle()).Message.ShouldContain("UpperTriangle: x has shape ()");
        Should.Throw<ShapeException>(() => Ones().MakeDiagonal()).Message.ShouldContain("MakeDiagonal: x is a scalar");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).MakeDiagonal(int.MinValue)).Message
            .ShouldContain("MakeDiagonal: offset -2147483648");
        Should.Throw<ShapeException>(() => new MakeDiagonal(1, 3, 3).Apply(Ones(3))).Message
            .ShouldContain("MakeDiagonal: x has shape (3), but the diagonal with offset 1 of a 3 x 3 matrix has length 2");
        Should.Throw<ShapeException>(() => new MakeDiagonal(0, 1, 1).Apply(Ones())).Message.ShouldContain("MakeDiagonal: x has shape ()");
        Should.Throw<ShapeException>(() => new MakeDiagonal(0, -1, 3).Apply(Ones(0))).Message.ShouldContain("negative axis length");
    }

    [Test]
    public void Embedding_and_one_hot_name_an_index_that_is_not_there()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(4, 2).Embedding([0, 4])).Message
            .ShouldContain("Embedding: index 4 at position 1 is outside the rows of the table of shape (4, 2)");
        Should.Throw<ShapeException>(() => Ones(4).Embedding([0])).Message.ShouldContain("Embedding: the table has shape (4)");
        Should.Throw<ArgumentOutOfRangeException>(() => Node.OneHot<double>([0, 3], 3)).Message
            .ShouldContain("OneHot, labels: index 3 at position 1 is outside the 3 classes");
        Should.Throw<ArgumentOutOfRangeException>(() => Node.OneHot<double>([], -1)).Message
            .ShouldContain("OneHot: there cannot be -1 classes");
    }

    [Test]
    public void Masked_fill_names_a_mask_that_does_not_fit()
    {
        Should.Throw<ShapeException>(() => Ones(2, 3).MaskedFill(Ones(2), 0)).Message
            .ShouldContain("MaskedFill, mask: shape (2) does not broadcast to (2, 3)");
        Should.Throw<ShapeException>(() => Ones(3).MaskedFill(Ones(2, 3), 0)).Message
            .ShouldContain("MaskedFill, mask: shape (2, 3) does not broadcast to (3)");
        Should.Throw<ArgumentNullException>(() => Ones(3).MaskedFill(null!, 0));
    }

    [Test]
    public void An_integer_array_names_items_that_do_not_fill_it()
    {
        Should.Throw<ShapeException>(() => new IntArray([2, 2], [1, 2, 3])).Message
            .ShouldContain("IntArray: 3 items do not fill shape (2, 2), which has 4");
        Should.Throw<ArgumentNullException>(() => (IntArray)(int[,])null!);
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
