using Autograd;

namespace Ops.Tests;

/// <summary>Every bad argument of a loss is refused by name.</summary>
[TestFixture]
public class LossesBadInputTests
{
    [Test]
    public void Labels_and_axes_of_images_are_named()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2, 3, 4, 5]));
        Should.Throw<ShapeException>(() => x.SoftmaxCrossEntropy([0, 1], axis: 1)).Message.ShouldContain(
            "SoftmaxCrossEntropy: 2 labels for x of shape (2, 3, 4, 5); axis 1 holds the 3 classes, "
            + "so give one label for each of the 40 rows");
        Should.Throw<ShapeException>(() => x.NegativeLogLikelihood([0, 1], axis: 1)).Message
            .ShouldContain("NegativeLogLikelihood: 2 labels for x of shape (2, 3, 4, 5); axis 1 holds the 3 classes");
        Should.Throw<ArgumentOutOfRangeException>(() => x.SoftmaxCrossEntropy(new int[40], axis: 4)).Message
            .ShouldContain("SoftmaxCrossEntropy: axis 4 is out of range");
        Should.Throw<ArgumentOutOfRangeException>(() => x.SoftmaxCrossEntropy(x.Value, axis: -5)).Message
            .ShouldContain("SoftmaxCrossEntropy: axis -5");
        IntList wrong = Enumerable.Repeat(3, 40).ToArray();
        Should.Throw<ArgumentOutOfRangeException>(() => x.SoftmaxCrossEntropy(wrong, axis: 1)).Message
            .ShouldContain("SoftmaxCrossEntropy, labels: index 3 at position 0 is outside the 3 classes");
    }

    private static readonly (string Name, Func<Node<double>, Node<double>, Node<double>> Loss)[] s_pairs =
    [
        ("MeanSquaredError", (x, y) => x.MeanSquaredError(y)),
        ("MeanAbsoluteError", (x, y) => x.MeanAbsoluteError(y)),
        ("Huber", (x, y) => x.Huber(y)),
        ("Hinge", (x, y) => x.Hinge(y)),
        ("SigmoidCrossEntropy", (x, y) => x.SigmoidCrossEntropy(y)),
        ("SigmoidCrossEntropy", (x, y) => x.SigmoidCrossEntropy(y, positiveWeights: 2)),
        ("SigmoidCrossEntropy", (x, y) => x.SigmoidCrossEntropy(x, elementWeights: y)),
        ("SigmoidMinusTarget", (x, y) => new SigmoidMinusTarget().Apply(x, y)),
        ("SoftmaxCrossEntropy", (x, y) => x.SoftmaxCrossEntropy(y)),
        ("SoftLabelCrossEntropy", (x, y) => new SoftLabelCrossEntropy().Apply(x, y)),
        ("SoftmaxMinusTargets", (x, y) => new SoftmaxMinusTargets().Apply(x, y)),
        ("KullbackLeibler", (x, y) => x.KullbackLeibler(y)),
        ("PoissonNll", (x, y) => x.PoissonNll(y)),
        ("GaussianNll", (x, y) => x.GaussianNll(y, x)),
        ("GaussianNll", (x, y) => x.GaussianNll(x, y)),
        ("HeteroscedasticGaussianNll", (x, y) => x.HeteroscedasticGaussianNll(y, x)),
        ("HeteroscedasticGaussianNll", (x, y) => x.HeteroscedasticGaussianNll(x, y)),
        ("MultivariateGaussianNll", (x, y) => x.MultivariateGaussianNll(y, Ones(1, 1))),
        ("MixtureDensityNll", (x, y) => x.MixtureDensityNll(Ones(5), x, y)),
    ];

    private static IEnumerable<int> Pairs => Enumerable.Range(0, s_pairs.Length);

    [TestCaseSource(nameof(Pairs))]
    public void Shapes_n_1_and_n_do_not_broadcast(int pair)
    {
        var (name, loss) = s_pairs[pair];
        var message = Should.Throw<ShapeException>(() => loss(Ones(5, 1), Ones(5))).Message;
        message.ShouldStartWith(name + ":");
        message.ShouldContain("(5, 1)");
        message.ShouldContain("(5)");
        message.ShouldContain("does not broadcast");
        Should.Throw<ShapeException>(() => loss(Ones(5, 1), Ones())).Message.ShouldStartWith(name + ":");
    }

    [TestCase(3, 1)]
    [TestCase(-1, 0)]
    public void A_label_that_is_not_a_class_is_named(int label, int position)
    {
        int[] labels = [0, 0];
        labels[position] = label;
        foreach (var (name, loss) in new (string, Func<Node<double>>)[]
        {
            ("SoftmaxCrossEntropy", () => Ones(2, 3).SoftmaxCrossEntropy(labels)),
            ("SoftmaxCrossEntropy", () => Ones(2, 3).SoftmaxCrossEntropy(labels, labelSmoothing: 0.1)),
            ("SoftmaxCrossEntropy", () => Ones(2, 3).SoftmaxCrossEntropy(labels, ignoreIndex: 0)),
            ("SoftmaxCrossEntropy", () => Ones(2, 3).SoftmaxCrossEntropy(labels, classWeights: Ones(3))),
            ("NegativeLogLikelihood", () => Ones(2, 3).NegativeLogLikelihood(labels)),
            ("NegativeLogLikelihood", () => Ones(2, 3).NegativeLogLikelihood(labels, ignoreIndex: -100)),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(loss).Message
                .ShouldStartWith($"{name}, labels: index {label} at position {position} is outside the 3 classes");
        }
    }

    [Test]
    public void A_wrong_number_of_labels_is_named()
    {
        Should.Throw<ShapeException>(() => Ones(2, 3).SoftmaxCrossEntropy([0])).Message
            .ShouldContain("SoftmaxCrossEntropy: 1 labels for x of shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones(2, 3).SoftmaxCrossEntropy([0, 0, 0], ignoreIndex: 0)).Message
            .ShouldContain("SoftmaxCrossEntropy: 3 labels for x of shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones(2, 3).NegativeLogLikelihood([0])).Message
            .ShouldContain("NegativeLogLikelihood: 1 labels for x of shape (2, 3)");
    }

    [Test]
    public void A_scalar_has_no_classes()
    {
        Should.Throw<ShapeException>(() => Ones().SoftmaxCrossEntropy([0])).Message.ShouldContain("SoftmaxCrossEntropy: x is a scalar");
        Should.Throw<ShapeException>(() => Ones().SoftmaxCrossEntropy([0], classWeights: Ones(1))).Message
            .ShouldContain("SoftmaxCrossEntropy: x is a scalar");
        Should.Throw<ShapeException>(() => Ones().SoftmaxCrossEntropy(Ones())).Message.ShouldContain("SoftmaxCrossEntropy: x is a scalar");
        Should.Throw<ShapeException>(() => new SoftLabelCrossEntropy().Apply(Ones(), Ones())).Message
            .ShouldContain("SoftLabelCrossEntropy: x is a scalar");
        Should.Throw<ShapeException>(() => new SoftmaxMinusOneHot([0, 0], 1).Apply(Ones(2, 3), Ones(2, 1))).Message
            .ShouldContain("SoftmaxMinusOneHot: x has shape (2, 3) and y has shape (2, 1)");
        Should.Throw<ShapeException>(() => new SoftmaxGradient([1]).Apply(Ones(2, 3), Ones(3))).Message
            .ShouldContain("SoftmaxGradient: x has shape (2, 3) and y has shape (3)");
        Should.Throw<ShapeException>(() => new SoftmaxMinusTargets().Apply(Ones(), Ones())).Message
            .ShouldContain("SoftmaxMinusTargets: x is a scalar");
        Should.Throw<ShapeException>(() => Ones().NegativeLogLikelihood([0])).Message.ShouldContain("NegativeLogLikelihood: x is a scalar");
        Should.Throw<ShapeException>(() => Ones().MixtureDensityNll(Ones(), Ones(), Ones())).Message
            .ShouldContain("MixtureDensityNll: x is a scalar");
        Should.Throw<ShapeException>(() => Ones().MultivariateGaussianNll(Ones(), Ones(1, 1))).Message
            .ShouldContain("MultivariateGaussianNll: x is a scalar");
    }

    [Test]
    public void Class_weights_of_the_wrong_length_negative_or_all_zero_are_named()
    {
        foreach (var (name, loss) in new (string, Func<Node<double>, Node<double>>)[]
        {
            ("SoftmaxCrossEntropy", w => Ones(2, 3).SoftmaxCrossEntropy([0, 1], classWeights: w)),
            ("SoftmaxCrossEntropy", w => Ones(2, 3).SoftmaxCrossEntropy([0, 1], classWeights: w, labelSmoothing: 0.5)),
            ("SoftmaxCrossEntropy", w => Ones(2, 3).SoftmaxCrossEntropy(Ones(2, 3), classWeights: w)),
            ("NegativeLogLikelihood", w => Ones(2, 3).NegativeLogLikelihood([0, 1], classWeights: w)),
        })
        {
            Should.Throw<ShapeException>(() => loss(Ones(2))).Message
                .ShouldContain($"{name}: classWeights has shape (2); the last axis of x, of shape (2, 3), holds the 3 classes");
            Should.Throw<ShapeException>(() => loss(Ones(1, 3))).Message.ShouldContain($"{name}: classWeights has shape (1, 3)");
            Should.Throw<ShapeException>(() => loss(Ones())).Message.ShouldContain($"{name}: classWeights has shape ()");
            Should.Throw<ArgumentOutOfRangeException>(() => loss(Node.Constant([1.0, -2, 1]))).Message
                .ShouldContain($"{name}: classWeights is -2 at position 1");
            Should.Throw<ArgumentException>(() => loss(Node.Constant([0.0, 0, 0]))).Message
                .ShouldContain($"{name}: classWeights is 0 everywhere");
        }
    }

    [Test]
    public void Positive_and_element_weights_that_cannot_be_are_named()
    {
        Should.Throw<ShapeException>(() => Positively(Ones(2))).Message
            .ShouldContain("SigmoidCrossEntropy: positiveWeights has shape (2) and x has shape (2, 3)");
        Should.Throw<ShapeException>(() => Positively(Ones(2, 3))).Message
            .ShouldContain("SigmoidCrossEntropy: positiveWeights has shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones().SigmoidCrossEntropy(Ones(), positiveWeights: Ones(1))).Message
            .ShouldContain("SigmoidCrossEntropy: positiveWeights has shape (1)");
        Should.Throw<ArgumentOutOfRangeException>(() => Positively(-1)).Message
            .ShouldContain("SigmoidCrossEntropy: positiveWeights is -1 at position 0");
        Should.Throw<ArgumentException>(() => Positively(Node.Constant([0.0, 0, 0]))).Message
            .ShouldContain("SigmoidCrossEntropy: positiveWeights is 0 everywhere");
        Should.Throw<ShapeException>(() => Elementwise(Ones(3))).Message
            .ShouldContain("SigmoidCrossEntropy: x has shape (2, 3) and elementWeights has shape (3)");
        Should.Throw<ArgumentOutOfRangeException>(() => Elementwise(-Ones(2, 3))).Message
            .ShouldContain("SigmoidCrossEntropy: elementWeights is -1 at position 0");

        static Node<double> Positively(Node<double> weights) => Ones(2, 3).SigmoidCrossEntropy(Ones(2, 3), positiveWeights: weights);

        static Node<double> Elementwise(Node<double> weights) => Ones(2, 3).SigmoidCrossEntropy(Ones(2, 3), elementWeights: weights);
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void Smoothing_outside_0_to_1_is_named(double smoothing)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(1, 3).SoftmaxCrossEntropy([0], labelSmoothing: smoothing)).Message
            .ShouldContain($"SoftmaxCrossEntropy: labelSmoothing is {smoothing}");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(1, 3).SoftmaxCrossEntropy(Ones(1, 3), labelSmoothing: smoothing)).Message
            .ShouldContain($"SoftmaxCrossEntropy: labelSmoothing is {smoothing}");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void A_delta_that_is_not_above_0_is_named(double delta) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Huber(Ones(3), delta)).Message.ShouldContain($"Huber: delta is {delta}");

    [Test]
    public void Targets_outside_their_domain_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).Hinge(Node.Constant([1.0, 0]))).Message
            .ShouldContain("Hinge: label 0 at position 1 is neither -1 nor +1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).KullbackLeibler(Node.Constant([1, -0.5]))).Message
            .ShouldContain("KullbackLeibler: targets is -0.5 at position 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).PoissonNll(Node.Constant([1.0, -2]))).Message
            .ShouldContain("PoissonNll: targets is -2 at position 1");
    }

    [Test]
    public void A_variance_or_diagonal_that_is_not_above_0_is_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).GaussianNll(Ones(2), Node.Constant([1.0, 0]))).Message
            .ShouldContain("GaussianNll: variance is 0 at position 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).GaussianNll(Ones(2), Node.Constant([-3.0, 1]))).Message
            .ShouldContain("GaussianNll: variance is -3 at position 0");
        Should.Throw<ArgumentOutOfRangeException>(
            () => Ones(2, 2).MultivariateGaussianNll(Ones(2, 2), Node.Constant(new double[,] { { 1, 0 }, { 5, 0 } }))).Message
            .ShouldContain("MultivariateGaussianNll: the diagonal of factor is 0 at position 1");
    }

    [Test]
    public void Shapes_of_a_factor_or_a_mixture_that_do_not_belong_together_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(4, 2).MultivariateGaussianNll(Ones(4, 2), Ones(3, 3))).Message
            .ShouldContain("MultivariateGaussianNll: x has shape (4, 2) and factor has shape (3, 3); "
                + "it must be (2, 2) for all rows, or (4, 2, 2)");
        Should.Throw<ShapeException>(() => Ones(4, 2).MultivariateGaussianNll(Ones(4, 2), Ones(3, 2, 2))).Message
            .ShouldContain("factor has shape (3, 2, 2)");
        Should.Throw<ShapeException>(() => Ones(4, 2).MixtureDensityNll(Ones(4), Ones(4, 3), Ones(4, 3))).Message
            .ShouldContain("MixtureDensityNll: x has shape (4, 2) and means has shape (4, 3); for the 2 components");
        Should.Throw<ShapeException>(() => Ones(4, 2).MixtureDensityNll(Ones(4, 5), Ones(4, 3, 5), Ones(4, 3, 5))).Message
            .ShouldContain("means has shape (4, 3, 5)");
        Should.Throw<ShapeException>(() => Ones(4, 2).MixtureDensityNll(Ones(4), Ones(4, 2), Ones(4, 1))).Message
            .ShouldContain("MixtureDensityNll: means has shape (4, 2) and scaleLogits has shape (4, 1)");
        Should.Throw<ShapeException>(() => Ones(4, 2).MixtureDensityNll(Ones(4, 1), Ones(4, 2), Ones(4, 2))).Message
            .ShouldContain("MixtureDensityNll: one component has shape (4) and targets has shape (4, 1)");
        Should.Throw<ShapeException>(() => Ones(4, 2).MixtureDensityNll(Ones(4), Ones(4, 2, 3), Ones(4, 2, 3))).Message
            .ShouldContain("MixtureDensityNll: one component has shape (4, 3) and targets has shape (4)");
    }

    [Test]
    public void Weights_that_do_not_broadcast_are_named() =>
        Should.Throw<ShapeException>(() => Ones(3).MultiplyNoNan(Ones(2))).Message
            .ShouldContain("MultiplyNoNan: x has shape (3) and y has shape (2)");

    [Test]
    public void The_mean_of_an_empty_batch_is_refused_and_its_sum_is_0()
    {
        var (none, columns) = (Ones(0), Ones(0, 3));
        foreach (var (name, loss) in new (string, Func<Reduction, Node<double>>)[]
        {
            ("SoftmaxCrossEntropy", r => columns.SoftmaxCrossEntropy([], r)),
            ("SoftmaxCrossEntropy", r => columns.SoftmaxCrossEntropy([], r, ignoreIndex: -1)),
            ("SoftmaxCrossEntropy", r => columns.SoftmaxCrossEntropy([], r, Ones(3), labelSmoothing: 0.1)),
            ("SoftmaxCrossEntropy", r => columns.SoftmaxCrossEntropy(columns, r)),
            ("NegativeLogLikelihood", r => columns.NegativeLogLikelihood([], r)),
            ("SigmoidCrossEntropy", r => columns.SigmoidCrossEntropy(columns, r, columns, Ones(3))),
            ("MeanAbsoluteError", r => none.MeanAbsoluteError(none, r)),
            ("Huber", r => none.Huber(none, 1, r)),
            ("Hinge", r => none.Hinge(none, r)),
            ("KullbackLeibler", r => none.KullbackLeibler(none, r)),
            ("GaussianNll", r => none.GaussianNll(none, none, r)),
            ("HeteroscedasticGaussianNll", r => none.HeteroscedasticGaussianNll(none, none, r)),
            ("MultivariateGaussianNll", r => columns.MultivariateGaussianNll(columns, Ones(0, 3, 3), r)),
            ("MixtureDensityNll", r => columns.MixtureDensityNll(none, columns, columns, r)),
            ("PoissonNll", r => none.PoissonNll(none, r)),
        })
        {
            Should.Throw<ShapeException>(() => loss(Reduction.Mean)).Message.ShouldStartWith($"{name}: the losses have shape (0");
            loss(Reduction.Sum).Scalar.ShouldBe(0, name);
            loss(Reduction.None).Shape[0].ShouldBe(0, name);
            loss(Reduction.Sum).Backward();
        }
    }

    [Test]
    public void A_reduction_that_does_not_exist_is_named()
    {
        var unknown = (Reduction)7;
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).MeanAbsoluteError(Ones(3), unknown)).Message
            .ShouldContain("MeanAbsoluteError: the reduction must be");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(1, 3).SoftmaxCrossEntropy([0], unknown, ignoreIndex: 1)).Message
            .ShouldContain("SoftmaxCrossEntropy: the reduction must be");
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
