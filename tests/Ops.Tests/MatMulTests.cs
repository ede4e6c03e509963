using System.Numerics;
using Autograd;

namespace Ops.Tests;

[TestFixture]
public class MatMulTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65];

    [Test]
    public void Every_size_and_order_agrees_with_the_definition()
    {
        var random = new Random(1);
        foreach (var m in s_sizes)
        {
            foreach (var n in s_sizes)
            {
                var k = s_sizes[random.Next(s_sizes.Length)];
                foreach (var (transposeX, transposeY) in new[] { (false, false), (false, true), (true, false), (true, true) })
                {
                    ShouldMultiply<double>(m, n, k, transposeX, transposeY, random, 1e-13);
                    ShouldMultiply<float>(m, n, k, transposeX, transposeY, random, 1e-4);
                }
            }
        }
    }

    // Few rows, few columns, and several blocks of each kind: rows, columns and inner lengths.
    [TestCase(5, 3000, 400)]
    [TestCase(47, 600, 900)]
    [TestCase(3000, 33, 400)]
    [TestCase(301, 515, 390)]
    [TestCase(200, 2100, 400)]
    public void Large_products_agree_with_the_definition_in_every_order(int m, int n, int k)
    {
        var random = new Random(m);
        foreach (var (transposeX, transposeY) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            ShouldMultiplyInPlaces<double>(m, n, k, transposeX, transposeY, random, 1e-11);
            ShouldMultiplyInPlaces<float>(m, n, k, transposeX, transposeY, random, 1e-3);
        }
    }

    [Test]
    public void Vectors_and_batches_follow_numpy()
    {
        Product([3], [3]).ShouldBe([]);
        Product([3], [3, 4]).ShouldBe([4]);
        Product([2, 3], [3]).ShouldBe([2]);
        Product([5, 2, 3], [3]).ShouldBe([5, 2]);
        Product([3], [5, 3, 4]).ShouldBe([5, 4]);
        Product([5, 2, 3], [3, 4]).ShouldBe([5, 2, 4]);
        Product([5, 1, 2, 3], [6, 3, 4]).ShouldBe([5, 6, 2, 4]);
        Product([0, 3], [3, 4]).ShouldBe([0, 4]);
        Product([2, 0], [0, 4]).ShouldBe([2, 4]);

        static Shape Product(Shape x, Shape y) => Node.Constant(NdArray.Ones<double>(x)).MatMul(Node.Constant(NdArray.Ones<double>(y))).Shape;
    }

    [Test]
    public void A_product_over_an_empty_axis_is_0() =>
        Node.Constant(NdArray.Ones<double>([2, 0])).MatMul(Node.Constant(NdArray.Ones<double>([0, 2]))).Value.ToArray().ShouldBe([0, 0, 0, 0]);

    private static void ShouldMultiply<T>(int m, int n, int k, bool transposeX, bool transposeY, Random random, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Initialise.Normal<T>(transposeX ? [k, m] : [m, k], random);
        var y = Initialise.Normal<T>(transposeY ? [n, k] : [k, n], random);
        var z = new MatMul(transposeX, transposeY).Apply(Node.Constant(x), Node.Constant(y));
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var p = 0; p < k; p++)
                {
                    sum += double.CreateChecked(transposeX ? x[p, i] : x[i, p]) * double.CreateChecked(transposeY ? y[j, p] : y[p, j]);
                }

                double.CreateChecked(z[i, j]).ShouldBe(sum, tolerance, $"({m}, {n}, {k}) {transposeX} {transposeY} at {i}, {j}");
            }
        }
    }

    // The corners and a thousand places between them.
    private static void ShouldMultiplyInPlaces<T>(int m, int n, int k, bool transposeX, bool transposeY, Random random, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Initialise.Normal<T>(transposeX ? [k, m] : [m, k], random);
        var y = Initialise.Normal<T>(transposeY ? [n, k] : [k, n], random);
        var z = new MatMul(transposeX, transposeY).Apply(Node.Constant(x), Node.Constant(y));
        (int Row, int Column)[] corners = [(0, 0), (0, n - 1), (m - 1, 0), (m - 1, n - 1)];
        foreach (var (row, column) in corners.Concat(Enumerable.Range(0, 1000).Select(_ => (random.Next(m), random.Next(n)))))
        {
            var sum = Enumerable.Range(0, k).Sum(p =>
                double.CreateChecked(transposeX ? x[p, row] : x[row, p]) * double.CreateChecked(transposeY ? y[column, p] : y[p, column]));
            double.CreateChecked(z[row, column]).ShouldBe(sum, tolerance, $"({m}, {n}, {k}) {transposeX} {transposeY} at {row}, {column}");
        }
    }
}
