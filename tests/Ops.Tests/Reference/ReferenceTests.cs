using Autograd;

namespace Ops.Tests.Reference;

[TestFixture]
public class ReferenceTests
{
    // Relative to the largest element of the array: sums of products cancel, so a small element has the rounding of the large ones.
    private const double Tolerance = 1e-12;

    private static readonly Dictionary<string, Func<Node<double>[], ReferenceCase, Node<double>>> s_operations = new(StringComparer.Ordinal)
    {
        ["add"] = (x, _) => x[0] + x[1],
        ["sub"] = (x, _) => x[0] - x[1],
        ["mul"] = (x, _) => x[0] * x[1],
        ["div"] = (x, _) => x[0] / x[1],
        ["neg"] = (x, _) => -x[0],
        ["exp"] = (x, _) => x[0].Exp(),
        ["log"] = (x, _) => x[0].Log(),
        ["sqrt"] = (x, _) => x[0].Sqrt(),
        ["square"] = (x, _) => x[0].Square(),
        ["tanh"] = (x, _) => x[0].Tanh(),
        ["sigmoid"] = (x, _) => x[0].Sigmoid(),
        ["relu"] = (x, _) => x[0].Relu(),
        ["softplus"] = (x, _) => x[0].Softplus(),
        ["log_sigmoid"] = (x, _) => x[0].LogSigmoid(),
        ["where"] = (x, c) => Node.Constant(new NdArray<double>(x[0].Shape, [.. c.Integers("condition").Select(i => (double)i)])).Where(x[0], x[1]),
        ["sum"] = (x, c) => x[0].Sum(c.Integers("axis"), c.Has("keepdims") && c.Flag("keepdims")),
        ["mean"] = (x, c) => x[0].Mean(c.Integers("axis"), c.Has("keepdims") && c.Flag("keepdims")),
        ["amax"] = (x, c) => x[0].Max(c.Integers("axis"), c.Has("keepdims") && c.Flag("keepdims")),
        ["logsumexp"] = (x, c) => x[0].LogSumExp(c.Integers("axis"), c.Has("keepdims") && c.Flag("keepdims")),
        ["softmax"] = (x, c) => x[0].Softmax(c.Integers("axis")),
        ["log_softmax"] = (x, c) => x[0].LogSoftmax(c.Integers("axis")),
        ["matmul"] = (x, _) => x[0].MatMul(x[1]),
        ["transpose"] = (x, c) => x[0].Transpose(c.Integers("axes")),
        ["permute"] = (x, c) => x[0].Transpose(c.Integers("axes")),
        ["reshape"] = (x, c) => x[0].Reshape(new Shape(c.Integers("shape"))),
        ["broadcast_to"] = (x, c) => x[0].BroadcastTo(new Shape(c.Integers("shape"))),
        ["take"] = (x, c) => x[0].Gather(c.Integers("indices"), c.Integers("axis")[0]),
        ["softmax_cross_entropy"] = (x, c) => x[0].SoftmaxCrossEntropy(c.Integers("labels"), c.Reduction),
        ["sigmoid_cross_entropy"] = (x, c) => x[0].SigmoidCrossEntropy(Node.Constant(c.Array("targets")), c.Reduction),
        ["mse"] = (x, c) => x[0].MeanSquaredError(Node.Constant(c.Array("targets")), c.Reduction),
    };

    // Arguments of an operation above that it does not take yet.
    private static readonly string[] s_argumentsNotYet = ["class_weights", "label_smoothing", "ignore_index", "pos_weight"];

    // Operations of the file that are not there yet. One that comes is taken off this list and added to the table above.
    private static readonly string[] s_operationsNotYet =
    [
        "abs", "acos", "acosh", "amin", "asin", "asinh", "atan", "atan2", "atanh", "avg_pool2d", "batch_norm", "cholesky", "clamp",
        "concat", "conv2d", "cos", "cosh", "cumsum", "det", "diagonal", "elu", "erf", "expm1", "flip", "gaussian_nll_variance", "gelu",
        "hardtanh", "huber", "inverse", "kl_divergence", "layer_norm", "leaky_relu", "lgamma", "log1p", "logcumsumexp", "logdet", "mae",
        "max_pool2d", "maximum", "maxout", "minimum", "mixture_density_nll", "nll", "norm", "normal_log_prob", "pad", "pow", "prelu",
        "prod", "reciprocal", "selu", "silu", "sin", "sinh", "slice", "softmax_cross_entropy_soft", "solve", "stack",
        "take_along_axis", "tan", "trace", "var",
    ];

    private static IEnumerable<ReferenceCase> Supported => ReferenceCase.All.Where(c => s_operations.ContainsKey(c.Op) && !s_argumentsNotYet.Any(c.Has));

    [Test]
    public void The_operations_that_are_missing_are_exactly_those_listed() =>
        ReferenceCase.All.Select(c => c.Op).Distinct(StringComparer.Ordinal).Where(op => !s_operations.ContainsKey(op)).Order(StringComparer.Ordinal)
            .ShouldBe(s_operationsNotYet);

    [TestCaseSource(nameof(Supported))]
    public void Value_gradients_and_second_derivatives_agree(object testCase)
    {
        var reference = (ReferenceCase)testCase;
        var inputs = Array.ConvertAll(reference.Inputs, input => new Parameter<double>(input));
        var output = s_operations[reference.Op](inputs, reference);
        ShouldAgree(output.Value, reference.Output, "value");

        var seed = Node.Constant(reference.Upstream);
        var gradients = output.Gradients(inputs, seed, differentiable: true);
        for (var i = 0; i < inputs.Length; i++)
        {
            ShouldAgree(gradients[i].Value, reference.Gradients[i], $"gradient {i}");
        }

        if (reference.Hvp.Length > 0)
        {
            var along = gradients.Zip(reference.Vectors, (gradient, vector) => (gradient * Node.Constant(vector)).Sum()).Aggregate((sum, next) => sum + next);
            for (var i = 0; i < inputs.Length; i++)
            {
                // Where the gradient does not depend on an input, there is no second derivative, and the file has zeros.
                var second = along.RequiresGrad && along.Backward().TryGet(inputs[i], out var found) ? found.Value : NdArray.Zeros<double>(inputs[i].Shape);
                ShouldAgree(second, reference.Hvp[i], $"hvp {i}");
            }
        }
    }

    private static void ShouldAgree(NdArray<double> actual, NdArray<double> expected, string what)
    {
        actual.Shape.ShouldBe(expected.Shape, what);
        var scale = expected.ToArray().Max(Math.Abs);
        for (var i = 0; i < expected.Size; i++)
        {
            Math.Abs(actual.Span[i] - expected.Span[i]).ShouldBeLessThanOrEqualTo(Tolerance * scale, $"{what} [{i}]: {actual.Span[i]:R} for {expected.Span[i]:R}");
        }
    }
}
