namespace Autograd.Tests;

/// <summary>Parts of a node are nodes, and a node with a part replaced is another.</summary>
[TestFixture]
public class IndexingTests
{
    [Test]
    public void Elements_in_a_formula_have_a_gradient()
    {
        var x = new Parameter<double>(new double[] { 6, 4 });
        var loss = (x[0] * x[1]) + x.Sum();
        loss.Scalar.ShouldBe(34);
        loss.Backward()[x].Value.ToArray().ShouldBe([5, 7]);
    }

    [Test]
    public void Every_form_takes_what_it_says()
    {
        var i = 1;
        var x = Counted(2, 3, 4);
        ShouldBe(x[i], [3, 4], 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        ShouldBe(x[^1], [3, 4], 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        ShouldBe(x[i, ^1], [4], 20, 21, 22, 23);
        ShouldBe(x[0, 1, 2], [], 6);
        ShouldBe(x[.., 1, 2..], [2, 2], 6, 7, 18, 19);
        ShouldBe(x[1, .., 0], [3], 12, 16, 20);
        ShouldBe(x[.., .., ^1], [2, 3], 3, 7, 11, 15, 19, 23);
        ShouldBe(x[1.., ..1, 1..^1], [1, 1, 2], 13, 14);
        ShouldBe(x[i..(i + 1), 2, ^2], [1], 22);
        ShouldBe(x[0, 3..], [0, 4]);
    }

    [Test]
    public void One_part_is_one_node_and_the_whole_is_the_node_itself()
    {
        var x = Counted(2, 3);
        foreach (var part in new[] { x[1], x[.., ^1], x[0, 2], x[1, 1..], x.SliceAlong(1, .., step: 2) })
        {
            part.Op.ShouldBeOfType<Slice>();
            part.Inputs.ShouldBe([x]);
        }

        foreach (var whole in new[] { x[..], x[.., ..], x[0.., ..^0], x[0..2, 0..3], x.SliceAlong(-1, ..) })
        {
            whole.ShouldBeSameAs(x);
        }
    }

    [Test]
    public void An_index_that_is_not_there_is_refused_by_axis_and_shape()
    {
        var x = Counted(2, 3);
        Outside(() => x[2]).ShouldStartWith("Index: position 2 is outside axis 0 of shape (2, 3), which has positions 0 to 1.");
        Outside(() => x[.., ^4]).ShouldStartWith("Index: position ^4 is outside axis 1 of shape (2, 3), which has positions 0 to 2.");
        Outside(() => x[.., ^0]).ShouldStartWith("Index: position ^0 is outside axis 1");
        Outside(() => x[int.MaxValue]).ShouldStartWith("Index: position 2147483647 is outside axis 0");
        Outside(() => x[..0][0]).ShouldStartWith("Index: position 0 is outside axis 0 of shape (0, 3), which has no positions.");
        Outside(() => x[.., 1..4])
            .ShouldStartWith("Index: range 1..4 is not inside axis 1 of shape (2, 3); give one from 0..3 that does not end before");
        Outside(() => x[^3..]).ShouldStartWith("Index: range ^3..^0 is not inside axis 0");
        Outside(() => x[.., 2..1]).ShouldStartWith("Index: range 2..1 is not inside axis 1");
        Should.Throw<ShapeException>(() => x[0, 0, 0]).Message
            .ShouldBe("Index: 3 positions or ranges for shape (2, 3); give at most one for each of its 2 axes.");
        Should.Throw<ShapeException>(() => x[0, 0][..]).Message.ShouldStartWith("Index: 1 positions or ranges for shape ()");
    }

    [Test]
    public void A_negative_position_is_refused_with_what_is_meant()
    {
        var x = Counted(2, 3);
        Outside(() => x[.., -2])
            .ShouldStartWith("Index: position -2 of axis 1 of shape (2, 3) is negative; write ^2 to count from the end.");
        Outside(() => x[int.MinValue]).ShouldContain("write ^2147483648");
        Outside(() => x.With(value: 0, -1)).ShouldStartWith("With: position -1 of axis 0 of shape (2, 3) is negative; write ^1");
    }

    [Test]
    public void An_index_prints_as_it_is_written()
    {
        AxisIndex[] index = [2, ^1, 1..^2, -3];
        index.Select(at => at.ToString()).ShouldBe(["2", "^1", "1..^2", "-3"]);
    }

    [Test]
    public void Second_derivatives_go_through_parts()
    {
        // f = x0^2 x1 + x1^3: the Hessian is [[2 x1, 2 x0], [2 x0, 6 x1]].
        var x = new Parameter<double>(new double[] { 3, 2 });
        var f = (x[0].Square() * x[^1]) + (x[1] * x[1] * x[1]);
        var gradient = f.Gradient(x, differentiable: true);
        gradient.Value.ToArray().ShouldBe([12, 21]);
        gradient[0].Gradient(x).Value.ToArray().ShouldBe([4, 6]);
        gradient[1].Gradient(x).Value.ToArray().ShouldBe([6, 12]);
    }

    [Test]
    public void A_part_is_replayed_from_new_values()
    {
        var x = new Parameter<double>(new double[] { 6, 4 });
        var replay = Replay.OfLoss(() => (x[0] * x[^1]) + x.With(x[0] * 2, 1).Square().Sum());
        x.Update(new double[] { 1, 5 });
        replay.Run();
        replay.Loss.Scalar.ShouldBe(5 + 1 + 4);
        replay.Gradients[x].Value.ToArray().ShouldBe([5 + 2 + 8, 1]);
    }

    [Test]
    public void With_replaces_a_part_and_leaves_the_node_as_it_is()
    {
        var x = Counted(2, 3);
        ShouldBe(x.With(value: 9, 1, ^1), [2, 3], 0, 1, 2, 3, 4, 9);
        ShouldBe(x.With(value: 9, .., 1), [2, 3], 0, 9, 2, 3, 9, 5);
        ShouldBe(x.With(Node.Constant([7.0, 8]), 1, ..2), [2, 3], 0, 1, 2, 7, 8, 5);
        ShouldBe(x.With(Node.Constant([7.0, 8, 9]), ..), [2, 3], 7, 8, 9, 7, 8, 9);
        ShouldBe(x.With(value: 9, 2..), [2, 3], 0, 1, 2, 3, 4, 5);
        ShouldBe(x, [2, 3], 0, 1, 2, 3, 4, 5);
        Should.Throw<ShapeException>(() => x.With(Node.Constant([7.0, 8]), 1)).Message
            .ShouldStartWith("With: shape (2) does not broadcast to (3)");
        Should.Throw<ShapeException>(() => x.With(value: 0, 0, 0, 0)).Message
            .ShouldStartWith("With: 3 positions or ranges for shape (2, 3)");
        Outside(() => x.With(value: 0, 2)).ShouldStartWith("With: position 2 is outside axis 0");
    }

    [Test]
    public void With_has_a_gradient_by_both()
    {
        var (x, value) = (new Parameter<double>(new double[,] { { 1, 2 }, { 3, 4 } }), new Parameter<double>(5));
        var y = x.With(value, 1);
        var gradients = y.Square().Sum().Backward();
        gradients[x].Value.ShouldBe(new double[,] { { 2, 4 }, { 0, 0 } });
        gradients[value].Scalar.ShouldBe(20);
    }

    private static Node<double> Counted(params int[] lengths)
    {
        var next = 0;
        return new Parameter<double>(NdArray.Generate<double>(new Shape(lengths), () => next++));
    }

    private static void ShouldBe(Node<double> part, Shape shape, params double[] elements) =>
        part.Value.ShouldBe(new NdArray<double>(shape, elements));

    private static string Outside(Func<Node<double>> part) => Should.Throw<ArgumentOutOfRangeException>(() => part()).Message;
}
