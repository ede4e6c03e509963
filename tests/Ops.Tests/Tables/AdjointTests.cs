using Autograd;

namespace Ops.Tests;

/// <summary>J u and J^T v belong to one matrix: &lt;v, J u&gt; = &lt;J^T v, u&gt; for every operation of the table.</summary>
[TestFixture]
[Category("Kernels")]
public class AdjointTests
{
    private static IEnumerable<GradientRow> Rows => GradientTable.Rows;

    [TestCaseSource(nameof(Rows))]
    public void Products_with_the_Jacobian_and_its_transpose_agree(GradientRow row)
    {
        var random = new Random(3);
        var (_, function, inputs) = row;
        var linear = Derivative.Linearize(function, Array.ConvertAll(inputs, Node.Constant));
        var v = Initialize.Normal<double>(linear.Value.Shape, random);
        NdArray<double>[] u = Array.ConvertAll(inputs, input => Initialize.Normal<double>(input.Shape, random));
        var forward = Terms(v, linear.Jvp(Array.ConvertAll(u, Node.Constant)).Value).ToList();
        var back = linear.Vjp(v).Zip(u, (gradient, direction) => Terms(gradient.Value, direction)).SelectMany(terms => terms).ToList();

        // A Jacobian that is 0, because parts of it cancel, has the rounding of these.
        var scale = forward.Concat(back).Select(Math.Abs).Append(1e-4).Max();
        Math.Abs(forward.Sum() - back.Sum()).ShouldBeLessThanOrEqualTo(1e-12 * scale * (1 + forward.Count + back.Count));
    }

    private static IEnumerable<double> Terms(NdArray<double> x, NdArray<double> y) => x.ToArray().Zip(y.ToArray(), (a, b) => a * b);
}
