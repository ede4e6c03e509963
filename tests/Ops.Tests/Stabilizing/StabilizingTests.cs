using System.Numerics;
using Autograd;

namespace Ops.Tests;

[TestFixture]
public class StabilizingTests
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
    public void The_scope_ends_where_it_is_disposed()
    {
        using (Stabilizing.Off())
        {
            Stabilizing.IsOn.ShouldBeFalse();
            new Parameter<double>(s_moderate).Sigmoid().Log().Op.ShouldBeOfType<Log>();
        }

        Stabilizing.IsOn.ShouldBeTrue();
    }

    [Test]
    public void A_watched_node_is_not_bypassed()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax().Watch();
        var loss = -p.Log().Gather([0]).Sum();
        loss.Backward()[p].Value.ToArray().ShouldBe([-1 / p[0], 0, 0], 1e-14);
    }

    [Test]
    public void A_constant_stays_a_constant()
    {
        var z = new Parameter<double>(s_moderate);
        var deep = z * 2;
        Node<double> p, q;
        using (Recording.Off())
        {
            (p, q) = (z.Softmax(), deep.Softmax());
        }

        p.Log().RequiresGrad.ShouldBeFalse();
        q.Log().RequiresGrad.ShouldBeFalse();
        p.Log().Value.ShouldBe(z.LogSoftmax().Value);
        q.Log().Value.ShouldBe(deep.LogSoftmax().Value);
    }

    [Test]
    public void A_formula_whose_parameter_was_updated_in_between_keeps_its_value()
    {
        var z = new Parameter<double>(s_moderate);
        var (p, sum) = (z.Softmax(), z.Exp().Sum());
        var (expected, expectedSum) = (p.Value.ToArray(), sum.Scalar);
        z.Update(s_extreme);
        p.Log().Value.ToArray().ShouldBe(Array.ConvertAll(expected, Math.Log), 1e-15);
        sum.Log().Scalar.ShouldBe(Math.Log(expectedSum), 1e-15);
    }

    [Test]
    public void The_gradient_by_a_bypassed_node_that_is_also_used_elsewhere_is_refused_not_partial()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax();
        var loss = (p * p.Log()).Sum();
        Should.Throw<GradientException>(() => loss.Gradient(p)).Message.ShouldContain("bypassed");
        Should.Throw<GradientException>(() => loss.Backward(also: [p])).Message.ShouldContain("bypassed");
        p.Watch();
        Should.Throw<GradientException>(() => loss.Backward()[p]).Message.ShouldContain("bypassed");

        var watched = z.Softmax().Watch();
        (watched * watched.Log()).Sum().Gradient(watched).Value.ToArray().ShouldBe(Array.ConvertAll(watched.Value.ToArray(), value => Math.Log(value) + 1), 1e-14);
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
        (1 - z.Exp()).Replaced.ShouldBeNull();
        (Node.Constant(1.0) + Node.Constant(3.0)).Log().Replaced.ShouldBeNull();
        (1 + z).Watch().Log().Replaced.ShouldBeNull();
        (z.Exp().Watch() - 1).Replaced.ShouldBeNull();
    }

    [Test]
    public void Asking_for_the_gradient_of_a_bypassed_node_says_so_and_how_to_keep_it()
    {
        var z = new Parameter<double>(s_moderate);
        var p = z.Softmax();
        var loss = p.Log().Sum();
        var message = Should.Throw<GradientException>(() => loss.Backward()[p]).Message;
        message.ShouldContain("bypassed when Log(Softmax(z)) became the stable LogSoftmax");
        message.ShouldContain("Watch()");
        message.ShouldContain("Stabilizing.Off()");
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

/// <summary>Textbook formulas, the operations that they become, and the stable way to write them.</summary>
internal static class Formulas<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T s_small = T.CreateChecked(0.01);

    public static readonly (string Formula, Type Becomes, Func<Node<T>, Node<T>> Textbook, Func<Node<T>, Node<T>> Stable)[] All =
    [
        ("Log(Softmax(z))", typeof(LogSoftmax), z => z.Softmax().Log(), z => z.LogSoftmax()),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => z.Sigmoid().Log(), z => z.LogSigmoid()),
        ("Log(Sigmoid(z))", typeof(LogSigmoid), z => (T.One - z.Sigmoid()).Log(), z => (-z).LogSigmoid()),
        ("Log(Sum(Exp(z)))", typeof(LogSumExp), z => z.Exp().Sum(0, keepDims: true).Log(), z => z.LogSumExp(0, keepDims: true)),
        ("Log(1 + Exp(z))", typeof(Softplus), z => (T.One + z.Exp()).Log(), z => z.Softplus()),
        ("Log(Exp(z) + 1)", typeof(Softplus), z => (z.Exp() + T.One).Log(), z => z.Softplus()),
        ("1 - Sigmoid(z)", typeof(Sigmoid), z => T.One - z.Sigmoid(), z => (-z).Sigmoid()),
        ("Sqrt(SumOfSquares(z))", typeof(Norm), z => z.SumOfSquares(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Sqrt(Sum(Square(z)))", typeof(Norm), z => z.Square().Sum(0, keepDims: true).Sqrt(), z => z.Norm(0, keepDims: true)),
        ("Exp(z) - 1", typeof(Expm1), z => z.Exp() - T.One, z => z.Expm1()),
        ("Exp(z) - 1", typeof(Expm1), z => (s_small * z).Exp() - T.One, z => (s_small * z).Expm1()),
        ("Log(1 + z)", typeof(Log1p), z => (T.One + z.Square()).Log(), z => z.Square().Log1p()),
        ("Log(z + 1)", typeof(Log1p), z => (z.Square() + T.One).Log(), z => z.Square().Log1p()),
        ("Log(z + 1)", typeof(Log1p), z => (z.Abs() + T.One).Log(), z => z.Abs().Log1p()),
        ("Log(1 - z)", typeof(Log1p), z => (T.One - (s_small * s_small * z)).Log(), z => (-(s_small * s_small * z)).Log1p()),
    ];
}
