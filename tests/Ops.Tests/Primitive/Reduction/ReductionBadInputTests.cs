using Autograd;

namespace Ops.Tests;

/// <summary>Reductions refuse axes, orders and corrections that have no meaning, and the extremes and means of nothing.</summary>
[TestFixture]
public class ReductionBadInputTests
{
    private static readonly (string Name, Action<int[]> Reduce)[] s_overAxes =
    [
        ("Prod", axes => Ones(2, 3).Prod(axes)), ("Min", axes => Ones(2, 3).Min(axes)), ("Norm", axes => Ones(2, 3).Norm(axes)),
        ("Variance", axes => Ones(2, 3).Variance(axes)), ("StandardDeviation", axes => Ones(2, 3).StandardDeviation(axes)),
        ("LogMeanExp", axes => Ones(2, 3).LogMeanExp(axes)), ("ArgMax", axes => Ones(2, 3).ArgMax(axes)),
        ("ArgMin", axes => Ones(2, 3).ArgMin(axes)),
    ];

    [Test]
    public void An_axis_out_of_range_or_repeated_is_named()
    {
        foreach (var (name, reduce) in s_overAxes)
        {
            Should.Throw<ArgumentOutOfRangeException>(() => reduce([2, 0])).Message
                .ShouldContain($"{name}: axis 2 is out of range for shape (2, 3)", Case.Sensitive, name);
            Should.Throw<ArgumentException>(() => reduce([1, -1])).Message
                .ShouldContain($"{name}: axis 1 of shape (2, 3) is given twice", Case.Sensitive, name);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).CumulativeSum(2)).Message
            .ShouldContain("CumulativeSum: axis 2 is out of range");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(2, 3).CumulativeLogSumExp(-3)).Message
            .ShouldContain("CumulativeLogSumExp: axis -3 is out of range");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones().CumulativeSum(0)).Message.ShouldContain("a scalar has no axes");
    }

    [Test]
    public void An_operation_made_by_hand_refuses_axes_that_are_not_in_its_form()
    {
        foreach (var op in new UnaryOp[]
        {
            new Prod([-1], false), new Min([1, 0], true), new Norm([2], false), new CumulativeSum(-1), new CumulativeLogSumExp(2),
        })
        {
            Should.Throw<ArgumentException>(() => op.Apply(Ones(2, 3))).Message.ShouldContain(op.Name);
        }

        Should.Throw<ArgumentException>(() => new LinearRecurrence(2).Apply(Ones(2, 3), Ones(2, 3))).Message
            .ShouldContain("LinearRecurrence");
    }

    [TestCase(0.5)]
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NegativeInfinity)]
    [TestCase(double.NaN)]
    public void An_order_that_makes_no_norm_is_named(double order)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Norm(order: order)).Message
            .ShouldContain($"Norm: order {order} does not make a norm");
        Should.Throw<ArgumentOutOfRangeException>(() => new Norm([0], false, order).Apply(Ones(3))).Message.ShouldContain("Norm");
    }

    [Test]
    public void Too_few_elements_for_a_variance_are_named()
    {
        Should.Throw<ShapeException>(() => Ones(3, 1).Variance(1, correction: 1)).Message
            .ShouldContain("Variance: shape (3, 1) has 1 elements along axes [1], "
                + "and correction 1 leaves 0 to divide by; give at least 2 elements");
        Should.Throw<ShapeException>(() => Ones().StandardDeviation(correction: 1)).Message
            .ShouldContain("StandardDeviation: shape () has 1 elements");
        Should.Throw<ShapeException>(() => Ones(0, 3).Variance(0)).Message.ShouldContain("leaves 0 to divide by");
        Should.Throw<ShapeException>(() => Ones(0, 3).StandardDeviation()).Message.ShouldContain("give at least 1 elements");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).Variance(correction: -1)).Message
            .ShouldContain("Variance: correction -1 is negative");
        Should.Throw<ArgumentOutOfRangeException>(() => Ones(3).StandardDeviation(0, correction: -2)).Message
            .ShouldContain("StandardDeviation: correction -2 is negative");
    }

    [Test]
    public void The_extremes_and_the_mean_of_nothing_are_refused()
    {
        Should.Throw<ShapeException>(() => Ones(0, 3).Min()).Message
            .ShouldContain("Min: shape (0, 3) has no elements along axes [0, 1], and nothing has no smallest element");
        Should.Throw<ShapeException>(() => Ones(0, 3).Max(0)).Message.ShouldContain("nothing has no largest element");
        Should.Throw<ShapeException>(() => Ones(0, 3).ArgMax(0)).Message
            .ShouldContain("ArgMax: shape (0, 3) has no elements along axes [0], and nothing has no largest element");
        Should.Throw<ShapeException>(() => Ones(0, 3).ArgMin()).Message.ShouldContain("nothing has no smallest element");
        Should.Throw<ShapeException>(() => Ones(0, 3).LogMeanExp(0)).Message
            .ShouldContain("LogMeanExp: shape (0, 3) has no elements along axes [0], and nothing has no mean");
    }

    [Test]
    public void A_recurrence_of_two_shapes_is_refused() =>
        Should.Throw<ShapeException>(() => new LinearRecurrence(0).Apply(Ones(3), Ones(3, 1))).Message
            .ShouldContain("LinearRecurrence: x has shape (3) and y has shape (3, 1)");

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));
}
