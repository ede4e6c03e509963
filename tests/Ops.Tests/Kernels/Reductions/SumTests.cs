using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SumTests
{
    [Test]
    public void The_mean_of_ten_million_floats_keeps_its_digits()
    {
        var elements = new float[10_000_000];
        Array.Fill(elements, 0.1f);
        ((double)Node.Constant(elements).Mean().Scalar).ShouldBe(0.1, 1e-7);
        foreach (var mean in Node.Constant(new NdArray<float>([5_000_000, 2], elements)).Mean(0).Value.ToArray())
        {
            ((double)mean).ShouldBe(0.1, 1e-7);
        }
    }

    [TestCase(1)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(511)]
    [TestCase(513)]
    [TestCase(100_003)]
    public void A_sum_of_any_length_misses_no_element(int length)
    {
        // Integers, whose sum n (n + 1) / 2 is exact in double.
        var elements = Enumerable.Range(1, length).Select(i => (double)i).ToArray();
        var expected = length * (length + 1.0) / 2;
        Node.Constant(elements).Sum().Scalar.ShouldBe(expected);
        var columns = Node.Constant(new NdArray<double>([length, 2], [.. elements.SelectMany(i => new[] { i, -i })]));
        columns.Sum(0).Value.ToArray().ShouldBe([expected, -expected]);
    }
}
