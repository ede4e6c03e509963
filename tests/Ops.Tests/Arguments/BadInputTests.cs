using Autograd;

namespace Ops.Tests;

/// <summary>Bad input is refused at the call that caused it, in words that name the operation, the shapes and the remedy.</summary>
[TestFixture]
public class BadInputTests
{
    // They are no losses, and do not speak of one.
    [Test]
    public void Derivatives_whose_inputs_are_alike_say_so()
    {
        Node<double> two = new double[2], three = new double[3];
        Op[] alike =
        [
            new SoftmaxGradient([0]), new StandardizeGradient([0], 0.1), new ScaleGradients([0], [1], 0.1), new LinearRecurrence(0),
            new ProductOfOthersGradient(0),
        ];
        foreach (var op in alike)
        {
            Should.Throw<ShapeException>(() => op.Apply(two, three)).Message.ShouldBe(
                $"{op.Name}: x has shape (2) and y has shape (3); they must be the same: broadcast one of them (BroadcastTo).");
        }
    }

    [Test]
    public void Shapes_that_do_not_broadcast_name_the_operation_both_shapes_and_the_axis()
    {
        var message = Should.Throw<ShapeException>(() => Ones(3, 4) * Ones(3)).Message;
        message.ShouldContain("Multiply");
        message.ShouldContain("(3, 4)");
        message.ShouldContain("(3)");
        message.ShouldContain("axis -1 has lengths 4 and 3");
        Should.Throw<ShapeException>(() => Ones(2, 3).BroadcastTo([3])).Message
            .ShouldContain("BroadcastTo: shape (2, 3) does not broadcast to (3)");
        Should.Throw<ShapeException>(() => Ones(2, 3).SumTo([2])).Message.ShouldContain("SumTo");
        Should.Throw<ShapeException>(() => (Ones(3) > 0).Where(Ones(2), 0)).Message
            .ShouldContain("Where: the condition has shape (3) and what it selects from has shape (2)");
    }

    [Test]
    public void A_matrix_product_that_does_not_fit_says_which_axes()
    {
        var message = Should.Throw<ShapeException>(() => Ones(3, 4).MatMul(Ones(5, 6))).Message;
        message.ShouldContain("MatMul: x has shape (3, 4) and y has shape (5, 6)");
        message.ShouldContain("the columns of x, 4, must be as many as the rows of y, 5");
        Should.Throw<ShapeException>(() => Ones(3, 4).MatMul(Ones(5))).Message.ShouldContain("the last axis of x, 4");
        Should.Throw<ShapeException>(() => Ones(3, 4).MatMul(Ones())).Message.ShouldContain("scalar");
        Should.Throw<ShapeException>(() => Ones(2, 3, 4).MatMul(Ones(5, 4, 2))).Message
            .ShouldContain("MatMul: x of shape (2, 3, 4), without its matrices, has shape (2)");
    }

    [Test]
    public void A_loss_never_broadcasts()
    {
        foreach (var loss in new Func<Node<double>, Node<double>, Node<double>>[]
        {
            (x, y) => x.MeanSquaredError(y),
            (x, y) => x.SigmoidCrossEntropy(y),
            (x, y) => x.SigmoidCrossEntropy(y, Reduction.None),
        })
        {
            var message = Should.Throw<ShapeException>(() => loss(Ones(5, 1), Ones(5))).Message;
            message.ShouldContain("(5, 1)");
            message.ShouldContain("(5)");
            message.ShouldContain("does not broadcast");
            Should.Throw<ShapeException>(() => loss(Ones(5), Ones()));
        }
    }

    [Test]
    public void Targets_that_are_no_probabilities_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).SigmoidCrossEntropy(Node.Constant([0.0, 5]))).Message
            .ShouldContain("SigmoidCrossEntropy: targets is 5 at position 1; a target is a probability");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2).SoftmaxCrossEntropy(Node.Constant([-1.0, 1]))).Message
            .ShouldContain("SoftmaxCrossEntropy: targets is -1 at position 0; none may be negative");
    }

    [Test]
    public void Labels_out_of_range_or_of_the_wrong_count_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SoftmaxCrossEntropy([0, 3])).Message
            .ShouldContain("SoftmaxCrossEntropy, labels: index 3 at position 1 is outside the 3 classes");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).SoftmaxCrossEntropy([-1, 0])).Message
            .ShouldContain("index -1 at position 0");
        Should.Throw<ShapeException>(() => Ones(2, 3).SoftmaxCrossEntropy([0])).Message.ShouldContain("1 labels for x of shape (2, 3)");
        Should.Throw<ShapeException>(() => Ones().SoftmaxCrossEntropy([0])).Message.ShouldContain("scalar");
    }

    [Test]
    public void An_axis_out_of_range_or_repeated_is_named()
    {
        foreach (var (name, reduce) in new (string, Func<int[], Node<double>>)[]
        {
            ("Sum", axes => Ones(2, 3).Sum(axes)), ("Mean", axes => Ones(2, 3).Mean(axes)), ("Max", axes => Ones(2, 3).Max(axes)),
            ("LogSumExp", axes => Ones(2, 3).LogSumExp(axes)), ("Softmax", axes => Ones(2, 3).Softmax(axes)),
            ("LogSoftmax", axes => Ones(2, 3).LogSoftmax(axes)),
            ("Transpose", axes => Ones(2, 3).Transpose(axes)),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => reduce([2, 0])).Message
                .ShouldContain("axis 2 is out of range for shape (2, 3)", Case.Sensitive, name);
            Should.Throw<ArgumentException>(() => reduce([1, -1])).Message
                .ShouldContain("axis 1 of shape (2, 3) is given twice", Case.Sensitive, name);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Sum(-3)).Message.ShouldContain("Sum: axis -3");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Mean(2)).Message.ShouldContain("Mean: axis 2");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones().Sum(0)).Message.ShouldContain("a scalar has no axes");
        Should.Throw<ShapeException>(() => Ones(2, 3).Transpose(0)).Message.ShouldContain("do not order the 2 axes");
    }

    [Test]
    public void An_operation_made_by_hand_refuses_axes_that_are_not_in_its_form()
    {
        foreach (var op in new UnaryOp[]
        {
            new Sum([-1], false), new Sum([2], false), new Max([1, 0], true), new LogSumExp([0, 0], false),
            new Softmax([5]), new LogSoftmax([-1]),
            new Gather([0], -1), new ScatterAdd([0, 1], 2, [3]), new Transpose([0, 0]), new Transpose([-1, 0]), new Sum(default, false),
            new Max(default, false), new LogSumExp(default, false), new Softmax(default), new LogSoftmax(default),
        })
        {
            Should.Throw<ArgumentException>(() => op.Apply(Ones(2, 3))).Message.ShouldContain(op.Name);
        }
    }

    [Test]
    public void An_index_outside_its_axis_is_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Gather([0, 2])).Message
            .ShouldContain("Gather: index 2 at position 1 is outside axis 0 of shape (2, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).Gather([0], axis: 2)).Message.ShouldContain("Gather: axis 2");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).ScatterAdd([0, 5], length: 5)).Message
            .ShouldContain("ScatterAdd: index 5");
        Should.Throw<ShapeException>(() => Ones(2, 3).ScatterAdd([0], length: 5)).Message.ShouldContain("1 indices for axis 0");
    }

    [Test]
    public void A_reshape_that_does_not_fill_is_named() =>
        Should.Throw<ShapeException>(() => Ones(2, 3).Reshape([4])).Message
            .ShouldContain("Reshape: x has shape (2, 3) with 6 elements, which do not fill (4) with 4");

    [Test]
    public void Empty_arrays_pass_through_and_are_refused_only_where_nothing_has_no_answer()
    {
        var empty = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
        (empty.Exp() + 1).Tanh().Sigmoid().Relu().Softplus().Shape.ShouldBe([0, 3]);
        empty.Sum().Scalar.ShouldBe(0);
        empty.Sum(0).Value.ToArray().ShouldBe([0, 0, 0]);
        empty.Softmax().Shape.ShouldBe([0, 3]);
        empty.LogSumExp(0).Value.ToArray().ShouldBe([double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity]);
        empty.Max(1).Shape.ShouldBe([0]);
        empty.Mean(1).Shape.ShouldBe([0]);
        empty.Transpose().Shape.ShouldBe([3, 0]);
        empty.MatMul(Ones(3, 2)).Shape.ShouldBe([0, 2]);
        empty.Gather([]).Shape.ShouldBe([0, 3]);
        empty.SoftmaxCrossEntropy([], Reduction.Sum).Scalar.ShouldBe(0);
        (empty * 2).Square().Sum().Backward()[empty].Shape.ShouldBe([0, 3]);

        Should.Throw<ShapeException>(() => empty.Max()).Message.ShouldContain("nothing has no largest element");
        Should.Throw<ShapeException>(() => empty.Mean()).Message.ShouldContain("nothing has no mean");
        Should.Throw<ShapeException>(() => empty.MeanSquaredError(empty)).Message.ShouldContain("MeanSquaredError");
        Should.Throw<ShapeException>(() => empty.SoftmaxCrossEntropy([])).Message.ShouldContain("at least one example");
    }

    [Test]
    public void Nan_data_passes_through_arithmetic_unchanged()
    {
        var x = Node.Constant([double.NaN, 1]);
        foreach (var y in new[]
        {
            x + 1, 1 - x, x * 0, x / 2, -x, x.Exp(), x.Log(), x.Sqrt(), x.Square(), x.Tanh(), x.Sigmoid(), x.Relu(),
            x.Softplus(), x.LogSigmoid(),
            x.BroadcastTo([2, 2]), x.Reshape([2, 1]), x.Gather([0]), x.Sum(0, keepDims: true), x.Max([0], keepDims: true),
            x.LogSumExp(0, keepDims: true),
        })
        {
            y.Span[0].ShouldBe(double.NaN, y.ToString());
            (y.Shape.Size == 1 || double.IsFinite(y.Span[1])).ShouldBeTrue(y.ToString());
        }
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
