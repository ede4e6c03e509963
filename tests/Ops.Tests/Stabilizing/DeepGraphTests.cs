using Autograd;

namespace Ops.Tests;

/// <summary>Formulas are looked for in what an operation reads, which may be a hundred thousand nodes deep: no stack ends there.</summary>
[TestFixture]
public class DeepGraphTests
{
    private const int Depth = 100_000;

    private static readonly (string Name, Func<Node<double>, Node<double>> Step)[] s_steps =
    [
        ("2 x", x => 1.0000001 * x),
        ("x / 2", x => x / 1.0000001),
        ("x reshaped", x => x.Reshape([2]).Reshape([1, 2])),
        ("x + e^z", x => x + (-50 - (0 * x[0, 0])).Exp()),
        ("x times x", x => x * x.StopGradient().Reciprocal()),
        ("x squared under a root", x => x.Square().Sqrt()),
        ("e^x below a logarithm", x => x.Exp().Log()),
        ("-x", x => -x),
    ];

    private static readonly (string Name, Func<Node<double>, Node<double>> End)[] s_ends =
    [
        ("Log", x => x.Log()), ("Log2", x => x.Log2()), ("Log1p", x => x.Log1p()), ("Sqrt", x => x.Sqrt()), ("Square", x => x.Square()),
        ("x x", x => x * x), ("Pow", x => x.Pow(2)), ("Reciprocal", x => x.Reciprocal()), ("1 / (1 + x)", x => 1 / (1 + x)),
        ("x / Sum(x)", x => x / x.Sum()), ("1 - x", x => 1 - x), ("x - 1", x => x - 1), ("Log of a sum", x => (x + x.Exp()).Sum().Log()),
    ];

    [Test]
    public void A_formula_at_the_end_of_a_long_chain_is_looked_for_without_a_deep_stack([ValueSource(nameof(Names))] string step)
    {
        var end = new Parameter<double>(new double[,] { { 0.5, 0.25 } });
        Node<double> x = end;
        var of = s_steps.First(entry => entry.Name == step).Step;
        for (var i = 0; i < Depth; i++)
        {
            x = of(x);
        }

        foreach (var (_, finish) in s_ends)
        {
            finish(x).Sum().Gradient(end).Shape.ShouldBe(end.Shape);
        }
    }

    private static IEnumerable<string> Names() => s_steps.Select(entry => entry.Name);
}
