using System.Text.RegularExpressions;

namespace Autograd.Tests;

/// <summary>What is refused says where each operand was made, whoever refuses it: the operation, or a check before it.</summary>
[TestFixture]
public partial class OriginsTests
{
    private static readonly (string Name, Action<Node<double>, Node<double>> Call)[] s_refused =
    [
        ("an operator", (x, y) => _ = x + y),
        ("MatMul", (x, y) => x.MatMul(y)),
        ("MatMul in batches", (x, y) => x.ExpandDims(0).MatMul(y)),
        ("Where", (x, y) => x.Where(x, y)),
        ("a mask", (x, y) => x.MaskedFill(y, 0)),
        ("With", (x, y) => x.With(y, ..)),
        ("Concat", (x, y) => Node.Concat([x, y], 0)),
        ("Stack", (x, y) => Node.Stack([x, y])),
        ("Einsum", (x, y) => x.Einsum("ij,jk->ik", y)),
        ("Dot", (x, y) => x.Dot(y)),
        ("Outer", (x, y) => x.Outer(y)),
        ("PRelu", (x, y) => x.PRelu(y)),
        ("MeanSquaredError", (x, y) => x.MeanSquaredError(y)),
        ("MeanAbsoluteError", (x, y) => x.MeanAbsoluteError(y)),
        ("Huber", (x, y) => x.Huber(y)),
        ("Hinge", (x, y) => x.Hinge(y)),
        ("PoissonNll", (x, y) => x.PoissonNll(y)),
        ("KullbackLeibler", (x, y) => x.KullbackLeibler(y)),
        ("GaussianNll", (x, y) => x.GaussianNll(x, y)),
        ("MixtureDensityNll", (x, y) => x.MixtureDensityNll(y, y, y)),
        ("SigmoidCrossEntropy", (x, y) => x.SigmoidCrossEntropy(y)),
        ("SoftmaxCrossEntropy", (x, y) => x.SoftmaxCrossEntropy(y)),
        ("Conv2D", (x, y) => x.Reshape([1, 2, 1, 3]).Conv2D(y.Reshape([1, 1, 4, 5]))),
        ("RadialBasis", (x, y) => x.RadialBasis(y, y)),
        ("ScoreFunction", (x, y) => ScoreFunction.Surrogate(x, y)),
        ("a seed", (x, y) => x.Backward(seed: y)),
    ];

    private static readonly (string Name, Action<Node<double>> Call)[] s_refusedAlone =
    [
        ("a label outside the classes", x => x.SoftmaxCrossEntropy([0, 3])),
        ("a label outside the classes, one ignored", x => x.SoftmaxCrossEntropy([9, 3], ignoreIndex: 9)),
        ("too many labels", x => x.NegativeLogLikelihood([0, 1, 2])),
        ("weights of other classes", x => x.SoftmaxCrossEntropy([0, 1], classWeights: x)),
        ("Gather", x => x.Gather([2])),
        ("TakeAlongAxis", x => x.TakeAlongAxis(new IntArray([2, 1], [0, 3]), 1)),
        ("Embedding", x => x.Embedding([0, 2])),
        ("LayerNorm", x => x.LayerNorm(gain: x)),
    ];

    [TestCaseSource(nameof(s_refused))]
    public void Both_operands_are_told((string Name, Action<Node<double>, Node<double>> Call) refused)
    {
        using var origins = Origins.Capture();
        var x = new Parameter<double>(new double[2, 3], "x").Exp();
        Node<double> y = new double[4, 5];
        var message = Should.Throw<Exception>(() => refused.Call(x, y), refused.Name).Message;
        Place().Count(message).ShouldBeGreaterThanOrEqualTo(2, message);
        origins.Dispose();
        Should.Throw<Exception>(() => refused.Call(x, y)).Message.ShouldNotContain("The inputs", customMessage: refused.Name);
    }

    [TestCaseSource(nameof(s_refusedAlone))]
    public void An_operand_that_a_list_does_not_fit_is_told((string Name, Action<Node<double>> Call) refused)
    {
        using var origins = Origins.Capture();
        var x = new Parameter<double>(new double[2, 3], "x").Exp();
        Should.Throw<ArgumentException>(() => refused.Call(x)).Message.ShouldContain(
            "The inputs: Exp (2, 3) made at OriginsTests.cs:", customMessage: refused.Name);
    }

    [Test]
    public void An_exception_keeps_its_argument_and_its_value()
    {
        using var origins = Origins.Capture();
        var thrown = Should.Throw<ArgumentOutOfRangeException>(() => Node.Constant(new double[2, 3]).SoftmaxCrossEntropy([0, 7]));
        thrown.ParamName.ShouldBe("labels");
        thrown.ActualValue.ShouldBe(7);
    }

    [Test]
    public void Labels_that_are_set_for_a_replay_say_where_they_are_read()
    {
        using var origins = Origins.Capture();
        var x = new Parameter<double>(new double[2, 3], "x");
        IntList labels = [0, 1];
        var replay = Replay.OfLoss(() => x.SoftmaxCrossEntropy(labels));
        Should.Throw<ArgumentOutOfRangeException>(() => replay.Set(labels, [0, 3])).Message
            .ShouldContain("give 0 to 2. It is read at OriginsTests.cs:");
        var data = Node.Constant(new double[2, 3]);
        Should.Throw<ShapeException>(() => Replay.OfLoss(() => (x * data).Sum()).Set(data, [1.0])).Message
            .ShouldContain("Constant (2, 3) made at OriginsTests.cs:");
    }

    [Test]
    public void Leaves_know_their_line_too()
    {
        using var origins = Origins.Capture();
        Node<double> implicitly = new double[] { 1, 2 };
        implicitly.Origin.ShouldStartWith("OriginsTests.cs:");
        Node.Constant(1.0).Origin.ShouldStartWith("OriginsTests.cs:");
        new Parameter<double>(1.0).Origin.ShouldStartWith("OriginsTests.cs:");
    }

    [GeneratedRegex(@"made at OriginsTests\.cs:\d+")]
    private static partial Regex Place();
}
