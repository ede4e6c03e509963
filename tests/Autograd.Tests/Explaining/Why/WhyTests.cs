namespace Autograd.Tests;

[TestFixture]
public class WhyTests
{
    [Test]
    public void A_gradient_is_the_sum_of_what_each_use_gave()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 }, "x");
        var square = x.Square();
        var scaled = 5 * x;
        var explanation = (square.Sum() + scaled.Sum()).Why(x);
        explanation.Terms.Select(term => term.Consumer).ShouldBe([square, scaled], ignoreOrder: true);
        explanation.Terms.Single(term => term.Consumer == square).Gradient!.Value.ToArray().ShouldBe([2, 4]);
        explanation.Terms.Single(term => term.Consumer == scaled).Gradient!.Value.ToArray().ShouldBe([5, 5]);
        explanation.Gradient!.Value.ToArray().ShouldBe([7, 9]);
        explanation.Cuts.ShouldBeEmpty();
        explanation.ToString().ShouldBe(
            "The gradient of Add () by x = Parameter (2) is from 7 to 9, the sum of 2 terms:\n"
            + "  1. from Square (2): from 2 to 4\n"
            + "  2. from Multiply (2): 5 in all 2 elements");
    }

    [Test]
    public void A_term_that_is_0_is_explained_beside_one_that_is_not()
    {
        var x = new Parameter<double>(new[] { -1.0, -2 }, "x");
        var relu = x.Relu();
        var explanation = (x + relu).Sum().Why(x);
        explanation.IsZero.ShouldBeFalse();
        explanation.Cuts.Single().Node.ShouldBe(relu);
    }

    [Test]
    public void The_cut_is_found_far_from_the_parameter()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        var dead = (w.Exp() * -1).Relu();
        var loss = ((dead + 1).Square().Sum() * 2).Tanh();
        var explanation = loss.Why(w);
        explanation.IsZero.ShouldBeTrue();
        explanation.Cuts.Single().Node.ShouldBe(dead);
    }

    [Test]
    public void Where_it_would_be_cut_behind_the_first_cut_is_told_too()
    {
        var w = new Parameter<double>(new[] { -1.0, -2 }, "w");
        var dead = w.Relu();
        var flat = (dead * 3).Square();
        var explanation = flat.Sum().Why(w);
        explanation.Cuts.Select(cut => (cut.Node, cut.IsBehind)).ShouldBe([(flat, false), (dead, true)]);
        explanation.ToString().ShouldContain("Without that it would be cut at Relu (2): dead relu: 2 of 2 inputs");

        // A cut alone has nothing behind it.
        w.Relu().Sum().Why(w).Cuts.ShouldHaveSingleItem().IsBehind.ShouldBeFalse();
    }

    [Test]
    public void A_gradient_that_no_operation_cuts_has_shrunk()
    {
        var w = new Parameter<double>(0.0, "w");
        Node<double> h = w;
        for (var layer = 0; layer < 12; layer++)
        {
            h = h.Sigmoid();
        }

        var explanation = h.Why(w);
        explanation.Cuts.ShouldBeEmpty();
        explanation.ToString().ShouldContain("No operation cuts it: it shrinks to");
        explanation.ToString().ShouldContain("over 12 operations, most at Sigmoid (), which passes on 0.2");
    }

    [Test]
    public void An_operation_of_ones_own_is_explained_by_its_numbers()
    {
        var x = new Parameter<double>(new[] { -1.0, -2 }, "x");
        var explanation = new Flat().Apply(x).Sum().Why(x);
        explanation.Cuts.Single().Cause.ShouldBe("the rule of Flat returns 0 for all 2 elements, at inputs from -2 to -1, all below 0");
        var none = new Flat(HasGradient: false).Apply(x);
        none.Sum().Why(x).Cuts.Single().Cause.ShouldStartWith("the rule of Flat returns no gradient for it");
    }

    [Test]
    public void A_node_that_is_differentiated_by_itself_has_no_uses()
    {
        var x = new Parameter<double>(2);
        var y = x.Square();
        y.Why(y).Gradient!.Scalar.ShouldBe(1);
        y.Why(y).Terms.ShouldBeEmpty();
    }

    /// <summary>Nothing comes back.</summary>
    private sealed record Flat(bool HasGradient = true) : ElementwiseOp
    {
        protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Node<T>? Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => HasGradient ? grad * 0 : null;
    }
}
