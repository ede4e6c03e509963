using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Scans of many rows at once beside loops over one row, along every axis, from both ends.</summary>
[TestFixture]
[Category("Kernels")]
public class ScanTests
{
    [Test]
    public void Each_row_is_scanned_by_itself(
        [Values("1x1x1", "1x2500x1", "37x130x1", "16x64x1", "3x70x2", "2x19x131", "1x300x400", "4x0x3")] string shape,
        [Values] bool reverse)
    {
        int[] lengths = [.. shape.Split('x').Select(int.Parse)];
        ShouldAgree<double>(lengths, reverse, 1e-12);
        ShouldAgree<float>(lengths, reverse, 1e-7);
    }

    private static void ShouldAgree<T>(int[] shape, bool reverse, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(7);
        var x = Node.Constant(Initialize.Uniform<T>(new Shape(shape), random, -1.5, 1.5));
        var y = Node.Constant(Initialize.Normal<T>(new Shape(shape), random));
        var sums = x.CumulativeSum(1, reverse).Value;
        var products = x.CumulativeProduct(1, reverse).Value;
        var recurrences = new LinearRecurrence(1, reverse).Apply(x, y).Value;
        for (var row = 0; row < shape[0] * shape[2]; row++)
        {
            var (outer, inner) = Math.DivRem(row, shape[2]);
            var (sum, product, z, size) = (0.0, 1.0, 0.0, 0.0);
            for (var step = 0; step < shape[1]; step++)
            {
                int[] at = [outer, reverse ? shape[1] - 1 - step : step, inner];
                var (a, b) = (double.CreateChecked(x.Value[at]), double.CreateChecked(y.Value[at]));
                double.CreateChecked(recurrences[at]).ShouldBe(z, tolerance * size, $"recurrence at {new IntList(at)}");
                (sum, product, z, size) = (sum + a, product * a, (a * z) + b, (Math.Abs(a) * size) + Math.Abs(b));
                double.CreateChecked(sums[at]).ShouldBe(sum, tolerance * (step + 2), $"sum at {new IntList(at)}");
                double.CreateChecked(products[at])
                    .ShouldBe(product, (tolerance * Math.Abs(product)) + 1e-45, $"product at {new IntList(at)}");
            }
        }
    }
}
