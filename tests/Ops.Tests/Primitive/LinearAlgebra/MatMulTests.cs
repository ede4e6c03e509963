using System.Numerics;
using Autograd;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class MatMulTests
{
    private static readonly (bool X, bool Y)[] s_orders = [(false, false), (false, true), (true, false), (true, true)];

    [Test]
    public void A_long_inner_axis_keeps_its_digits([Values(1, 8, 70)] int rows, [Values(1, 16, 40)] int columns, [Values] bool transposeX)
    {
        // Added in order, a tenth is rounded the same way again and again: 200,000 of them make 19959 in float.
        const int Inner = 200_000;
        var x = Node.Constant(NdArray.Ones<float>(transposeX ? [Inner, rows] : [rows, Inner]));
        var y = Node.Constant(NdArray.Full<float>([Inner, columns], 0.1f));
        var z = x.MatMul(y, transposeX: transposeX).Value;
        z[rows - 1, columns - 1].ShouldBe((float)(Inner * (double)0.1f), 2);
        z[0, 0].ShouldBe((float)(Inner * (double)0.1f), 2);
    }

    [Test]
    public void Every_number_of_rows_and_columns_and_every_inner_length_agrees_with_the_definition()
    {
        var random = new Random(1);
        for (var size = 1; size <= 130; size++)
        {
            ShouldMultiply(size, 37, 19, random);
            ShouldMultiply(21, size, 10, random);
            ShouldMultiply(9, 35, size, random);
        }
    }

    [Test]
    public void Small_sizes_agree_with_the_definition_in_any_combination()
    {
        var random = new Random(2);
        for (var i = 0; i < 150; i++)
        {
            ShouldMultiply(random.Next(1, 131), random.Next(1, 131), random.Next(1, 131), random);
            ShouldMultiply(random.Next(1, 10), random.Next(1, 20), random.Next(1, 10), random);
        }
    }

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void Batches_on_several_cores_are_the_products_of_their_matrices(bool transposeX, bool transposeY)
    {
        var (random, product) = (new Random(3), new MatMul(transposeX, transposeY));
        var x = Node.Constant(Initialize.Normal<double>(transposeX ? [3, 1, 70, 65] : [3, 1, 65, 70], random));
        var y = Node.Constant(Initialize.Normal<double>(transposeY ? [5, 67, 70] : [5, 70, 67], random));
        var z = product.Apply(x, y);
        z.Shape.ShouldBe([3, 5, 65, 67]);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                var single = product.Apply(
                    x.Gather([i]).Reshape(new Shape(x.Shape.Lengths[2..])), y.Gather([j]).Reshape(new Shape(y.Shape.Lengths[1..])));
                single.Span.SequenceEqual(z.Span.Slice(((i * 5) + j) * 65 * 67, 65 * 67)).ShouldBeTrue($"{i}, {j}");
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
        foreach (var (transposeX, transposeY) in s_orders)
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

        static Shape Product(Shape x, Shape y) =>
            Node.Constant(NdArray.Ones<double>(x)).MatMul(Node.Constant(NdArray.Ones<double>(y))).Shape;
    }

    [Test]
    public void A_product_over_an_empty_axis_is_0() =>
        Node.Constant(NdArray.Ones<double>([2, 0])).MatMul(Node.Constant(NdArray.Ones<double>([0, 2]))).Value.ToArray()
            .ShouldBe([0, 0, 0, 0]);

    private static void ShouldMultiply(int m, int n, int k, Random random)
    {
        foreach (var (transposeX, transposeY) in s_orders)
        {
            ShouldMultiply<double>(m, n, k, transposeX, transposeY, random, 1e-13);
            ShouldMultiply<float>(m, n, k, transposeX, transposeY, random, 1e-4);
        }
    }

    private static void ShouldMultiply<T>(int m, int n, int k, bool transposeX, bool transposeY, Random random, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Initialize.Uniform<T>(transposeX ? [k, m] : [m, k], random);
        var y = Initialize.Uniform<T>(transposeY ? [n, k] : [k, n], random);
        var z = new MatMul(transposeX, transposeY).Apply(Node.Constant(x), Node.Constant(y)).Span;
        var (left, right) = (Array.ConvertAll(x.ToArray(), double.CreateChecked), Array.ConvertAll(y.ToArray(), double.CreateChecked));
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var p = 0; p < k; p++)
                {
                    sum += left[transposeX ? (p * m) + i : (i * k) + p] * right[transposeY ? (j * k) + p : (p * n) + j];
                }

                // Only what fails is worth a message.
                if (!(Math.Abs(double.CreateChecked(z[(i * n) + j]) - sum) <= tolerance * Math.Max(1, k / 10)))
                {
                    var product = $"({m}, {n}, {k}) {transposeX} {transposeY} of {typeof(T).Name}";
                    Assert.Fail($"{product} is {z[(i * n) + j]} at {i}, {j}, not {sum}");
                }
            }
        }
    }

    // The corners and a thousand places between them.
    private static void ShouldMultiplyInPlaces<T>(int m, int n, int k, bool transposeX, bool transposeY, Random random, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Initialize.Normal<T>(transposeX ? [k, m] : [m, k], random);
        var y = Initialize.Normal<T>(transposeY ? [n, k] : [k, n], random);
        var z = new MatMul(transposeX, transposeY).Apply(Node.Constant(x), Node.Constant(y));
        (int Row, int Column)[] corners = [(0, 0), (0, n - 1), (m - 1, 0), (m - 1, n - 1)];
        foreach (var (row, column) in corners.Concat(Enumerable.Range(0, 1000).Select(_ => (random.Next(m), random.Next(n)))))
        {
            var sum = Enumerable.Range(0, k).Sum(p =>
                double.CreateChecked(transposeX ? x[p, row] : x[row, p]) * double.CreateChecked(transposeY ? y[column, p] : y[p, column]));
            double.CreateChecked(z.Value[row, column])
                .ShouldBe(sum, tolerance, $"({m}, {n}, {k}) {transposeX} {transposeY} at {row}, {column}");
        }
    }

    [Test]
    public void Transposed_factors_agree_with_transposing()
    {
        var random = new Random(16);
        foreach (var (x, y) in new (Shape, Shape)[] { ([4, 3], [4, 5]), ([2, 4, 3], [2, 4, 5]), ([2, 4, 3], [4, 5]), ([4, 3], [2, 4, 5]),
            ([2, 4, 3], [4]), ([4], [2, 4, 5]) })
        {
            var left = Node.Constant(Initialize.Normal<double>(x, random));
            var right = Node.Constant(Initialize.Normal<double>(y, random));
            var expected = (x.Rank > 1 ? Swapped(left) : left).MatMul(right);
            left.MatMul(right, transposeX: x.Rank > 1).Value.ToArray().ShouldBe(expected.Value.ToArray(), 1e-14);
            left.MatMul(right, transposeX: x.Rank > 1).Shape.ShouldBe(expected.Shape);
            var swapped = y.Rank > 1 ? Swapped(right) : right;
            left.MatMul(swapped, transposeX: x.Rank > 1, transposeY: y.Rank > 1).Value.ToArray().ShouldBe(expected.Value.ToArray(), 1e-14);
            left.MatMul(swapped, transposeX: x.Rank > 1, transposeY: y.Rank > 1).Shape.ShouldBe(expected.Shape);
        }

        static Node<double> Swapped(Node<double> x) => x.Shape.Rank == 2 ? x.Transpose() : x.Transpose([0, 2, 1]);
    }
}
