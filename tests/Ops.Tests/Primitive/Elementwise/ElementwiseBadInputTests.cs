using Autograd;

namespace Ops.Tests;

/// <summary>Bad arguments of elementwise operations are refused in words that name the operation, the argument and the remedy.</summary>
[TestFixture]
public class ElementwiseBadInputTests
{
    [Test]
    public void A_negative_order_of_polygamma_is_named()
    {
        var message = Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Polygamma(-1)).Message;
        message.ShouldContain("Polygamma: the order must not be negative; of order 0 it is Digamma");
        message.ShouldContain("Actual value was -1");
        Should.Throw<ArgumentOutOfRangeException>(() => new Polygamma(-1)).Message.ShouldContain("Polygamma");
        Ones(3).Polygamma(0).Value.ShouldBe(Ones(3).Digamma().Value);
    }

    [Test]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        foreach (var (name, apply) in new (string, Func<Node<double>, Node<double>, Node<double>>)[]
        {
            ("Pow", (x, y) => x.Pow(y)), ("Atan2", (x, y) => x.Atan2(y)), ("Hypot", (x, y) => x.Hypot(y)),
            ("XLogY", (x, y) => x.XLogY(y)), ("XLog1pY", (x, y) => x.XLog1pY(y)),
        })
        {
            Should.Throw<ShapeException>(() => apply(Ones(3, 4), Ones(3))).Message
                .ShouldStartWith($"{name}: x has shape (3, 4) and y has shape (3); axis -1 has lengths 4 and 3");
        }

        Should.Throw<ShapeException>(() => Ones(2).Lerp(Ones(3), 0)).Message.ShouldContain("(3)");
        Should.Throw<ShapeException>(() => Ones(2).Lerp(Ones(2), Ones(3))).Message.ShouldContain("(3)");
    }

    [Test]
    public void A_missing_node_is_named_where_it_is_missing()
    {
        foreach (var apply in new Func<Node<double>, Node<double>>[]
        {
            x => x.Pow(null!), x => x.Atan2(null!), x => x.Hypot(null!), x => x.XLogY(null!), x => x.XLog1pY(null!),
            x => x.Lerp(null!, 0), x => x.Lerp(x, null!),
        })
        {
            Should.Throw<ArgumentNullException>(() => apply(Ones(3)));
        }
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
