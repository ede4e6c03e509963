using Autograd;

namespace Ops.Tests;

[TestFixture]
public class DotTests
{
    [Test]
    public void Dot_and_outer_products_are_those_of_the_elements()
    {
        var (x, y) = (Node.Constant([1.0, 2, 3]), Node.Constant([4.0, 5, 6]));
        x.Dot(y).Scalar.ShouldBe(32);
        x.Reshape([3, 1]).Dot(y.Reshape([3, 1])).Scalar.ShouldBe(32);
        x.Outer(Node.Constant([10.0, 100])).Value.ToArray().ShouldBe([10, 100, 20, 200, 30, 300]);
        Node.Constant(Array.Empty<double>()).Dot(Node.Constant(Array.Empty<double>())).Scalar.ShouldBe(0);
        x.Outer(Node.Constant(Array.Empty<double>())).Shape.ShouldBe([3, 0]);
    }
}
