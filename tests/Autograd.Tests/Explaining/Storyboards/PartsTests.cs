namespace Autograd.Tests;

/// <summary>Nodes belong to the parts in whose scopes they were made.</summary>
[TestFixture]
public class PartsTests
{
    [Test]
    public void A_scope_inside_another_is_a_part_of_it()
    {
        var x = new Parameter<double>(1, "x");
        Node<double> inner, outer, after;
        using (Parts.Named("encoder"))
        {
            using (Parts.Named("first"))
            {
                inner = x.Exp();
            }

            outer = inner.Tanh();
        }

        after = outer.Square();
        Parts.Of(inner).ShouldBe(["encoder", "first"]);
        Parts.Of(outer).ShouldBe(["encoder"]);
        Parts.Of(after).ShouldBeEmpty();
        Parts.Of(x).ShouldBeEmpty();
    }

    [Test]
    public void A_part_has_a_name() => Should.Throw<ArgumentException>(() =>
    {
        using var part = Parts.Named("");
    });
}
