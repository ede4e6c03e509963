using System.Numerics;
using Autograd;

namespace Ops.Tests;

[TestFixture]
public class FormulasTests
{
    private static readonly double[] s_moderate = [0.3, -1.2, 2];
    private static readonly double[] s_extreme = [1000, 0, -1000];

    private static IEnumerable<int> Formulas => Enumerable.Range(0, Formulas<double>.All.Length);

    [TestCaseSource(nameof(Formulas))]
    public void The_textbook_formula_is_recognized_and_equals_the_stable_one(int formula)
    {
        ShouldEqualTheStableOne<double>(formula);
        ShouldEqualTheStableOne<float>(formula);
    }

    [TestCaseSource(nameof(Formulas))]
    public void It_has_the_same_value_when_nothing_is_recorded(int formula)
    {
        var (_, _, textbook, stable) = Formulas<double>.All[formula];
        var z = new Parameter<double>(s_extreme);
        using (Recording.Off())
        {
            textbook(z).Value.ToArray().ShouldBe(stable(z).Value.ToArray());
        }

        textbook(Node.Constant(s_extreme)).Value.ToArray().ShouldBe(stable(z).Value.ToArray());
    }

    [TestCaseSource(nameof(Formulas))]
    public void It_changes_nothing_where_the_textbook_is_accurate(int formula)
    {
        var textbook = Formulas<double>.All[formula].Textbook;
        var z = new Parameter<double>(s_moderate);
        var (value, gradient) = (textbook(z).Value.ToArray(), textbook(z).Sum().Gradient(z).Value.ToArray());
        using var asWritten = Stabilizing.Off();
        textbook(z).Replaced.ShouldBeNull();
        value.ShouldBe(textbook(z).Value.ToArray(), 1e-14);
        gradient.ShouldBe(textbook(z).Sum().Gradient(z).Value.ToArray(), 1e-14);
    }

    [Test]
    public void The_new_digits_are_those_that_the_textbook_loses()
    {
        var tiny = new Parameter<double>(new[] { 1e-20, -1e-20 });
        (tiny.Exp() - 1).Value.ToArray().ShouldBe([1e-20, -1e-20]);
        (1 + tiny).Log().Value.ToArray().ShouldBe([1e-20, -1e-20]);
        (1 - tiny).Log().Value.ToArray().ShouldBe([-1e-20, 1e-20]);
        (1 - tiny).Log().Sum().Gradient(tiny).Value.ToArray().ShouldBe([-1, -1]);
    }

    [Test]
    public void A_given_number_and_other_constants_are_left_as_they_are_written()
    {
        var z = new Parameter<double>(s_moderate);
        (2 + z).Log().Replaced.ShouldBeNull();
        (2 - z).Log().Replaced.ShouldBeNull();
        (z - 1).Log().Replaced.ShouldBeNull();
        (z.Exp() - 2).Replaced.ShouldBeNull();
        (2 - z.Exp()).Replaced.ShouldBeNull();
        (1 - (2 * z.Exp())).Replaced.ShouldBeNull();
        (z.Exp() * (2 * z).Exp()).Replaced.ShouldBeNull();
        (Node.Constant(1.0) + Node.Constant(3.0)).Log().Replaced.ShouldBeNull();
        (1 + z).Watch().Log().Replaced.ShouldBeNull();
        (z.Exp().Watch() - 1).Replaced.ShouldBeNull();
    }

    [Test]
    public void A_weight_of_0_has_the_slope_of_its_logarithm()
    {
        var z = new Parameter<double>(new[] { 0.0, 1, 2 });
        (z[..2] * z[2].Exp()).Prod().Log().Gradient(z).Value.ToArray().ShouldBe([double.PositiveInfinity, 1, 2]);
    }

    [Test]
    public void A_mean_of_no_rows_is_empty()
    {
        var z = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
        z.Exp().Mean(1).Log().Shape.ShouldBe([0]);
        z.Square().Mean(1).Sqrt().Shape.ShouldBe([0]);
    }

    [Test]
    public void A_named_node_inside_a_formula_is_told_where_it_was_replaced_and_stays_where_it_is_used_otherwise()
    {
        var z = new Parameter<double>(0.8, "z");
        var p = z.Sigmoid().Named("p");
        var trace = (p.Log() + (1 - p).Named("q").Log()).Named("sum").ToTrace();
        trace.ShouldContain("in place of Log(Sigmoid(z)), with p (Sigmoid) inside\n");
        trace.ShouldContain(
            "in place of Log(Sigmoid(z)), its Sigmoid in place of 1 - Sigmoid(z), with q (Sigmoid) and p (Sigmoid) inside\n");
        trace.ShouldNotContain("  p  ");
        (p.Log() + p).ToTrace().ShouldMatch(@"\n  p +Sigmoid of z +\(\)");
        new Parameter<double>(new[] { 1.0, 2 }, "x").Softmax().Log().Sum().ToTrace().ShouldContain("in place of Log(Softmax(z))\n");
    }

    private static void ShouldEqualTheStableOne<T>(int formula)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (written, becomes, textbook, stable) = Formulas<T>.All[formula];
        var z = new Parameter<T>(Array.ConvertAll(s_extreme, T.CreateChecked));
        var output = textbook(z);
        output.Op.ShouldBeOfType(becomes);
        output.Replaced.ShouldNotBeNull().Formula.ShouldBe(written);
        output.Value.ToArray().ShouldBe(stable(z).Value.ToArray());
        Array.Exists(output.Value.ToArray(), T.IsNaN).ShouldBeFalse();
        output.Sum().Gradient(z).Value.ToArray().ShouldBe(stable(z).Sum().Gradient(z).Value.ToArray());
    }
}
