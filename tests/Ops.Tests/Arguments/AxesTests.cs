using Autograd;

namespace Ops.Tests;

/// <summary>Axes are given in one way: one, a list, an array, none, or left out.</summary>
[TestFixture]
public class AxesTests
{
    private static readonly NdArray<double> s_x = new([2, 3, 2], 1.5, -2, 0.5, 3, -1, 2.5, 4, -0.5, 1, 2, -3, 0.25);

    // What each verb makes of an element that stands alone.
    private static readonly (string Name, Func<Node<double>, Node<double>> OverNone, Func<double, double> OfOne)[] s_verbs =
    [
        ("Sum", x => x.Sum([]), x => x), ("Mean", x => x.Mean([]), x => x), ("Prod", x => x.Prod([]), x => x),
        ("Max", x => x.Max([]), x => x), ("Min", x => x.Min([]), x => x),
        ("LogSumExp", x => x.LogSumExp([]), x => x), ("LogMeanExp", x => x.LogMeanExp([]), x => x),
        ("Norm", x => x.Norm([]), Math.Abs), ("Norm", x => x.Norm([], order: 1), Math.Abs),
        ("Norm", x => x.Norm([], order: double.PositiveInfinity), Math.Abs),
        ("SumOfSquares", x => x.SumOfSquares([]), x => x * x),
        ("Variance", x => x.Variance([]), _ => 0), ("StandardDeviation", x => x.StandardDeviation([]), _ => 0),
        ("Softmax", x => x.Softmax([]), _ => 1), ("LogSoftmax", x => x.LogSoftmax([]), _ => 0),
        ("LayerNorm", x => x.LayerNorm(axes: []), _ => 0),
        ("Flip", x => x.Flip([]), x => x), ("Squeeze", x => x.Squeeze([]), x => x),
    ];

    [Test]
    public void One_axis_a_list_an_array_none_and_all_are_told_apart()
    {
        var x = Node.Constant(s_x);
        int[] array = [0, 2];
        IntList list = [0, 2];
        x.Sum().Shape.ShouldBe([]);
        x.Sum(default).Shape.ShouldBe([]);
        x.Sum(1).Shape.ShouldBe([2, 2]);
        x.Sum(-1).Shape.ShouldBe([2, 3]);
        x.Sum([0, 2]).Shape.ShouldBe([3]);
        x.Sum([-1, 0]).Value.ShouldBe(x.Sum(array).Value);
        x.Sum(list).Value.ShouldBe(x.Sum(array).Value);
        x.Sum(Array.Empty<int>()).Value.ShouldBe(s_x);
        x.Sum([]).Value.ShouldBe(s_x);
        x.Sum(1, keepDims: true).Shape.ShouldBe([2, 1, 2]);
        x.Sum(keepDims: true).Shape.ShouldBe([1, 1, 1]);
        x.Sum([], keepDims: true).Shape.ShouldBe([2, 3, 2]);
        new IntList([]).IsDefault.ShouldBeFalse();
        default(IntList).IsDefault.ShouldBeTrue();
    }

    [Test]
    public void Over_no_axes_each_element_stands_alone()
    {
        foreach (var (name, overNone, ofOne) in s_verbs)
        {
            var y = overNone(new Parameter<double>(s_x));
            y.Shape.ShouldBe([2, 3, 2], name);
            y.Value.ToArray().ShouldBe(Array.ConvertAll(s_x.ToArray(), element => ofOne(element)), 1e-15, name);
            GradientCheck.Of(overNone, s_x).ShouldPass();
        }

        Node.Constant(s_x).ArgMax([]).ShouldBe(new int[s_x.Size]);
        Node.Constant(s_x).ArgMin([]).ShouldBe(new int[s_x.Size]);
    }

    [Test]
    public void Left_out_all_axes_are_meant_of_a_scalar_too()
    {
        var x = Node.Constant(s_x);
        x.ArgMax().ShouldBe([6]);
        x.Flip().Value.ShouldBe(x.Flip([0, 1, 2]).Value);
        x.Transpose().Value.ShouldBe(x.Transpose([2, 1, 0]).Value);
        x.Max().Scalar.ShouldBe(4);
        foreach (var y in new[] { Node.Constant(3.0).Sum(), Node.Constant(3.0).Sum([]), Node.Constant(3.0).Transpose([]) })
        {
            y.Value.ShouldBe(3.0);
        }
    }

    [Test]
    public void Left_out_softmax_and_layer_norm_go_along_the_last_axis()
    {
        var x = Node.Constant(s_x);
        x.Softmax().Value.ShouldBe(x.Softmax(2).Value);
        x.LogSoftmax().Value.ShouldBe(x.LogSoftmax([2]).Value);
        x.LayerNorm().Value.ShouldBe(x.LayerNorm(axes: -1).Value);
    }

    [Test]
    public void No_axes_do_not_order_those_that_there_are() =>
        Should.Throw<ShapeException>(() => Node.Constant(s_x).Transpose([])).Message
            .ShouldContain("Transpose: axes [] do not order the 3 axes of shape (2, 3, 2)");

    [Test]
    public void A_verb_in_a_replayed_run_names_no_axes_too()
    {
        var x = Node.Constant(s_x);
        var replay = Replay.Of<double>(() => [x.Sum([]), x.Norm([]), x.Sum(1)]);
        replay.Set(x, NdArray.Full(s_x.Shape, -2.0).Span);
        replay.Run();
        replay.Results[0].Value.ShouldBe(NdArray.Full(s_x.Shape, -2.0));
        replay.Results[1].Value.ShouldBe(NdArray.Full(s_x.Shape, 2.0));
        replay.Results[2].Value.ShouldBe(NdArray.Full([2, 2], -6.0));
    }
}
