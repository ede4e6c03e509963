namespace Autograd.Tests;

[TestFixture]
public class NdArrayTextTests
{
    [Test]
    public void Text_is_short_for_a_node_and_nested_for_an_array()
    {
        NdArray<double> array = s_matrix;
        array.ToString().ShouldBe("(2, 3) [[1, 2, 3],\n        [4, 5, 6]]");
        NdArray.Zeros<double>([100]).ToString().ShouldBe("(100) [0, 0, 0, ..., 0, 0, 0]");
        new NdArray<double>(0.5).ToString().ShouldBe("0.5");

        var w = new Parameter<double>(array, "w");
        w.ToString().ShouldBe("w = Parameter (2, 3) [1, 2, 3, 4, ...]");
        (w * 2).Named("h").ToString().ShouldBe("h = Multiply (2, 3) [2, 4, 6, 8, ...]");
        w.Sum(0).ToString().ShouldBe("Sum(Axes = [0], KeepDims = False) (3) [5, 7, 9]");
        w.Mean().Square().ToString().ShouldBe("Square () 12.25");
        Node.Constant(2.0).ToString().ShouldBe("Constant () 2");
        new Gather(new int[100], 0).ToString().ShouldBe("Gather(Indices = [0, 0, 0, 0, 0, 0, 0, 0, ... 100 in all], Axis = 0)");
    }

    private static readonly double[,] s_matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
}
