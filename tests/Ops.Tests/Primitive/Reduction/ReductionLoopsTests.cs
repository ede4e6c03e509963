using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Every reduction agrees with a plain loop over indices, for random shapes of rank 0 to 4, every set of axes, and axes dropped or kept.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class ReductionLoopsTests
{
    private delegate Node<T> Reduction<T>(Node<T> x, IntList axes, bool keepDims)
        where T : unmanaged, IFloatingPointIeee754<T>;

    [Test]
    public void Doubles_agree_with_a_loop() => ShouldAgree<double>(1e-12);

    [Test]
    public void Floats_agree_with_a_loop() => ShouldAgree<float>(2e-5);

    [Test]
    public void Positions_agree_with_a_loop()
    {
        foreach (var (x, axes) in Cases<float>(lengthFrom: 1))
        {
            var groups = Groups(x, axes);
            Node.Constant(x).ArgMax(axes)
                .ShouldBe(groups.Values.Select(group => group.IndexOf(group.Max())), $"{x.Shape} {new IntList(axes)}");
            Node.Constant(x).ArgMin(axes)
                .ShouldBe(groups.Values.Select(group => group.IndexOf(group.Min())), $"{x.Shape} {new IntList(axes)}");
        }
    }

    [Test]
    public void Cumulative_operations_agree_with_a_loop()
    {
        ShouldAccumulate<double>(1e-12);
        ShouldAccumulate<float>(1e-5);
    }

    private static void ShouldAgree<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var reductions = new (string Name, Reduction<T> Reduce, Func<List<double>, double> Loop, int FewestElements)[]
        {
            ("Sum", (x, axes, keep) => x.Sum(axes, keep), group => group.Sum(), 0),
            ("SumOfSquares", (x, axes, keep) => x.SumOfSquares(axes, keep), group => group.Sum(e => e * e), 0),
            ("Mean", (x, axes, keep) => x.Mean(axes, keep), group => group.Sum() / group.Count, 1),
            ("Max", (x, axes, keep) => x.Max(axes, keep), group => group.Max(), 1),
            ("Min", (x, axes, keep) => x.Min(axes, keep), group => group.Min(), 1),
            ("Prod", (x, axes, keep) => x.Prod(axes, keep), group => group.Aggregate(1.0, (product, factor) => product * factor), 0),
            ("Norm 1", (x, axes, keep) => x.Norm(axes, keep, 1), group => group.Sum(Math.Abs), 0),
            ("Norm 2", (x, axes, keep) => x.Norm(axes, keep), group => Math.Sqrt(group.Sum(e => e * e)), 0),
            ("Norm 2.5", (x, axes, keep) => x.Norm(axes, keep, 2.5), group => Math.Pow(group.Sum(e => Math.Pow(Math.Abs(e), 2.5)), 0.4), 0),
            ("Norm infinity", (x, axes, keep) => x.Norm(axes, keep, double.PositiveInfinity), group => group.Select(Math.Abs)
                .DefaultIfEmpty().Max(), 0),
            ("Variance", (x, axes, keep) => x.Variance(axes, keep), group => SquaredDeviations(group) / group.Count, 1),
            ("Variance 1", (x, axes, keep) => x.Variance(axes, keep, 1), group => SquaredDeviations(group) / (group.Count - 1), 2),
            ("StandardDeviation", (x, axes, keep) => x.StandardDeviation(axes, keep),
                group => Math.Sqrt(SquaredDeviations(group) / group.Count), 1),
            ("LogSumExp", (x, axes, keep) => x.LogSumExp(axes, keep), group => Math.Log(group.Sum(Math.Exp)), 0),
            ("LogMeanExp", (x, axes, keep) => x.LogMeanExp(axes, keep), group => Math.Log(group.Sum(Math.Exp) / group.Count), 1),
        };
        foreach (var (x, axes) in Cases<T>(lengthFrom: 0))
        {
            var groups = Groups(x, axes);
            foreach (var (name, reduce, loop, fewest) in reductions.Where(
                reduction => groups.Values.All(group => group.Count >= reduction.FewestElements)))
            {
                foreach (var keepDims in new[] { false, true })
                {
                    var y = reduce(Node.Constant(x), axes, keepDims).Value;
                    y.Shape.ShouldBe(Reduced(x.Shape, axes, keepDims), name);
                    ShouldBe(y.ToArray(), [.. groups.Values.Select(loop)], tolerance, $"{name} of {x.Shape} over {new IntList(axes)}");
                }
            }
        }
    }

    private static void ShouldAccumulate<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var x in Shapes(lengthFrom: 0).Where(shape => shape.Rank > 0).Select(Filled<T>))
        {
            for (var axis = 0; axis < x.Shape.Rank; axis++)
            {
                foreach (var reverse in new[] { false, true })
                {
                    var (sums, logs) = (new double[x.Size], new double[x.Size]);
                    foreach (var index in Indices(x.Shape))
                    {
                        var stretch = Indices(x.Shape)
                            .Where(other => !index.Where((position, i) => i != axis && position != other[i]).Any())
                            .Where(other => reverse ? other[axis] >= index[axis] : other[axis] <= index[axis])
                            .Select(other => double.CreateChecked(x[other]))
                            .ToList();
                        sums[Offset(x.Shape, index)] = stretch.Sum();
                        logs[Offset(x.Shape, index)] = Math.Log(stretch.Sum(Math.Exp));
                    }

                    ShouldBe(Node.Constant(x).CumulativeSum(axis, reverse).Value.ToArray(), sums, tolerance,
                        $"sum of {x.Shape} along {axis}");
                    ShouldBe(Node.Constant(x).CumulativeLogSumExp(axis - x.Shape.Rank, reverse).Value.ToArray(), logs, tolerance,
                        $"logsumexp of {x.Shape} along {axis}");
                }
            }
        }
    }

    private static void ShouldBe<T>(T[] actual, double[] expected, double tolerance, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (var i = 0; i < actual.Length; i++)
        {
            var found = double.CreateChecked(actual[i]);
            (found.Equals(expected[i]) || Math.Abs(found - expected[i]) < tolerance * (1 + Math.Abs(expected[i])))
                .ShouldBeTrue($"{what}: {found} for {expected[i]}");
        }
    }

    private static double SquaredDeviations(List<double> group)
    {
        var mean = group.Sum() / group.Count;
        return group.Sum(element => (element - mean) * (element - mean));
    }

    /// <summary>Arrays and sets of axes: all subsets, also the empty one, in random order, some axes counted from the last.</summary>
    private static IEnumerable<(NdArray<T> X, int[] Axes)> Cases<T>(int lengthFrom)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(3);
        foreach (var x in Shapes(lengthFrom).Select(Filled<T>))
        {
            for (var subset = 0; subset < 1 << x.Shape.Rank; subset++)
            {
                var axes = Enumerable.Range(0, x.Shape.Rank).Where(axis => (subset & (1 << axis)) != 0)
                    .Select(axis => random.Next(2) == 0 ? axis : axis - x.Shape.Rank).ToArray();
                random.Shuffle(axes);
                yield return (x, axes);
            }
        }
    }

    private static IEnumerable<Shape> Shapes(int lengthFrom)
    {
        var random = new Random(2);
        for (var rank = 0; rank <= 4; rank++)
        {
            for (var i = 0; i < 8; i++)
            {
                yield return new Shape(
                    [.. Enumerable.Range(0, rank).Select(_ => i % 4 == 0 ? random.Next(lengthFrom, 3) : random.Next(1, 5))]);
            }
        }
    }

    // Every fifth element repeats one before it, so that there are ties; every seventh is 0.
    private static NdArray<T> Filled<T>(Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(shape.Size);
        var elements = new T[shape.Size];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = i % 5 == 4 ? elements[random.Next(i)] : i % 7 == 6 ? T.Zero : T.CreateChecked((4 * random.NextDouble()) - 2);
        }

        return new NdArray<T>(shape, elements);
    }

    /// <summary>The elements that are reduced together, for each element of the result in row-major order.</summary>
    private static SortedDictionary<int, List<double>> Groups<T>(NdArray<T> x, int[] axes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kept = Reduced(x.Shape, axes, keepDims: true);
        var groups = new SortedDictionary<int, List<double>>();
        foreach (var index in Indices(kept))
        {
            groups[Offset(kept, index)] = [];
        }

        foreach (var index in Indices(x.Shape))
        {
            groups[Offset(kept, [.. index.Select((position, axis) => kept[axis] == 1 ? 0 : position)])].Add(double.CreateChecked(x[index]));
        }

        return groups;
    }

    private static Shape Reduced(Shape shape, int[] axes, bool keepDims)
    {
        var reduced = axes.Select(axis => (axis + shape.Rank) % shape.Rank).ToHashSet();
        return new Shape([.. shape.Select((length, axis) => (length, axis)).Where(pair => keepDims || !reduced.Contains(pair.axis))
            .Select(pair => reduced.Contains(pair.axis) ? 1 : pair.length)]);
    }

    private static IEnumerable<int[]> Indices(Shape shape)
    {
        IEnumerable<int[]> indices = [[]];
        foreach (var length in shape)
        {
            indices = indices.SelectMany(index => Enumerable.Range(0, length).Select(position => (int[])[.. index, position]));
        }

        return indices;
    }

    private static int Offset(Shape shape, int[] index) =>
        index.Select((position, axis) => (position, axis)).Aggregate(0, (offset, pair) => (offset * shape[pair.axis]) + pair.position);
}
