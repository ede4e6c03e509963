namespace Autograd.Tests;

[TestFixture]
public class ShapeTests
{
    [Test]
    public void A_shape_is_a_value()
    {
        Shape shape = [3, 4];
        shape.ShouldBe(new Shape(3, 4));
        (shape == new Shape(4, 3)).ShouldBeFalse();
        shape.GetHashCode().ShouldBe(new Shape(3, 4).GetHashCode());
        (shape.Rank, shape.Size, shape[0], shape[^1]).ShouldBe((2, 12, 3, 4));
        shape.ToString().ShouldBe("(3, 4)");
        (Shape.Scalar.Rank, Shape.Scalar.Size, Shape.Scalar.ToString()).ShouldBe((0, 1, "()"));
        new Shape(3, 0).Size.ShouldBe(0);
    }

    [Test]
    public void A_shape_is_taken_apart_into_a_length_for_each_axis()
    {
        var (rows, columns) = new Shape(3, 4);
        (rows, columns).ShouldBe((3, 4));
        var (batch, length, features) = new Shape(2, 0, 5);
        (batch, length, features).ShouldBe((2, 0, 5));
        var (images, channels, height, width) = new Shape(6, 1, 8, 9);
        (images, channels, height, width).ShouldBe((6, 1, 8, 9));
    }

    [Test]
    public void A_shape_of_another_rank_is_not_taken_apart()
    {
        Should.Throw<ShapeException>(() => { var (_, _) = new Shape(2, 3, 4); }).Message
            .ShouldBe("Shape: (2, 3, 4) has rank 3 and is taken apart into 2 lengths; name one for each axis.");
        Should.Throw<ShapeException>(() => { var (_, _, _) = new Shape(2, 3); });
        Should.Throw<ShapeException>(() => { var (_, _, _, _) = Shape.Scalar; });
    }

    [Test]
    public void A_shape_that_cannot_be_is_refused()
    {
        Should.Throw<ShapeException>(() => new Shape(3, -1)).Message.ShouldContain("(3, -1) has a negative axis length");
        Should.Throw<ShapeException>(() => new Shape(1 << 20, 1 << 20)).Message.ShouldContain("more than");
        new Shape(1 << 20, 1 << 20, 0).Size.ShouldBe(0);
    }
}
