using Autograd;

namespace Ops.Tests;

/// <summary>Shaping operations refuse bad arguments by name.</summary>
[TestFixture]
public class ShapingBadInputTests
{
    [Test]
    public void Squeeze_and_expand_dims_name_the_axis()
    {
        Should.Throw<ShapeException>(() => Ones(1, 3).Squeeze(1)).Message.ShouldContain("Squeeze: axis 1 of shape (1, 3) has length 3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(1, 3).Squeeze(2)).Message.ShouldContain("Squeeze: axis 2 is out of range");
        Should.Throw<ArgumentException>(() => Ones(1, 3).Squeeze([0, -2])).Message
            .ShouldContain("Squeeze: axis 0 of shape (1, 3) is given twice");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).ExpandDims(3)).Message
            .ShouldContain("ExpandDims: axis 3 is out of range for a new axis of shape (2, 3); "
                + "the result has 3 axes, so give one from -3 to 2");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).ExpandDims(-4)).Message.ShouldContain("ExpandDims: axis -4");
    }

    [Test]
    public void Moved_axes_and_repeated_slices_name_what_does_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SwapAxes(0, 2)).Message
            .ShouldContain("SwapAxes: axis 2 is out of range");
        Should.Throw<ShapeException>(() => Ones(2, 3).MoveAxis([0, 1], [0])).Message
            .ShouldContain("MoveAxis: axes [0, 1] and places [0] of shape (2, 3); give one place for each axis");
        Should.Throw<ArgumentException>(() => Ones(2, 3).MoveAxis([0, -2], [0, 1])).Message
            .ShouldContain("MoveAxis: axis 0 of shape (2, 3) is given twice");
        Should.Throw<ArgumentException>(() => Ones(2, 3).MoveAxis([0, 1], [1, 1])).Message
            .ShouldContain("MoveAxis: axis 1 of shape (2, 3) is given twice");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).MoveAxis(0, -3)).Message.ShouldContain("MoveAxis: axis -3");
        Should.Throw<ShapeException>(() => Ones(2, 3).Repeat([1, 2], 1)).Message
            .ShouldContain("Repeat: 2 numbers [1, 2] for axis 1 of shape (2, 3); give one for all of its 3 slices, or one for each");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Repeat([1, -2], 0)).Message
            .ShouldContain("Repeat: times [1, -2] contain -2");
        Should.Throw<ShapeException>(() => Ones(2, 3).Repeat(int.MaxValue, 0)).Message.ShouldContain("more than an array holds");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Repeat(2, 2)).Message.ShouldContain("Repeat: axis 2");
    }

    [Test]
    public void Slice_along_names_a_range_that_is_not_inside_its_axis()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SliceAlong(-1, 1..4)).Message
            .ShouldContain("SliceAlong: range 1..4 is not inside axis 1 of shape (2, 3); give one from 0..3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SliceAlong(0, ^3.., -1)).Message
            .ShouldContain("SliceAlong: range ^3..^0 is not inside axis 0");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SliceAlong(1, 2..1)).Message
            .ShouldContain("does not end before it starts");
    }

    [Test]
    public void Slice_along_names_an_axis_or_a_step_that_cannot_be()
    {
        Should.Throw<ArgumentException>(() => Ones(2, 3).SliceAlong(1, .., step: 0)).Message
            .ShouldContain("SliceAlong: the step along axis 1 is 0");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SliceAlong(2, ..)).Message
            .ShouldContain("SliceAlong: axis 2 is out of range");
    }

    [Test]
    public void A_window_made_by_hand_is_refused_where_it_is_not_inside()
    {
        foreach (var op in new UnaryOp[]
        {
            new Slice([0], [1], [2]), new Slice([0, 0], [1, 1], [2]), new Slice([0, 0], [1], [2, 2]), new Slice([0, 0], [1, 0], [2, 2]),
            new Slice([-1, 0], [1, 1], [1, 1]),
            new Slice([0, 0], [1, 1], [2, 4]), new Slice([0, 1], [1, -1], [2, 3]), new Slice([0, 0], [1, int.MaxValue], [2, 3]),
            new SliceScatter([0, 0], [1, 1], [2, 2]), new SliceScatter([0], [1, 1], [2, 3]), new SliceScatter([0, 0], [0, 1], [2, 3]),
            new SliceScatter([2, 0], [1, 1], [3, 3]), new SliceScatter([0, 3, 0], [1, 0, 1], [2, 3, 3]),
            new Slice([2, 0], [0, 1], [3]), new Slice([0, 0], [0, 1], [4]), new Slice([0, 0], [0, 0], [1]), new Slice([0, -1], [0, 0], []),
        })
        {
            Should.Throw<ArgumentException>(() => op.Apply(Ones(2, 3))).Message.ShouldContain(op.Name + ": ");
        }
    }

    [Test]
    public void A_length_that_does_not_follow_from_the_others_is_named()
    {
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([4, -1])).Message
            .ShouldContain("Reshape: x has shape (2, 3) with 6 elements, which do not fill [4, -1]: they are no multiple of 4.");
        Should.Throw<ShapeException>(() => Ones(0, 3).Reshape([-1, 0])).Message.ShouldContain(
            "Reshape: x has shape (0, 3) with 0 elements, which do not fill [-1, 0]: any length in place of -1 holds no elements.");
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([0, -1])).Message.ShouldContain("which do not fill [0, -1]");
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([-1, -1])).Message
            .ShouldContain("Reshape: [-1, -1] has more than one -1; only one length can follow from the others.");
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([3, -2])).Message.ShouldContain("(3, -2) has a negative axis length");
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([-1, -2])).Message.ShouldContain("has a negative axis length");
    }

    [Test]
    public void Concat_names_what_does_not_fit()
    {
        Should.Throw<ShapeException>(() => Node.Concat([Ones(2, 3), Ones(3, 3)], axis: 1)).Message
            .ShouldContain("Concat: node 1 has shape (3, 3) and node 0 has shape (2, 3); "
                + "they must have the same axes, of equal lengths except along axis 1");
        Should.Throw<ShapeException>(() => Node.Concat([Ones(2, 3), Ones(2)])).Message.ShouldContain("Concat: node 1 has shape (2)");
        Should.Throw<ArgumentOutOfRangeException>(() => Node.Concat([Ones(2, 3)], axis: 2)).Message
            .ShouldContain("Concat: axis 2 is out of range");
        Should.Throw<ArgumentOutOfRangeException>(() => Node.Concat([Ones(), Ones()])).Message.ShouldContain("Concat: axis 0 of a scalar");
        Should.Throw<ArgumentException>(() => Node.Concat<double>([])).Message.ShouldContain("Concat: there is nothing to join");
        Should.Throw<ArgumentNullException>(() => Node.Concat<double>(null!));
        Should.Throw<ArgumentNullException>(() => Node.Concat([Ones(2), null!]));
        Should.Throw<ShapeException>(() => new Concat(0).Apply<double>()).Message.ShouldBe("Concat: takes at least one input, but got 0.");
        Should.Throw<ArgumentException>(() => new Concat(-1).Apply(Ones(2), Ones(2))).Message.ShouldContain("Concat: axes [-1]");
        Should.Throw<ShapeException>(() => Node.Concat([Ones(0, int.MaxValue / 2), Ones(0, int.MaxValue / 2), Ones(0, 2)], axis: 1)).Message
            .ShouldContain("Concat: axis 1 would have length");
    }

    [Test]
    public void Stack_names_what_does_not_fit()
    {
        Should.Throw<ShapeException>(() => Node.Stack([Ones(2, 3), Ones(2, 1)])).Message
            .ShouldContain("Stack: node 1 has shape (2, 1) and node 0 has shape (2, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => Node.Stack([Ones(2, 3)], axis: 3)).Message
            .ShouldContain("Stack: axis 3 is out of range for a new axis");
        Should.Throw<ArgumentException>(() => Node.Stack<double>([])).Message.ShouldContain("Stack: there is nothing to join");
        Should.Throw<ArgumentNullException>(() => Node.Stack([null!, Ones(2)]));
        Should.Throw<ShapeException>(() => new Stack(0).Apply<double>()).Message.ShouldBe("Stack: takes at least one input, but got 0.");
        Should.Throw<ArgumentException>(() => new Stack(-1).Apply(Ones(2), Ones(2))).Message.ShouldContain("Stack: axes [-1]");
    }

    [Test]
    public void Split_names_parts_that_do_not_fit()
    {
        Should.Throw<ShapeException>(() => Ones(2, 3).Split(2, axis: 1)).Message
            .ShouldContain("Split: axis 1 of shape (2, 3) has length 3, which 2 equal parts do not fill");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Split(0)).Message
            .ShouldContain("Split: shape (2, 3) cannot be cut into 0 parts");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Split(2, axis: 2)).Message.ShouldContain("Split: axis 2");
        Should.Throw<ShapeException>(() => Ones(2, 3).Split([1, 1], axis: 1)).Message
            .ShouldContain("Split: lengths [1, 1] add up to 2, but axis 1 of shape (2, 3) has length 3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Split([3, -1])).Message
            .ShouldContain("Split: lengths [3, -1] contain -1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Split([3], axis: -3)).Message.ShouldContain("Split: axis -3");
    }

    [Test]
    public void Pad_names_numbers_that_do_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Pad([0, -1], [0, 0])).Message
            .ShouldContain("Pad: before [0, -1] contains -1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Pad([0, 0], [-2, 0])).Message
            .ShouldContain("Pad: after [-2, 0] contains -2");
        Should.Throw<ShapeException>(() => Ones(2, 3).Pad([1], [0, 0])).Message
            .ShouldContain("Pad: before [1] has 1 numbers for shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones(2, 3).Pad([0, 0], [0, 0, 1])).Message.ShouldContain("Pad: after [0, 0, 1] has 3 numbers");
        Should.Throw<ShapeException>(() => Ones(2, 3).Pad([0, int.MaxValue], [0, int.MaxValue])).Message
            .ShouldContain("Pad: axis 1 of shape (2, 3) would have length");
    }

    [Test]
    public void Flip_roll_and_tile_name_what_does_not_fit()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Flip(2)).Message.ShouldContain("Flip: axis 2");
        Should.Throw<ArgumentException>(() => Ones(2, 3).Flip([1, -1])).Message
            .ShouldContain("Flip: axis 1 of shape (2, 3) is given twice");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Roll(1, -3)).Message.ShouldContain("Roll: axis -3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones().Roll(1, 0)).Message.ShouldContain("Roll: axis 0 of a scalar");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Tile(2, -1)).Message.ShouldContain("Tile: repeats [2, -1] contain -1");
        Should.Throw<ShapeException>(() => Ones(2, 3).Tile(int.MaxValue)).Message
            .ShouldContain("Tile: axis -1 of shape (2, 3), 2147483647 times");
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
