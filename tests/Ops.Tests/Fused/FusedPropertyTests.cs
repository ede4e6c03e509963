using Autograd;
using FsCheck;
using FsCheck.Fluent;

namespace Ops.Tests;

/// <summary>
/// Fused operations and stabilized formulas, on random inputs, axes and options: equal to what they replace wherever that is accurate.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class FusedPropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_260_101, 7);

    // Logits up to 6 in size: there the textbook formulas keep at least ten digits.
    private static readonly Gen<Draw> s_draws =
        from rank in Gen.Choose(1, 4)
        from lengths in Gen.Choose(1, 4).ArrayOf(rank)
        from subset in Gen.Choose(1, (1 << rank) - 1)
        from keepDims in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Draw(new Shape(lengths), [.. Enumerable.Range(0, rank).Where(axis => (subset & (1 << axis)) != 0)], keepDims, seed);

    private static readonly (string Name, Func<Draw, (IFused Op, NdArray<double>[] Inputs)> Make)[] s_fused =
    [
        ("Softplus", draw => (new Softplus(), [draw.Logits(0)])),
        ("LogSigmoid", draw => (new LogSigmoid(), [draw.Logits(0)])),
        ("LogAddExp", draw => (new LogAddExp(), [draw.Logits(0), draw.Logits(1)])),
        ("LogAddExpSlope", draw => (new LogAddExpSlope(), [draw.Logits(0), draw.Logits(1)])),
        ("LeakyRelu", draw => (new LeakyRelu(-0.2), [draw.AwayFromZero(0)])),
        ("HardSigmoid", draw => (new HardSigmoid(), [draw.Logits(0)])),
        ("Elu", draw => (new Elu(1.3), [draw.AwayFromZero(0)])),
        ("EluSlope", draw => (new EluSlope(1.3), [draw.AwayFromZero(0)])),
        ("Silu", draw => (new Silu(), [draw.Logits(0)])),
        ("SiluSlope", draw => (new SiluSlope(), [draw.Logits(0)])),
        ("Mish", draw => (new Mish(), [draw.Logits(0)])),
        ("MishSlope", draw => (new MishSlope(), [draw.Logits(0)])),
        ("GeluTanh", draw => (new GeluTanh(), [draw.Logits(0)])),
        ("GeluTanhSlope", draw => (new GeluTanhSlope(), [draw.Logits(0)])),
        ("Gelu", draw => (new Gelu(), [draw.Logits(0)])),
        ("GeluSlope", draw => (new GeluSlope(), [draw.Logits(0)])),
        ("Sigmoid", draw => (new Sigmoid(), [draw.Logits(0)])),
        ("SigmoidSlope", draw => (new SigmoidSlope(), [draw.Logits(0)])),
        ("Softsign", draw => (new Softsign(), [draw.Logits(0)])),
        ("Softmax", draw => (new Softmax(draw.Axes), [draw.Logits(0)])),
        ("SoftmaxGradient", draw => (new SoftmaxGradient(draw.Axes), [draw.Logits(0), draw.Probabilities(1)])),
        ("LogSoftmax", draw => (new LogSoftmax(draw.Axes), [draw.Logits(0)])),
        ("LogSoftmaxGradient", draw => (new LogSoftmaxGradient(draw.Axes), [draw.Logits(0), draw.Probabilities(1)])),
        ("LogSumExp", draw => (new LogSumExp(draw.Axes, draw.KeepDims), [draw.Logits(0)])),
        ("SumOfSquares", draw => (new SumOfSquares(draw.Axes, draw.KeepDims), [draw.Logits(0)])),
        ("CumulativeLogSumExp", draw => (new CumulativeLogSumExp(draw.Axes[0], draw.KeepDims), [draw.Logits(0)])),
        ("Norm", draw => (new Norm(draw.Axes, draw.KeepDims), [draw.AwayFromZero(0)])),
        ("RootMeanSquare", draw => (new RootMeanSquare(draw.Axes, draw.KeepDims, 3), [draw.AwayFromZero(0)])),
        ("UnitVector", draw => (new UnitVector(draw.Axes), [draw.AwayFromZero(0)])),
        ("Standardize", draw => (new Standardize(draw.Axes, 0.1), [draw.Logits(0)])),
        ("StandardizeGradient", draw => (new StandardizeGradient(draw.Axes, 0.1), [draw.Logits(0), draw.Logits(1)])),
        ("ScaledStandardize", draw =>
            (new ScaledStandardize(draw.ScaledAxes, draw.ScalesAlong, 0.1), [draw.Logits(0), draw.Scale(1), draw.Scale(2)])),
        ("ScaledStandardizeGradient", draw =>
            (new ScaledStandardizeGradient(draw.ScaledAxes, draw.ScalesAlong, 0.1), [draw.Logits(0), draw.Logits(1), draw.Scale(2)])),
        ("ScaleGradients", draw => (new ScaleGradients(draw.ScaledAxes, draw.ScalesAlong, 0.1), [draw.Logits(0), draw.Logits(1)])),
        ("HuberError", draw => (new HuberError(0.7), [draw.Logits(0)])),
        ("HuberErrorSlope", draw => (new HuberErrorSlope(0.7), [draw.Logits(0)])),
        ("SigmoidCrossEntropy", draw => (new SigmoidCrossEntropy(), [draw.Logits(0), draw.Probabilities(1)])),
        ("SigmoidMinusTarget", draw => (new SigmoidMinusTarget(), [draw.Logits(0), draw.Probabilities(1)])),
        ("SoftmaxCrossEntropy", draw => (new SoftmaxCrossEntropy(draw.Labels(), draw.Axes[0]), [draw.Logits(0)])),
        ("SoftmaxMinusOneHot", draw => (new SoftmaxMinusOneHot(draw.Labels(), draw.Axes[0]), [draw.Logits(0), draw.Weights()])),
        ("SoftLabelCrossEntropy", draw => (new SoftLabelCrossEntropy(), [draw.Logits(0), draw.Probabilities(1)])),
        ("SoftmaxMinusTargets", draw => (new SoftmaxMinusTargets(), [draw.Logits(0), draw.Probabilities(1)])),
        ("Conv2D", draw => (new Conv2D(draw.Window, draw.Groups), draw.KeepDims
            ? [draw.Images, draw.Kernels, draw.Biases] : [draw.Images, draw.Kernels])),
        ("Conv2DImages", draw =>
            (new Conv2DImages(draw.Window, (draw.Images.Shape[2], draw.Images.Shape[3]), draw.Groups), [draw.Outputs, draw.Kernels])),
        ("Conv2DWeight", draw => (new Conv2DWeight(draw.Window, draw.Groups), [draw.Outputs, draw.Images])),
    ];

    private static readonly (string Name, Func<Node<double>, Draw, Node<double>> Textbook)[] s_formulas =
    [
        ("Log(Softmax(z))", (z, draw) => z.Softmax(draw.Axes).Log()),
        ("Log(Sigmoid(z))", (z, _) => z.Sigmoid().Log()),
        ("Log(1 - Sigmoid(z))", (z, _) => (1 - z.Sigmoid()).Log()),
        ("Log(Sum(Exp(z)))", (z, draw) => z.Exp().Sum(draw.Axes, draw.KeepDims).Log()),
        ("Log(1 + Exp(z))", (z, _) => (1 + z.Exp()).Log()),
        ("Exp(z) - 1", (z, _) => z.Exp() - 1),
        ("Log(1 + z)", (z, _) => (1 + z.Square()).Log()),
        ("1 - Sigmoid(z)", (z, _) => 1 - z.Sigmoid()),
        ("Sqrt(SumOfSquares(z))", (z, draw) => z.SumOfSquares(draw.Axes, draw.KeepDims).Sqrt()),
        ("Sqrt(Sum(Square(z)))", (z, draw) => z.Square().Sum(draw.Axes, draw.KeepDims).Sqrt()),
        ("Sqrt(Mean(Square(z)) / 2)", (z, draw) => (z.Pow(2).Mean(draw.Axes, draw.KeepDims) / 2).Sqrt()),
        ("Sqrt(2 * Mean(Square(z)) + 3)", (z, draw) => (3 + (2 * z.Square().Mean(draw.Axes, draw.KeepDims))).Sqrt()),
        ("Sqrt(Sum(Sum(Square(z))))", (z, draw) => (z * z).Sum(draw.Axes).Sum().Sqrt()),
        ("Sqrt(Square(z) + Square(1 + z) + 2)", (z, _) => (z.Square() + (1 + z).Square() + 2).Sqrt()),
        ("Log(Mean(Exp(z)))", (z, draw) => z.Exp().Mean(draw.Axes, draw.KeepDims).Log()),
        ("Log(Exp(z) / Sum(Exp(z)))", (z, draw) => (z.Exp() / z.Exp().Sum(draw.Axes, keepDims: true)).Log()),
        ("Exp(z) / Sum(Exp(z))", (z, draw) => z.Exp() / z.Exp().Sum(draw.Axes, keepDims: true)),
        ("1 / (1 + Exp(-z))", (z, _) => 1 / (1 + (-z).Exp())),
        ("Log(2 * Exp(z) * Cosh(z) + Erfc(z))", (z, _) => ((2 * z.Exp() * z.Cosh()) + (0.1 * z).Erfc()).Log()),
        ("Log(Square(Sum(Sigmoid(z))) / 3)", (z, draw) => (z.Sigmoid().Sum(draw.Axes, draw.KeepDims).Square() / 3).Log()),
        ("Log(Erfc(z) / 2)", (z, _) => ((0.1 * z).Erfc() / 2).Log()),
        ("Log(1 + Erf(z))", (z, _) => (1 + (0.1 * z).Erf()).Log()),
    ];

    private static IEnumerable<string> Fused => s_fused.Select(fused => fused.Name);

    private static IEnumerable<string> Formulas => s_formulas.Select(formula => formula.Name);

    [Test]
    public void Every_fused_operation_is_drawn() => typeof(Softmax).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IFused)) && type.IsClass)
        .Select(type => type.Name)
        .Except(Fused, StringComparer.Ordinal)
        .ShouldBeEmpty();

    [TestCaseSource(nameof(Fused))]
    public void A_fused_operation_equals_its_composition(string name) => Prop.ForAll(s_draws.ToArbitrary(), draw =>
    {
        var (op, inputs) = s_fused.Single(fused => fused.Name == name).Make(draw);
        var fused = Derivatives(x => ((Op)op).Apply(x), inputs, draw);
        using var asWritten = Stabilizing.Off();
        ShouldAgree(fused, Derivatives(x => op.Composition<double>(x), inputs, draw), draw);
    }).Check(s_config);

    [TestCaseSource(nameof(Formulas))]
    public void A_stabilized_formula_equals_the_textbook_where_that_is_accurate(string name) => Prop.ForAll(s_draws.ToArbitrary(), draw =>
    {
        var textbook = s_formulas.Single(formula => formula.Name == name).Textbook;
        NdArray<double>[] inputs = [draw.AwayFromZero(0)];
        var stable = Derivatives(x => textbook(x[0], draw), inputs, draw);
        using var asWritten = Stabilizing.Off();
        ShouldAgree(stable, Derivatives(x => textbook(x[0], draw), inputs, draw), draw);
    }).Check(s_config);

    private static void ShouldAgree(List<double[]> actual, List<double[]> expected, Draw draw)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            actual[i].ShouldBe(expected[i], 1e-10 * Math.Max(1, expected[i].Max(Math.Abs)), draw.ToString());
        }
    }

    // The value, then the gradients of a weighted sum, then those of a weighted sum of the gradients.
    private static List<double[]> Derivatives(Func<Node<double>[], Node<double>> function, NdArray<double>[] inputs, Draw draw)
    {
        var random = new Random(draw.Seed);
        Node<double>[] parameters = Array.ConvertAll(inputs, input => new Parameter<double>(input));
        var output = function(parameters);
        var gradients = output.Backward(parameters, Initialize.Normal<double>(output.Shape, random), differentiable: true).Values;
        var along = gradients.Select(gradient => (gradient * Initialize.Normal<double>(gradient.Shape, random)).Sum())
            .Aggregate((sum, next) => sum + next);
        var second = along.RequiresGrad ? along.Backward() : null;
        return
        [
            output.Value.ToArray(),
            .. gradients.Select(gradient => gradient.Value.ToArray()),
            .. parameters.Select(parameter => second is not null && second.TryGetValue(parameter, out var found)
                ? found.Value.ToArray() : new double[parameter.Shape.Size]),
        ];
    }

    private sealed record Draw(Shape Shape, IntList Axes, bool KeepDims, int Seed)
    {
        public NdArray<double> Logits(int which) => Initialize.Uniform<double>(Shape, new Random(Seed + which), -6, 6);

        public NdArray<double> Probabilities(int which) => Initialize.Uniform<double>(Shape, new Random(Seed + which));

        // The last axis, or the first, and an array that has a number for each element along it or for each of the others.
        public IntList ScaledAxes => [KeepDims ? Shape.Rank - 1 : 0];

        public IntList ScalesAlong => KeepDims || Shape.Rank == 1 ? [Shape.Rank - 1] : [.. Enumerable.Range(1, Shape.Rank - 1)];

        public NdArray<double> Scale(int which) => Initialize.Uniform<double>(
            KeepDims || Shape.Rank == 1 ? [Shape[^1]] : new Shape(Shape.Lengths[1..]), new Random(Seed + which), -2, 2);

        public int Groups => 1 + (Seed % 3);

        public Window2D Window
        {
            get
            {
                var random = new Random(Seed);
                HeightWidth Any(int from, int upTo) => (random.Next(from, upTo + 1), random.Next(from, upTo + 1));
                return new Window2D(Any(1, 3), Any(1, 4), Any(0, 2), Any(1, 3));
            }
        }

        // As large as the largest window with its gaps, and longer than a vector.
        public NdArray<double> Images =>
            Initialize.Normal<double>([1 + (Seed % 2), Groups * (1 + (Seed % 5)), 7 + (Seed % 6), 7 + (Seed % 17)], new Random(Seed));

        public NdArray<double> Kernels => Initialize.Normal<double>(
            [Groups * (1 + (Seed % 7)), 1 + (Seed % 5), Window.Size.Height, Window.Size.Width], new Random(Seed + 1));

        public NdArray<double> Biases => Initialize.Normal<double>([Kernels.Shape[0]], new Random(Seed + 2));

        public NdArray<double> Outputs =>
            Initialize.Normal<double>(Node.Constant(Images)
                .Conv2D(Node.Constant(Kernels), null, Window.Stride, Window.Padding, Window.Dilation, Groups).Shape, new Random(Seed + 3));

        public NdArray<double> AwayFromZero(int which)
        {
            var random = new Random(Seed + which);
            return NdArray.Generate(Shape, () => (0.1 + (5.9 * random.NextDouble())) * (random.Next(2) == 0 ? -1 : 1));
        }

        public NdArray<double> Weights() => Initialize.Uniform<double>(Shape.Without([Axes[0]]), new Random(Seed));

        public IntList Labels()
        {
            var random = new Random(Seed);
            return new IntList([.. Enumerable.Range(0, Shape.Size / Shape[Axes[0]]).Select(_ => random.Next(Shape[Axes[0]]))]);
        }
    }
}
