using Autograd;

namespace Ops.Tests;

[TestFixture]
public class LerpTests
{
    [Test]
    public void Lerp_starts_at_x_and_arrives_at_y()
    {
        var (x, y) = (Node.Constant([1.0, -4]), Node.Constant([3.0, 4]));
        x.Lerp(y, 0).Value.ToArray().ShouldBe([1, -4]);
        x.Lerp(y, 1).Value.ToArray().ShouldBe([3, 4]);
        x.Lerp(y, 0.25).Value.ToArray().ShouldBe([1.5, -2]);
        x.Lerp(y, Node.Constant([0.5, 2])).Value.ToArray().ShouldBe([2, 12]);
    }
}
