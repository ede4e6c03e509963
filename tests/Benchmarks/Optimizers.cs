using System.Numerics;
using System.Numerics.Tensors;
using Autograd;

namespace Benchmarks;

/// <summary>
/// What optimizers cost: a step by itself on the parameters of a network, a training step of the network, and a training step of a large
/// table of which few rows are used beside a loop over these rows that somebody wrote by hand.
/// </summary>
internal static class Optimizers
{
    private const int TableRows = 50_000;
    private const int Width = 64;
    private const int Used = 2048;
    private const float Rate = 1e-3f;
    private const string NetworkName = " mlp_mnist_f32 784-512-256-10 b128";
    private const string TableName = " embedding_f32 50000x64 2048 rows";

    private static readonly (string Name, Func<IReadOnlyCollection<Parameter<float>>, Optimizer<float>> Make)[] s_all =
    [
        ("sgd", parameters => new Sgd<float>(parameters, Rate)),
        ("sgd_momentum", parameters => new Sgd<float>(parameters, Rate, momentum: 0.9)),
        ("sgd_nesterov", parameters => new Sgd<float>(parameters, Rate, momentum: 0.9, nesterov: true)),
        ("adagrad", parameters => new Adagrad<float>(parameters, Rate)),
        ("rmsprop", parameters => new RmsProp<float>(parameters, Rate)),
        ("adam", parameters => new Adam<float>(parameters, Rate)),
        ("adamw", parameters => new AdamW<float>(parameters, Rate)),
    ];

    /// <summary>Measures those whose name contains one of these parts; without parts, all.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Run(string[] parts)
    {
        var any = false;
        foreach (var (name, make) in s_all)
        {
            Measure($"step {name}{NetworkName}", () => StepAlone(make));
            Measure($"train {name}{NetworkName}", () => Training(make));
        }

        Measure($"train sgd{TableName}", () => Table(table => new Sgd<float>([table], Rate)));
        Measure($"train sgd by hand{TableName}", SgdByHand);
        Measure($"train sgd by hand on two threads{TableName}", SgdByHandOnTwoThreads);
        Measure($"train adam by rows{TableName}", () => Table(
            table => new Adam<float>([table], Rate, groups: [new([table]) { ByRows = true }])));
        Measure($"train adam by hand{TableName}", AdamByHand);
        return any;

        void Measure(string name, Func<(Action Eager, Action? Replayed)> prepare)
        {
            if (parts.Length > 0 && !parts.Any(part => name.Contains(part, StringComparison.Ordinal)))
            {
                return;
            }

            any = true;
            var (eager, replayed) = prepare();
            Console.WriteLine(Measurement.Of(name, eager, warm: 20, repeats: 10, count: 30));
            if (replayed is not null)
            {
                Console.WriteLine(Measurement.Of(name + Steps.Replayed, replayed, warm: 20, repeats: 10, count: 30));
            }
        }
    }

    private static (Action Eager, Action? Replayed) StepAlone(Func<IReadOnlyCollection<Parameter<float>>, Optimizer<float>> make)
    {
        var (parameters, loss) = Network();
        var (optimizer, gradients) = (make(parameters), loss().Backward());
        return (() => optimizer.Step(gradients), null);
    }

    private static (Action Eager, Action? Replayed) Training(Func<IReadOnlyCollection<Parameter<float>>, Optimizer<float>> make)
    {
        var (parameters, loss) = Network();
        return Of(loss, make(parameters));
    }

    private static (Parameter<float>[] Parameters, Func<Node<float>> Loss) Network()
    {
        var random = new Random(0);
        Parameter<float> Weight(int from, int to) => new(Initialize.He<float>([from, to], random));
        Parameter<float> Bias(int to) => new(NdArray.Zeros<float>([to]));
        var (w1, w2, w3, b1, b2, b3) = (Weight(784, 512), Weight(512, 256), Weight(256, 10), Bias(512), Bias(256), Bias(10));
        var x = Node.Constant(Initialize.Normal<float>([128, 784], random));
        IntList labels = Numbers(128, 10, random);
        return ([w1, w2, w3, b1, b2, b3], Loss);

        Node<float> Loss()
        {
            var h = (x.MatMul(w1) + b1).Relu();
            return ((h.MatMul(w2) + b2).Relu().MatMul(w3) + b3).SoftmaxCrossEntropy(labels);
        }
    }

    private static (Action Eager, Action? Replayed) Table(Func<Parameter<float>, Optimizer<float>> make)
    {
        var (elements, rows, seeds) = TableData();
        var table = new Parameter<float>(NdArray.Wrap([TableRows, Width], elements));
        var seed = Node.Constant(NdArray.Wrap([Used, Width], seeds));
        IntList indices = rows;
        return Of(() => (table.Embedding(indices) * seed).Sum(), make(table));
    }

    private static (Action Eager, Action? Replayed) Of(Func<Node<float>> loss, Optimizer<float> optimizer)
    {
        var replay = Replay.OfLoss(loss);
        return (() => optimizer.Step(loss().Backward()), Replayed);

        void Replayed()
        {
            replay.Run();
            optimizer.Step(replay.Gradients);
        }
    }

    // The loss is the sum of the products of the used rows and the seed, so the gradient of a row is the sum of its seeds.
    private static (Action Eager, Action? Replayed) SgdByHand()
    {
        var (table, rows, seed) = TableData();
        var loss = 0f;
        return (() =>
        {
            loss = LossByHand(table, rows, seed);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = table.AsSpan(rows[i] * Width, Width);
                TensorPrimitives.MultiplyAdd(seed.AsSpan(i * Width, Width), -Rate, row, row);
            }
        }, null);
    }

    // A thread adds up half of the loss, and moves the rows of half of the table, so that no row is moved by both.
    private static (Action Eager, Action? Replayed) SgdByHandOnTwoThreads()
    {
        const int Half = Used / 2;
        var (table, rows, seed) = TableData();
        var losses = new float[2];
        return (() =>
        {
            Parallel.For(0, 2, half => losses[half] = LossByHand(table, rows.AsSpan(half * Half, Half), seed.AsSpan(half * Half * Width)));
            Parallel.For(0, 2, half =>
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    if (rows[i] / (TableRows / 2) == half)
                    {
                        var row = table.AsSpan(rows[i] * Width, Width);
                        TensorPrimitives.MultiplyAdd(seed.AsSpan(i * Width, Width), -Rate, row, row);
                    }
                }
            });
        }, null);
    }

    private static (Action Eager, Action? Replayed) AdamByHand()
    {
        const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;
        var (table, rows, seed) = TableData();
        var (mean, square) = (new float[table.Length], new float[table.Length]);
        var (place, sums, used) = (new int[TableRows], new float[Used * Width], new int[Used]);
        var (loss, step) = (0f, 0);
        return (() =>
        {
            loss = LossByHand(table, rows, seed);
            var count = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                var part = seed.AsSpan(i * Width, Width);
                if (place[rows[i]] == 0)
                {
                    used[count++] = rows[i];
                    place[rows[i]] = count;
                    part.CopyTo(sums.AsSpan((count - 1) * Width));
                }
                else
                {
                    var sum = sums.AsSpan((place[rows[i]] - 1) * Width, Width);
                    TensorPrimitives.Add(sum, part, sum);
                }
            }

            step++;
            var rate = (float)(Rate / (1 - Math.Pow(Beta1, step)));
            var root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step)));
            for (var i = 0; i < count; i++)
            {
                place[used[i]] = 0;
                var x = Row(table, used[i]);
                var m = Row(mean, used[i]);
                var v = Row(square, used[i]);
                var g = sums.AsSpan(i * Width, Width);
                for (var j = 0; j < Width; j += Vector<float>.Count)
                {
                    var slope = new Vector<float>(g[j..]);
                    var first = (new Vector<float>(m[j..]) * Beta1) + (slope * (1 - Beta1));
                    var second = (new Vector<float>(v[j..]) * Beta2) + (slope * slope * (1 - Beta2));
                    first.CopyTo(m[j..]);
                    second.CopyTo(v[j..]);
                    var divisor = (Vector.SquareRoot(second) * root) + new Vector<float>(Epsilon);
                    (new Vector<float>(x[j..]) - (first * rate / divisor)).CopyTo(x[j..]);
                }
            }
        }, null);

        static Span<float> Row(float[] elements, int row) => elements.AsSpan(row * Width, Width);
    }

    private static float LossByHand(float[] table, ReadOnlySpan<int> rows, ReadOnlySpan<float> seed)
    {
        var loss = 0f;
        for (var i = 0; i < rows.Length; i++)
        {
            loss += TensorPrimitives.Dot<float>(table.AsSpan(rows[i] * Width, Width), seed.Slice(i * Width, Width));
        }

        return loss;
    }

    private static (float[] Table, int[] Rows, float[] Seed) TableData()
    {
        var random = new Random(0);
        var table = Initialize.Normal<float>([TableRows, Width], random).ToArray();
        return (table, Numbers(Used, TableRows, random), Initialize.Normal<float>([Used, Width], random).ToArray());
    }

    private static int[] Numbers(int count, int below, Random random)
    {
        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = random.Next(below);
        }

        return numbers;
    }
}
