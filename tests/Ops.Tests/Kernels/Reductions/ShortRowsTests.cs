using System.Numerics;
using Autograd;
using MathNet.Numerics;

namespace Ops.Tests;

/// <summary>Softmax and its kin on rows of all small lengths, of which several are computed at once, and a little more.</summary>
[TestFixture]
[Category("Kernels")]
public class ShortRowsTests
{
    private const int LongestRow = 18;

    [Test]
    public void Doubles_agree_with_a_loop() => ShouldAgree<double>(1e-13);

    [Test]
    public void Floats_agree_with_a_loop() => ShouldAgree<float>(2e-5);

    [Test]
    public void A_row_has_the_same_digits_wherever_it_stands()
    {
        for (var length = 1; length <= LongestRow; length++)
        {
            var (x, labels) = Rows<float>(37, length);
            var whole = Results(x, labels);
            for (var row = 0; row < labels.Count; row++)
            {
                var alone = Results(NdArray.Wrap([1, length], x.Span.Slice(row * length, length).ToArray()), [labels[row]], row);
                foreach (var (all, one) in whole.Zip(alone))
                {
                    all.Span.Slice(row * one.Size, one.Size).ToArray().ShouldBe(one.ToArray(), $"row {row} of length {length}");
                }
            }
        }
    }

    [Test]
    public void Impossible_classes_change_nothing_even_beside_infinity_and_nan()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 60, -3];
        var rows = (from a in values from b in values from c in values select new[] { a, b, c }).ToArray();
        const int manyClasses = 40;
        var few = NdArray.Wrap([rows.Length, 3], rows.SelectMany(row => row).ToArray());
        var impossible = Enumerable.Repeat(double.NegativeInfinity, manyClasses - 3);
        var many = NdArray.Wrap([rows.Length, manyClasses], rows.SelectMany(row => row.Concat(impossible)).ToArray());
        for (var label = 0; label < 3; label++)
        {
            IntList labels = [.. Enumerable.Repeat(label, rows.Length)];
            foreach (var (actual, expected) in Results(few, labels, firstRow: label).Zip(Results(many, labels, firstRow: label)))
            {
                var width = actual.Size / rows.Length;
                for (var i = 0; i < actual.Size; i++)
                {
                    var (row, column) = Math.DivRem(i, width);
                    var (found, wanted) = (actual.Span[i], expected.Span[(row * (expected.Size / rows.Length)) + column]);
                    (found.Equals(wanted) || Math.Abs(found - wanted) <= 1e-15 * Math.Abs(wanted))
                        .ShouldBeTrue($"{found} for {wanted}: {string.Join(' ', rows[row])}, label {label}, column {column} of {width}");
                }
            }
        }
    }

    private static void ShouldAgree<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var length = 1; length <= LongestRow; length++)
        {
            foreach (var count in new[] { 1, 3, 4, 16, 37 })
            {
                var (x, labels) = Rows<T>(count, length);
                var results = Results(x, labels);
                for (var row = 0; row < count; row++)
                {
                    var elements = x.Span.Slice(row * length, length).ToArray().Select(double.CreateChecked).ToArray();
                    var (label, weight) = (labels[row], Weight(row));

                    // How much likelier the others are together than an element, whose probability is 1 / (1 + odds).
                    var odds = elements.Select(
                        (element, i) => elements.Where((_, j) => j != i).Sum(other => Math.Exp(other - element))).ToArray();
                    ShouldBe(results[0], row, [elements[0] + SpecialFunctions.Log1p(odds[0])], digitsFrom: 1);
                    ShouldBe(results[1], row, [.. odds.Select(against => 1 / (1 + against))]);
                    ShouldBe(results[2], row, [.. odds.Select(against => -SpecialFunctions.Log1p(against))]);
                    ShouldBe(results[3], row, [SpecialFunctions.Log1p(odds[label])]);
                    ShouldBe(results[4], row,
                        [.. odds.Select((against, i) => i == label ? -weight * against / (1 + against) : weight / (1 + against))]);
                }
            }
        }

        void ShouldBe(NdArray<T> results, int row, double[] expected, double digitsFrom = 0)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                var found = double.CreateChecked(results.Span[(row * expected.Length) + i]);
                (Math.Abs(found - expected[i]) <= tolerance * Math.Max(Math.Abs(expected[i]), digitsFrom))
                    .ShouldBeTrue($"{found} for {expected[i]}: row {row} of {results.Shape}, element {i}");
            }
        }
    }

    private static double Weight(int row) => row % 5 == 0 ? 0 : (row % 3) - 1.5;

    private static NdArray<T>[] Results<T>(NdArray<T> x, IntList labels, int firstRow = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var node = Node.Constant(x);
        var weights = NdArray.Wrap([labels.Count], labels.Select((_, row) => T.CreateChecked(Weight(firstRow + row))).ToArray());
        return
        [
            node.LogSumExp(-1).Value, node.Softmax().Value, node.LogSoftmax().Value, node.SoftmaxCrossEntropy(labels, Reduction.None).Value,
            new SoftmaxMinusOneHot(labels, 1).Apply(node, Node.Constant(weights)).Value,
        ];
    }

    // Near each other, far apart, and far from 0.
    private static (NdArray<T> X, IntList Labels) Rows<T>(int count, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(length);
        var elements = new T[count * length];
        for (var i = 0; i < elements.Length; i++)
        {
            var scale = new[] { 1.0, 30, 0.01 }[i / length % 3];
            elements[i] = T.CreateChecked((scale * ((2 * random.NextDouble()) - 1)) + (i / length % 2 * 5));
        }

        return (NdArray.Wrap([count, length], elements), [.. Enumerable.Range(0, count).Select(_ => random.Next(length))]);
    }
}
