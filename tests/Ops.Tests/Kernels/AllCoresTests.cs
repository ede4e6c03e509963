namespace Autograd.Tests;

/// <summary>A large array, computed in parts on several cores, has the same elements as its pieces computed one by one.</summary>
[TestFixture]
[Category("Kernels")]
public class AllCoresTests
{
    private const int Rows = 700;
    private const int Columns = 131;

    private static readonly NdArray<float> s_x = Initialize.Normal<float>([Rows, Columns], new Random(1));
    private static readonly NdArray<float> s_y = Initialize.Uniform<float>([Rows, Columns], new Random(2));

    private static IEnumerable<TestCaseData> Operations
    {
        get
        {
            yield return Case("Exp", (x, _, _) => x.Exp());
            yield return Case("Tanh", (x, _, _) => x.Tanh());
            yield return Case("Add", (x, y, _) => x + y);
            yield return Case("a number minus an array", (x, _, _) => 2 - x);
            yield return Case("an array divided by a number", (x, _, _) => x / 3);
            yield return Case("Compare", (x, y, _) => x > y);
            yield return Case("SigmoidCrossEntropy", (x, y, _) => x.SigmoidCrossEntropy(y, Reduction.None));
            yield return Case("Roll of columns", (x, _, _) => x.Roll(-1, 1));
            yield return Case("Softmax", (x, _, _) => x.Softmax());
            yield return Case("LogSoftmax", (x, _, _) => x.LogSoftmax());
            yield return Case("SoftmaxCrossEntropy", (x, _, rows) => x.SoftmaxCrossEntropy(Labels(rows), Reduction.None));
            yield return Case("SoftmaxMinusOneHot", (x, _, rows) =>
                new SoftmaxMinusOneHot(Labels(rows), x.Shape.Rank - 1).Apply(x, x.Sum(-1)));

            static TestCaseData Case(string name, Func<Node<float>, Node<float>, Range, Node<float>> function) =>
                new TestCaseData(function).SetArgDisplayNames(name);
        }
    }

    [Test]
    public void The_arrays_are_large_enough_to_be_shared_out() =>
        (ParallelLoop.IsWorthSharing(s_x.Size) || Environment.ProcessorCount == 1).ShouldBeTrue();

    [TestCaseSource(nameof(Operations))]
    public void The_whole_equals_its_rows(Func<Node<float>, Node<float>, Range, Node<float>> function)
    {
        var whole = function(s_x, s_y, ..);
        var width = whole.Shape.Size / Rows;
        for (var row = 0; row < Rows; row++)
        {
            var range = row..(row + 1);
            var single = function(Row(s_x, row), Row(s_y, row), range);
            for (var i = 0; i < width; i++)
            {
                whole.Span[(row * width) + i].ShouldBe(single.Span[i], 1e-6f, $"row {row}, {i}");
            }
        }
    }

    [Test]
    public void Rows_that_are_picked_and_added_up_are_those_of_a_plain_loop()
    {
        // Twice as many rows as there are, so that most occur several times.
        var random = new Random(3);
        var rows = Enumerable.Range(0, 2 * Rows).Select(_ => random.Next(Rows)).ToArray();
        var picked = Node.Constant(s_x).Gather(rows);
        var sums = picked.ScatterAdd(rows, Rows);
        var expected = new float[Rows * Columns];
        for (var k = 0; k < rows.Length; k++)
        {
            for (var column = 0; column < Columns; column++)
            {
                picked.Value[k, column].ShouldBe(s_x[rows[k], column]);
                expected[(rows[k] * Columns) + column] += s_x[rows[k], column];
            }
        }

        sums.Value.ToArray().ShouldBe(expected);
    }

    [Test]
    public void A_large_fold_is_that_of_its_parts_on_any_number_of_cores()
    {
        // Small integers, whose sums are exact in any order.
        var random = new Random(4);
        var x = NdArray.Generate<double>([3, 257, 1100], () => random.Next(-9, 10));
        var squares = Array.ConvertAll(x.ToArray(), element => element * element);
        Node.Constant(x).Sum().Scalar.ShouldBe(x.ToArray().Sum());
        Node.Constant(x).SumOfSquares().Scalar.ShouldBe(squares.Sum());
        Node.Constant(x).Max().Scalar.ShouldBe(9);
        var (rows, columns, blocks) = (Node.Constant(x).Sum(-1), Node.Constant(x).SumTo([1100]), Node.Constant(x).Sum(1));
        for (var i = 0; i < 1100; i++)
        {
            columns.Value[i].ShouldBe(Enumerable.Range(0, 3 * 257).Sum(row => x.Span[(row * 1100) + i]));
            blocks.Value[2, i].ShouldBe(Enumerable.Range(0, 257).Sum(row => x[2, row, i]));
        }

        for (var i = 0; i < 257; i++)
        {
            rows.Value[1, i].ShouldBe(Enumerable.Range(0, 1100).Sum(column => x[1, i, column]));
        }
    }

    [TestCase(1, 2)]
    [TestCase(2, 0)]
    public void Patches_of_many_channels_are_those_of_each_channel(int stride, int padding)
    {
        const int Channels = 7;
        var window = new Window2D((5, 3), stride, padding, 1);
        var images = Node.Constant(Initialize.Normal<float>([3, Channels, 40, 41], new Random(3)));
        var patches = new Unfold2D(window).Apply(images);
        var folded = new Fold2D(window, (40, 41)).Apply(patches);
        ParallelLoop.IsWorthSharing(patches.Shape.Size).ShouldBe(Environment.ProcessorCount > 1);
        for (var channel = 0; channel < Channels; channel++)
        {
            var single = new Unfold2D(window).Apply(images.Gather([channel], axis: 1));
            patches.Gather([channel]).Value.ShouldBe(single.Value);
            folded.Gather([channel], axis: 1).Value.ShouldBe(new Fold2D(window, (40, 41)).Apply(single).Value);
        }
    }

    [Test]
    public void A_large_product_allocates_nothing_but_its_result()
    {
        var (x, y) = (Node.Constant(Initialize.Normal<float>([256, 256], new Random(1))),
            Node.Constant(Initialize.Normal<float>([256, 256], new Random(2))));
        var small = Node.Constant(NdArray.Ones<float>([2, 2]));
        x.MatMul(y);
        small.MatMul(small);
        (Allocated(x, y) - Allocated(small, small)).ShouldBe(sizeof(float) * ((256 * 256) - (2 * 2)));

        static long Allocated(Node<float> x, Node<float> y)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            x.MatMul(y);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static NdArray<float> Row(NdArray<float> array, int row) => new([1, Columns], array.Span.Slice(row * Columns, Columns));

    private static IntList Labels(Range rows)
    {
        var (start, count) = rows.GetOffsetAndLength(Rows);
        return new IntList([.. Enumerable.Range(start, count).Select(row => row % Columns)]);
    }
}
