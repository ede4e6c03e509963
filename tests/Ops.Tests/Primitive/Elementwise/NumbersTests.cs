using System.Numerics;
using System.Reflection;
using Autograd;
using Microsoft.CSharp.RuntimeBinder;

namespace Ops.Tests;

/// <summary>Numbers stand in formulas as they are written, whatever the element type of the nodes beside them.</summary>
[TestFixture]
public class NumbersTests
{
    [Test]
    public void Literals_stand_on_both_sides_of_every_operator()
    {
        var (x, f) = (new Parameter<double>(4), new Parameter<float>(4));
        Scalars(x + 2, x - 2, x * 2, x / 2, 2 + x, 2 - x, 2 * x, 2 / x).ShouldBe([6, 2, 8, 2, 6, -2, 8, 0.5]);
        Scalars(f + 2, f - 2, f * 2, f / 2, 2 + f, 2 - f, 2 * f, 2 / f).ShouldBe([6, 2, 8, 2, 6, -2, 8, 0.5]);
        Scalars(x + 0.5, x - 0.5, x * 0.5, x / 0.5, 0.5 + x, 0.5 - x, 0.5 * x, 0.5 / x).ShouldBe([4.5, 3.5, 2, 8, 4.5, -3.5, 2, 0.125]);
        Scalars(f + 0.5, f - 0.5, f * 0.5, f / 0.5, 0.5 + f, 0.5 - f, 0.5 * f, 0.5 / f).ShouldBe([4.5, 3.5, 2, 8, 4.5, -3.5, 2, 0.125]);
        Scalars(x < 4, x <= 4, x > 4.5, x >= 4.5, 4 < x, 4 <= x, 4.5 > x, 4.5 >= x).ShouldBe([0, 1, 0, 0, 0, 1, 1, 1]);
        Scalars(f < 4, f <= 4, f > 4.5, f >= 4.5, 4 < f, 4 <= f, 4.5 > f, 4.5 >= f).ShouldBe([0, 1, 0, 0, 0, 1, 1, 1]);
        Scalars(x * 0.5f, 0.5f * x, x * 3L, 3L - x).ShouldBe([2, 2, 12, -1]);
        Scalars(f * 0.5f, 0.5f * f, f * 3L, 3L - f).ShouldBe([2, 2, 12, -1]);
    }

    [Test]
    public void A_generic_rule_takes_literals_and_numbers_of_its_element_type()
    {
        Scalars(Literals<double>(4)).ShouldBe([2, 6, 8, 1, 4, 0]);
        Scalars(Literals<float>(4)).ShouldBe([2, 6, 8, 1, 4, 0]);
        Scalars(Elements(4.0)).ShouldBe([5, 3, 4, 4, 5, -3, 4, 0.25, 0, 0, 1, 1, 1, 1, 0, 0]);
        Scalars(Elements(4f)).ShouldBe([5, 3, 4, 4, 5, -3, 4, 0.25, 0, 0, 1, 1, 1, 1, 0, 0]);

        static Node<T>[] Literals<T>(Node<T> x)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            [x * 0.5, x + 2, 2 * x, x > 0.5, x.Maximum(0.5), (x < 0.5).Where(x, 0)];

        static Node<T>[] Elements<T>(T four)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (x, one) = (new Parameter<T>(four), T.One);
            return
            [
                x + one, x - one, x * one, x / one, one + x, one - x, one * x, one / x,
                x < one, x <= one, x > one, x >= one, one < x, one <= x, one > x, one >= x,
            ];
        }
    }

    [Test]
    public void Arguments_of_verbs_are_numbers_too()
    {
        var x = Node.Constant([-1f, 0.25f, 2]);
        x.Maximum(0.5).Value.ToArray().ShouldBe([0.5f, 0.5f, 2]);
        (x > 0.5).Where(x, 0).Value.ToArray().ShouldBe([0, 0, 2]);
        x.EqualTo(0.25).Value.ToArray().ShouldBe([0, 1, 0]);
        x.Pow(2.0).Op.ShouldBe(new PowConstant(2));
        x.MaskedFill(x < 0, double.NegativeInfinity).Value.ToArray().ShouldBe([float.NegativeInfinity, 0.25f, 2]);
    }

    [Test]
    public void A_number_in_float_is_rounded_once()
    {
        Node<float> one = 1;
        Scalars(one * 0.1, one * (1 / 3.0), one * 16_777_217, 3.0000001 * one).ShouldBe([0.1f, (float)(1 / 3.0), 16_777_216, 3.0000001f]);
        Scalars(one * 1e-45, one * double.NaN, one * double.PositiveInfinity)
            .ShouldBe([float.Epsilon, double.NaN, double.PositiveInfinity]);
    }

    [Test]
    public void A_number_makes_one_constant_and_one_operation()
    {
        var x = new Parameter<float>(3);
        var before = x.Exp().Id;
        var y = 2 * x;
        y.Inputs[0].Op.ShouldBeNull();
        y.Inputs[0].RequiresGrad.ShouldBeFalse();
        (y.Id - before).ShouldBe(2);
    }

    [Test]
    public void Formulas_are_recognized_whichever_way_their_1_is_written()
    {
        foreach (var formula in new Func<Node<float>, Node<float>>[]
            { z => (1 + z.Exp()).Log(), z => (1f + z.Exp()).Log(), z => (1.0 + z.Exp()).Log(), z => (1L + z.Exp()).Log() })
        {
            formula(Node.Constant(100f)).Op.ShouldBe(new Softplus());
        }
    }

    [Test]
    public void Half_and_decimal_are_refused_by_the_compiler()
    {
        foreach (dynamic number in new object[] { 0.5m, (Half)0.5 })
        {
            // The same rules of conversion as at compile time, asked at run time.
            Should.Throw<RuntimeBinderException>(() => { Node<float> node = number; }).Message.ShouldContain("Cannot implicitly convert");
            Should.Throw<RuntimeBinderException>(() => { Node<double> node = number; }).Message.ShouldContain("Cannot implicitly convert");
        }

        // So an operator takes neither, for it takes nodes and elements.
        var operators = typeof(Operations).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name.StartsWith("op_", StringComparison.Ordinal)).ToArray();
        operators.Length.ShouldBe(28);
        foreach (var method in operators)
        {
            var element = method.GetGenericArguments().ShouldHaveSingleItem();
            var node = typeof(Node<>).MakeGenericType(element);
            method.GetParameters().ShouldAllBe(parameter => parameter.ParameterType == node || parameter.ParameterType == element);
        }
    }

    private static double[] Scalars<T>(params Node<T>[] nodes)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(nodes, node => double.CreateChecked(node.Scalar));
}
