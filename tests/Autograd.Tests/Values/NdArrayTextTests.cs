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
        new Gather(new int[100], 0).ToString().ShouldBe("Gather(Indices = [0, 0, 0, 0, 0, 0, 0, 0, ... 100 in all], Axis = 0, Axes = 1)");
    }

    [Test]
    public void A_large_array_begins_with_what_one_wants_to_know()
    {
        // 0, 1, ..., 998 have the deviation sqrt((999^2 - 1) / 12); two more at the mean make that 288.386 sqrt(999 / 1001).
        NdArray.Arange<double>(999).ToString().ShouldStartWith("(999) [0, 1, 2, ");
        double[] elements = [.. NdArray.Arange<double>(999), double.NaN, double.PositiveInfinity, double.NegativeInfinity, 499, 499];
        new NdArray<double>([2, 502], elements).ToString().ShouldBe(
            "(2, 502) from 0 to 998, mean 499, deviation 288.1, 1 zero, 1 NaN, 2 infinities\n"
            + "[[0, 1, 2, ..., 499, 500, 501],\n [502, 503, 504, ..., -Infinity, 499, 499]]");
        $"{new NdArray<double>([1000], new double[1000]):F1}".ShouldStartWith(
            "(1000) from 0.0 to 0.0, mean 0.0, deviation 0.0, 1000 zeros\n[0.0, 0.0,");
        NdArray.Full<float>([1000], float.NaN).ToString().ShouldStartWith("(1000) no finite element, 1000 NaN\n[NaN,");
    }

    [Test]
    public void The_deviation_of_large_numbers_does_not_cancel()
    {
        // 1e9 - 1 and 1e9 + 1 by turns.
        var elements = Enumerable.Range(0, 1000).Select(i => 1e9 + (i % 2 == 0 ? -1 : 1)).ToArray();
        new NdArray<double>([1000], elements).ToString().ShouldContain("mean 1E+09, deviation 1\n");
    }

    private static readonly double[,] s_matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
}
