using Autograd;

namespace Ops.Tests;

/// <summary>A fused operation equals its composition where both are accurate, and is right where the composition is not.</summary>
[TestFixture]
[Category("Kernels")]
public class FusedTests
{
    // Every fused operation is in the table of gradient checks, because a test there says so.
    private static IEnumerable<TestCaseData> Cases => GradientTable.Rows
        .SelectMany(row => TopologicalOrder.Of(row.Function(Array.ConvertAll(row.Inputs, input => new Parameter<double>(input)))))
        .Where(node => node.Op is IFused && node.RequiresGrad)
        .Select((node, number) => new TestCaseData(node.Op, node.Inputs.Select(input => input.Value).ToArray())
            .SetArgDisplayNames($"{number}: {node.Op}"));

    [TestCaseSource(nameof(Cases))]
    public void Value_gradients_and_second_derivatives_equal_those_of_the_composition(Op op, NdArray<double>[] inputs)
    {
        var fused = Derivatives(x => op.Apply(x), inputs);
        using var asWritten = Stabilizing.Off();
        var composed = Derivatives(x => ((IFused)op).Composition<double>(x), inputs);
        for (var i = 0; i < fused.Count; i++)
        {
            fused[i].ShouldBe(composed[i], 1e-13);
        }
    }

    [Test]
    public void The_fused_ones_are_finite_and_right_where_the_composition_is_not()
    {
        var z = new Parameter<double>(new[,] { { 1000.0, 0, -1000 } });
        using var asWritten = Stabilizing.Off();

        Composed(new Softplus(), z).ShouldBe([double.PositiveInfinity, Math.Log(2), 0]);
        z.Softplus().Value.ToArray().ShouldBe([1000, Math.Log(2), 0]);

        Composed(new LogSigmoid(), z).ShouldBe([0, -Math.Log(2), double.NegativeInfinity]);
        z.LogSigmoid().Value.ToArray().ShouldBe([0, -Math.Log(2), -1000]);

        Composed(new Softmax([1]), z).ShouldBe([double.NaN, 0, 0]);
        z.Softmax().Value.ToArray().ShouldBe([1, 0, 0]);

        Composed(new LogSoftmax([1]), z).ShouldBe([0, double.NegativeInfinity, double.NegativeInfinity]);
        z.LogSoftmax().Value.ToArray().ShouldBe([0, -1000, -2000]);

        Composed(new LogSumExp([0, 1], false), z).ShouldBe([double.PositiveInfinity]);
        z.LogSumExp().Value.ToArray().ShouldBe([1000]);

        double.IsFinite(Composed(new SoftmaxCrossEntropy([2], z.Shape.Rank - 1), z)[0]).ShouldBeFalse();
        z.SoftmaxCrossEntropy([2]).Scalar.ShouldBe(2000);

        double.IsFinite(new SigmoidCrossEntropy()
            .Composition<double>([z, Node.Constant(new[,] { { 0.0, 0, 1 } })]).Value[0, 0]).ShouldBeFalse();
        z.SigmoidCrossEntropy(Node.Constant(new[,] { { 0.0, 0, 1 } }), Reduction.None).Value.ToArray().ShouldBe([1000, Math.Log(2), 1000]);

        static double[] Composed(IFused op, Node<double> x) => op.Composition<double>([x]).Value.ToArray();
    }

    private static List<double[]> Derivatives(Func<Node<double>[], Node<double>> function, NdArray<double>[] inputs)
    {
        var random = new Random(5);
        Node<double>[] parameters = Array.ConvertAll(inputs, input => new Parameter<double>(input));
        var output = function(parameters);
        var gradients = output.Backward(parameters, Initialize.Normal<double>(output.Shape, random), differentiable: true).Values;
        var along = gradients.Select(gradient => (gradient * Node.Constant(Initialize.Normal<double>(gradient.Shape, random))).Sum())
            .Aggregate((sum, next) => sum + next);
        var second = along.RequiresGrad ? along.Backward() : null;
        return [output.Value.ToArray(), .. gradients.Select(gradient => gradient.Value.ToArray()), .. parameters.Select(SecondOrZero)];

        // An input in which the gradient is linear has no second derivative.
        double[] SecondOrZero(Node<double> parameter) =>
            second is not null && second.TryGetValue(parameter, out var found) ? found.Value.ToArray() : new double[parameter.Shape.Size];
    }
}
