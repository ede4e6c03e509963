using Autograd;

namespace Ops.Tests;

/// <summary>A position that very many gradients are added to keeps its digits in float.</summary>
[TestFixture]
[Category("Kernels")]
public class DuplicatesTests
{
    private const int Count = 1_000_000;

    private static readonly float[] s_added = [.. Enumerable.Range(0, Count).Select(i => 0.1f + (i % 7 * 0.01f))];

    private static readonly IntList s_indices = Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? 1 : 0).ToArray();

    private static readonly double[] s_expected = [.. Enumerable.Range(0, 3).Select(
        position => s_added.Where((_, i) => s_indices[i] == position).Sum(x => (double)x))];

    [Test]
    public void The_gradient_of_one_row_that_is_picked_a_million_times()
    {
        var table = new Parameter<float>(NdArray.Zeros<float>([3, 2]));
        var weights = Node.Constant(new NdArray<float>([Count], s_added));
        var gradient = table.Gather(s_indices).Backward([table], weights.Reshape([Count, 1]).BroadcastTo([Count, 2]))[table];
        ShouldBeExpected([gradient.Value[0, 1], gradient.Value[1, 0], gradient.Value[2, 0]]);
    }

    [Test]
    public void So_are_elements_that_are_taken_along_an_axis()
    {
        var x = new Parameter<float>(NdArray.Zeros<float>([3]));
        var weights = Node.Constant(new NdArray<float>([Count], s_added));
        ShouldBeExpected(x.TakeAlongAxis(new IntArray([Count], s_indices), 0).Backward([x], weights)[x].Span);
    }

    [Test]
    public void What_is_there_before_counts_too()
    {
        // Two pieces of the same array are added up at once.
        var x = new Parameter<float>(NdArray.Zeros<float>([3]));
        var weights = Node.Constant(new NdArray<float>([Count], s_added));
        var gradient = ((x.Gather(s_indices) * weights).Sum() + (x[1..] * new[] { 1000f, 5 }).Sum()).Gradient(x).Value;
        gradient[1].ShouldBe((float)(s_expected[1] + 1000), 0.004f);
        gradient[2].ShouldBe(5);
    }

    private static void ShouldBeExpected(ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < actual.Length; i++)
        {
            // One rounding of the sum.
            actual[i].ShouldBe((float)s_expected[i], MathF.BitIncrement((float)s_expected[i]) - (float)s_expected[i]);
        }
    }
}
