using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>A random program: inputs of random shapes, and steps that each pick an operation and what it reads among all before.</summary>
/// <param name="Seed">What it is made from.</param>
internal sealed record FuzzProgram(int Seed)
{
    // The tail is long on purpose: most programs are small, few have hundreds of nodes.
    private int Steps => (int)(3 / (0.01 + (0.99 * new Random(Seed).NextDouble()))) + 2;

    /// <summary>The number of steps that the program has taken.</summary>
    public int Nodes => TopologicalOrder.Of(Run<double>([.. Inputs(Seed).Select(input => new Parameter<double>(input))])).Count;

    /// <summary>The operations, in order.</summary>
    public override string ToString() => string.Join(" ", TopologicalOrder
        .Of(Run<double>([.. Inputs(Seed).Select(input => new Parameter<double>(input))])).Select(node => node.Op?.Name).OfType<string>());

    /// <summary>Inputs of the program's shapes, with elements from a seed.</summary>
    public NdArray<double>[] Inputs(int seed)
    {
        var (shapes, elements) = (new Random(Seed + 7), new Random(seed));
        int[] lengths = [1, 2, 3];
        var (rows, columns) = (shapes.Next(1, 5), shapes.Next(1, 5));
        Shape[] all = [[rows, columns], [columns], [rows, 1], [], [rows, columns], [columns, lengths[shapes.Next(3)]]];
        return [.. all.Select(shape => Initialize.Uniform<double>(shape, elements, -1.5, 1.5))];
    }

    /// <summary>Runs it: the same operations for the same shapes, whatever the values are.</summary>
    public Node<T> Run<T>(IReadOnlyList<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(Seed + 13);
        List<Node<T>> nodes = [.. inputs];
        for (var step = Steps; step > 0; step--)
        {
            var x = Pick();
            nodes.Add(Bounded(random.Next(3) == 0 ? Pair(x, Pick()) : Single(x)));
        }

        // All that nobody has read goes into the result too.
        return nodes.Skip(Math.Max(0, nodes.Count - 4)).Aggregate(nodes[0].Sum(), (sum, node) => sum + node.Mean());

        // The newest are read most.
        Node<T> Pick() => nodes[Math.Max(0, nodes.Count - 1 - (int)(nodes.Count * Math.Pow(random.NextDouble(), 3)))];

        Node<T> Pair(Node<T> x, Node<T> y)
        {
            if (!Fit(x.Shape, y.Shape))
            {
                return x.Shape.Rank == 2 && y.Shape.Rank == 2 && x.Shape[1] == y.Shape[0] ? x.MatMul(y) : x * y.Mean();
            }

            return random.Next(9) switch
            {
                0 => x + y,
                1 => x - y,
                2 => x * y,
                3 => x / (y.Square() + 1),
                4 => x.Maximum(y),
                5 => (x > y).Where(x.Sin(), y),
                6 => x.Hypot(y),
                7 => (x.Exp() + y.Exp()).Log(),
                _ => x.Minimum(y * 0.5),
            };
        }

        Node<T> Single(Node<T> x)
        {
            var axis = x.Shape.Rank == 0 ? 0 : random.Next(x.Shape.Rank);
            return random.Next(x.Shape.Rank == 0 ? 16 : 34) switch
            {
                0 => x.Tanh(),
                1 => x.Sigmoid().Log(),
                2 => x.Exp(),
                3 => (1 + x.Exp()).Log(),
                4 => x.Sin(),
                5 => x.Square(),
                6 => (x.Square() + 0.5).Sqrt(),
                7 => 1 - x.Sigmoid(),
                8 => x.Exp() - 1,
                9 => (1 + x.Square()).Log(),
                10 => x.Relu() + (0.1 * x),
                11 => x.Gelu(),
                12 => -x,
                13 => x.Clamp(-0.8, 0.8),
                14 => x.Atan(),
                15 => x.Softplus(),
                16 => x.Softmax(axis),
                17 => x.Softmax(axis).Log(),
                18 => x.Exp().Sum(axis).Log(),
                19 => x.Square().Sum(axis, keepDims: true).Sqrt(),
                20 => x.Sum(axis),
                21 => x.Mean(axis, keepDims: true),
                22 => x.Max(axis),
                23 => x.CumulativeSum(axis),
                24 => x.Transpose(),
                25 => x.Reshape([x.Shape.Size]),
                26 => x.SliceAlong(axis, ..((x.Shape[axis] + 1) / 2)),
                27 => x.Gather([random.Next(x.Shape[axis]), random.Next(x.Shape[axis])], axis),
                28 => x.Flip(axis),
                29 => Node.Concat([x, x * 2], axis),
                30 => x.Variance(axis, keepDims: true),
                31 => x.Abs(),
                32 => x.SoftmaxCrossEntropy(Labels(x), Reduction.None),
                _ => x.LogSumExp(axis, keepDims: true),
            };
        }

        IntList Labels(Node<T> x)
        {
            var rows = x.Shape.Size / x.Shape[^1];
            return Enumerable.Range(0, rows).Select(_ => random.Next(x.Shape[^1])).ToArray();
        }
    }

    // Values stay where quotients tell something, and arrays small.
    private static Node<T> Bounded<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => (x.Shape.Size > 64 ? x.Mean() : x).Tanh() * 1.5;

    private static bool Fit(Shape x, Shape y)
    {
        for (var axis = 1; axis <= Math.Min(x.Rank, y.Rank); axis++)
        {
            if (x[^axis] != y[^axis] && x[^axis] != 1 && y[^axis] != 1)
            {
                return false;
            }
        }

        return true;
    }
}
