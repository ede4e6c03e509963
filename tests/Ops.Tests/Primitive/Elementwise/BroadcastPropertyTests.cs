using Autograd;
using FsCheck;
using FsCheck.Fluent;

namespace Ops.Tests;

/// <summary>
/// Every operation that broadcasts, on every kind of pair of shapes: against loops over indices and against inputs that were broadcast
/// before.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class BroadcastPropertyTests
{
    private const int LargestRank = 4;

    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_240_607, 11);

    // A common shape, of which each input lacks some outer axes and has length 1 along others. Most have many axes and elements: there
    // the errors are.
    private static readonly Gen<Pair> s_fitting =
        from rank in Gen.Elements(0, 1, 2, 3, 3, LargestRank, LargestRank, LargestRank)
        from lengths in Gen.Elements(0, 1, 2, 2, 2, 3, 3, 3).ArrayOf(rank)
        from x in Part(lengths)
        from y in Part(lengths)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Pair(x, y, seed);

    private static readonly Gen<Pair> s_any =
        from xRank in Gen.Choose(0, LargestRank)
        from yRank in Gen.Choose(0, LargestRank)
        from x in Gen.Choose(0, 3).ArrayOf(xRank)
        from y in Gen.Choose(0, 3).ArrayOf(yRank)
        select new Pair(x, y, 0);

    private static IEnumerable<BroadcastingOp> Operations => AllOperations.Records
        .Where(type => type.IsAssignableTo(typeof(BroadcastingOp)))
        .SelectMany(Instances);

    private static IEnumerable<BroadcastingOp> Differentiable => Operations.Where(op => !op.Traits.HasFlag(OpTraits.NoDerivative));

    [Test]
    public void They_are_found() =>
        new[] { typeof(Add), typeof(Divide), typeof(Compare), typeof(Maximum) }.ShouldBeSubsetOf(Operations.Select(op => op.GetType()));

    [TestCaseSource(nameof(Operations))]
    public void Each_element_is_that_of_the_two_elements_it_is_made_of(BroadcastingOp op) => Prop.ForAll(s_fitting.ToArbitrary(), pair =>
    {
        var (x, y) = Inputs(pair);
        var z = op.Apply(Node.Constant(x), Node.Constant(y)).Value;
        z.Shape.ShouldBe(pair.Result);
        foreach (var (index, xIndex, yIndex) in pair.Indices)
        {
            z[index].ShouldBe(op.Apply<double>(x[xIndex], y[yIndex]).Scalar, 1e-13, $"{pair} at {new IntList(index)}");
        }
    }).Check(s_config);

    [TestCaseSource(nameof(Differentiable))]
    public void Each_gradient_is_the_sum_of_those_of_the_inputs_broadcast_before(BroadcastingOp op) =>
        Prop.ForAll(s_fitting.ToArbitrary(), pair =>
    {
        var (x, y) = Inputs(pair);
        var (xStretched, yStretched) = (NdArray.Zeros<double>(pair.Result).ToArray(), NdArray.Zeros<double>(pair.Result).ToArray());
        var seed = Node.Constant(Initialize.Normal<double>(pair.Result, new Random(pair.Seed)));
        var position = 0;
        foreach (var (_, xIndex, yIndex) in pair.Indices)
        {
            xStretched[position] = x[xIndex];
            yStretched[position++] = y[yIndex];
        }

        var small = Gradients(op, x, y, seed);
        var large = Gradients(op, new NdArray<double>(pair.Result, xStretched), new NdArray<double>(pair.Result, yStretched), seed);
        var (xSum, ySum) = (new Dictionary<IntList, double>(), new Dictionary<IntList, double>());
        foreach (var (index, xIndex, yIndex) in pair.Indices)
        {
            xSum[xIndex] = xSum.GetValueOrDefault(xIndex) + large[0][index];
            ySum[yIndex] = ySum.GetValueOrDefault(yIndex) + large[1][index];
        }

        ShouldBe(small[0], x.Shape, xSum);
        ShouldBe(small[1], y.Shape, ySum);

        void ShouldBe(NdArray<double> gradient, Shape shape, Dictionary<IntList, double> sums)
        {
            gradient.Shape.ShouldBe(shape);
            foreach (var index in Pair.IndicesOf(shape))
            {
                gradient[index].ShouldBe(sums.GetValueOrDefault(index), 1e-12, $"{pair} at {new IntList(index)}");
            }
        }
    }).Check(s_config);

    [TestCase(3, 2)]
    [TestCase(200, 7)]
    [TestCase(9, 64)]
    [TestCase(9, 65)]
    [TestCase(30_001, 5)]
    public void A_row_stands_against_each_row_and_a_number_against_one(int rows, int length)
    {
        var random = new Random(rows);
        var (matrix, row, column) = (Initialize.Normal<float>([rows, length], random), Initialize.Normal<float>([length], random),
            Initialize.Normal<float>([rows, 1], random));
        var (less, more) = (Node.Constant(matrix) - Node.Constant(row), Node.Constant(row) - Node.Constant(matrix));
        var (lessOfRow, moreOfRow) = (Node.Constant(matrix) - Node.Constant(column), Node.Constant(column) - Node.Constant(matrix));
        for (var i = 0; i < matrix.Size; i++)
        {
            less.Span[i].ShouldBe(matrix.Span[i] - row.Span[i % length]);
            more.Span[i].ShouldBe(row.Span[i % length] - matrix.Span[i]);
            lessOfRow.Span[i].ShouldBe(matrix.Span[i] - column.Span[i / length]);
            moreOfRow.Span[i].ShouldBe(column.Span[i / length] - matrix.Span[i]);
        }
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused_and_all_others_are_not() => Prop.ForAll(s_any.ToArbitrary(), pair =>
    {
        var sum = () => Node.Constant(NdArray.Ones<double>(new Shape(pair.X))) + Node.Constant(NdArray.Ones<double>(new Shape(pair.Y)));
        if (pair.Fits)
        {
            sum().Shape.ShouldBe(pair.Result);
        }
        else
        {
            Should.Throw<ShapeException>(sum);
        }
    }).Check(s_config);

    // Each axis is stretched in one input or in the other, by turns, at every pair of ranks.
    [TestCaseSource(nameof(Differentiable))]
    public void Gradients_agree_with_differences_at_every_pair_of_ranks(BroadcastingOp op)
    {
        var random = new Random(3);
        for (var xRank = 0; xRank <= LargestRank; xRank++)
        {
            for (var yRank = 0; yRank <= LargestRank; yRank++)
            {
                foreach (var turn in new[] { 0, 1 })
                {
                    var x = Initialize.Uniform<double>(Alternating(xRank, turn), random, 0.2, 2);
                    var y = Initialize.Uniform<double>(Alternating(yRank, 1 - turn), random, 0.2, 2);
                    GradientCheck.Of((a, b) => op.Apply(a, b), x, y,
                        new GradientCheckOptions { Mode = GradientCheckMode.EveryElement }).ShouldPass();
                }
            }
        }

        static Shape Alternating(int rank, int turn)
        {
            var lengths = new int[rank];
            for (var axis = 1; axis <= rank; axis++)
            {
                lengths[^axis] = axis % 2 == turn ? 1 : axis is 1 or 4 ? 3 : 2;
            }

            return new Shape(lengths);
        }
    }

    private static Gen<int[]> Part(int[] lengths) =>
        from missing in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, lengths.Length))
        from stretched in Gen.Choose(0, 2).ArrayOf(lengths.Length)
        select lengths.Zip(stretched, (length, third) => third == 0 ? 1 : length).Skip(missing).ToArray();

    // An operation with attributes is made with each value of an enumeration, and with what its other parameters default to.
    private static IEnumerable<BroadcastingOp> Instances(Type type)
    {
        var constructor = type.GetConstructors().Single();
        IEnumerable<object?[]> arguments = [[]];
        foreach (var parameter in constructor.GetParameters())
        {
            var values = parameter switch
            {
                { ParameterType.IsEnum: true } => Enum.GetValues(parameter.ParameterType).Cast<object?>(),
                { HasDefaultValue: true } => [parameter.DefaultValue],
                _ => throw new NotSupportedException($"{type.Name}: say here which {parameter.Name} to test it with."),
            };
            arguments = [.. arguments.SelectMany(_ => values, (before, value) => (object?[])[.. before, value])];
        }

        return arguments.Select(values => (BroadcastingOp)constructor.Invoke(values));
    }

    // Away from 0, where quotients, logarithms and powers have edges.
    private static (NdArray<double> X, NdArray<double> Y) Inputs(Pair pair)
    {
        var random = new Random(pair.Seed);
        return (Initialize.Uniform<double>(new Shape(pair.X), random, 0.2, 2),
            Initialize.Uniform<double>(new Shape(pair.Y), random, 0.2, 2));
    }

    private static NdArray<double>[] Gradients(BroadcastingOp op, NdArray<double> x, NdArray<double> y, Node<double> seed)
    {
        Parameter<double>[] inputs = [new(x), new(y)];
        var gradients = op.Apply(inputs[0], inputs[1]).Backward(seed: seed);
        return Array.ConvertAll(
            inputs, input => gradients.TryGetValue(input, out var gradient) ? gradient.Value : NdArray.Zeros<double>(input.Shape));
    }

    /// <summary>Two shapes, and seeds for their elements; what they broadcast to, axis by axis from the last.</summary>
    private sealed record Pair(int[] X, int[] Y, int Seed)
    {
        public Shape Result
        {
            get
            {
                var lengths = new int[Math.Max(X.Length, Y.Length)];
                for (var axis = 1; axis <= lengths.Length; axis++)
                {
                    lengths[^axis] = Length(X, axis) == 1 ? Length(Y, axis) : Length(X, axis);
                }

                return new Shape(lengths);
            }
        }

        public bool Fits => Enumerable.Range(1, LargestRank)
            .All(axis => Length(X, axis) == Length(Y, axis) || Length(X, axis) == 1 || Length(Y, axis) == 1);

        /// <summary>The index of each element of the result, and of the two elements that it is made of.</summary>
        public IEnumerable<(int[] Index, int[] X, int[] Y)> Indices =>
            IndicesOf(Result).Select(index => (index, Inside(index, X), Inside(index, Y)));

        public static IEnumerable<int[]> IndicesOf(Shape shape) => shape.Aggregate(
            (IEnumerable<int[]>)[[]],
            (outer, length) => outer.SelectMany(_ => Enumerable.Range(0, length), (index, i) => (int[])[.. index, i]));

        public override string ToString() => $"{new Shape(X)} and {new Shape(Y)}, seed {Seed}";

        private static int Length(int[] lengths, int axis) => axis <= lengths.Length ? lengths[^axis] : 1;

        private static int[] Inside(int[] index, int[] lengths) =>
            [.. index[^lengths.Length..].Zip(lengths, (i, length) => length == 1 ? 0 : i)];
    }
}
