using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Products with a row, a column or a vector, beside the sums that they are.</summary>
[TestFixture]
[Category("Kernels")]
public class ScaledRowsTests
{
    [TestCase(1, 600, 257)]
    [TestCase(1, 3, 5000)]
    [TestCase(300, 1, 129)]
    [TestCase(513, 700, 1)]
    [TestCase(1, 140_000, 130)]
    public void Products_are_sums_of_products(int m, int k, int n)
    {
        ShouldBeSums<double>(m, k, n, 1e-15);
        ShouldBeSums<float>(m, k, n, 6e-8);
    }

    [Test]
    public void Each_of_a_batch_has_its_own_row_and_matrix()
    {
        var random = new Random(2);
        Node<double> x = Initialize.Normal<double>([3, 1, 300], random), y = Initialize.Normal<double>([3, 300, 200], random);
        var z = x.MatMul(y);
        for (var i = 0; i < 3; i++)
        {
            z[i].Value.ToArray().ShouldBe(x[i].MatMul(y[i]).Value.ToArray());
        }
    }

    private static void ShouldBeSums<T>(int m, int k, int n, double rounding)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(m + n);
        Node<T> x = Initialize.Normal<T>([m, k], random), y = Initialize.Normal<T>([k, n], random);
        var (z, transposed) = (x.MatMul(y).Value, y.Transpose().MatMul(x.Transpose()).Value);
        for (var trial = 0; trial < 200; trial++)
        {
            var (i, j) = (random.Next(m), random.Next(n));
            var (sum, size) = (0.0, 0.0);
            for (var inner = 0; inner < k; inner++)
            {
                var term = double.CreateChecked(x.Value[i, inner]) * double.CreateChecked(y.Value[inner, j]);
                (sum, size) = (sum + term, size + Math.Abs(term));
            }

            // The bound of the documentation.
            var bound = rounding * (Math.Min(k, 1024) + Math.Min(k / 256, 256) + 16) * size;
            double.CreateChecked(z[i, j]).ShouldBe(sum, bound, $"element ({i}, {j})");
            double.CreateChecked(transposed[j, i]).ShouldBe(sum, bound, $"element ({j}, {i}) of the transpose");
        }
    }
}
