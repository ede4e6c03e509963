namespace Autograd.Tests;

/// <summary>A network that learns which arm of a spiral a point is on: batches in a shuffled order, dropout, momentum.</summary>
internal sealed class SpiralTraining
{
    private const int Count = 120;
    private const int Batch = 25;
    private const int Hidden = 17;
    private const double Rate = 0.2;

    private readonly bool _isReplayed;
    private readonly ResumableRandom _random;
    private readonly ParameterSet<float> _parameters = new();
    private readonly Optimizer<float> _optimizer;
    private readonly State<float> _seen;
    private readonly int[] _order = [.. Enumerable.Range(0, Count)];
    private readonly NdArray<float> _points;
    private readonly int[] _arms = [.. Enumerable.Range(0, Count).Select(i => i % 3)];
    private readonly Node<float> _x = Node.Constant(NdArray.Zeros<float>([Batch, 2]));
    private readonly Node<float> _mask = Node.Constant(NdArray.Zeros<float>([Batch, Hidden]));
    private readonly IntList _labels = new int[Batch];
    private LossReplay<float>? _replay;
    private int _next;

    public SpiralTraining(string optimizer, bool isReplayed, int seed)
    {
        (_isReplayed, _random) = (isReplayed, new ResumableRandom(seed));
        var data = new Random(1);
        _points = NdArray.Generate([Count, 2], () => (float)(data.NextDouble() - 0.5));
        _parameters.Under("hidden").Add("weight", Initialize.He<float>([2, Hidden], _random));
        _parameters.Under("hidden").Add("bias", NdArray.Zeros<float>([Hidden]));
        _parameters.Under("output").Add("weight", Initialize.Glorot<float>([Hidden, 3], _random));
        _seen = _parameters.AddState("seen", 0);
        _optimizer = optimizer switch
        {
            "Sgd" => new Sgd<float>(_parameters, 0.1, momentum: 0.9, weightDecay: 1e-4),
            "Adam" => new Adam<float>(_parameters, 0.01),
            "AdamW" => new AdamW<float>(_parameters, 0.01, weightDecay: 0.05),
            _ => throw new ArgumentException($"no optimizer {optimizer}", nameof(optimizer)),
        };
        Checkpoint = new()
        {
            { "model", _parameters },
            { "optimizer", _optimizer },
            { "random", _random },
            {
                "data", entries =>
                {
                    entries.Add("order", _order);
                    entries.AddNumber("next", () => _next, next => _next = (int)next);
                }
            },
        };
    }

    /// <summary>All that it goes on from.</summary>
    public Checkpoint<float> Checkpoint { get; }

    /// <summary>The bits of the parameters, of what the optimizer keeps, of the state and of the generator.</summary>
    public string Bits => string.Join("\n", _parameters
        .SelectMany(parameter => _optimizer.StateOf(parameter).Values.Select(state => state.Value).Prepend(parameter.Value))
        .Append(_seen.Value)
        .Select(array => string.Join(" ", array.ToArray().Select(BitConverter.SingleToUInt32Bits)))) + _random.State;

    /// <summary>Trains until some steps are done in all.</summary>
    public void Run(int steps)
    {
        while (Checkpoint.Step < steps)
        {
            if (Checkpoint.Step == 700)
            {
                _optimizer.LearningRate *= 0.5;
            }

            if (_next + Batch > Count || Checkpoint.Step == 0)
            {
                _random.Shuffle(_order);
                _next = 0;
                Checkpoint.Epoch++;
            }

            int[] batch = _order[_next..(_next + Batch)];
            _next += Batch;
            _optimizer.Step(_isReplayed ? Replayed(batch) : Eager(batch));
            _seen.Value = _seen.Value.Scalar + Batch;
            Checkpoint.Step++;
        }
    }

    private Gradients<float> Eager(int[] batch)
    {
        var points = NdArray.FromRows<float>([.. batch.Select(Point)]);
        return Loss(points, hidden => hidden.Dropout(Rate, _random), Array.ConvertAll(batch, i => _arms[i])).Backward();
    }

    private Gradients<float> Replayed(int[] batch)
    {
        _replay ??= Replay.OfLoss(() => Loss(_x, hidden => hidden * _mask, _labels));
        _replay.Set(_x, NdArray.FromRows<float>([.. batch.Select(Point)]).Span);
        _replay.Set(_labels, Array.ConvertAll(batch, i => _arms[i]));
        _replay.Set(_mask, NdArray.Generate(_mask.Shape, () => _random.NextDouble() < Rate ? 0 : (float)(1 / (1 - Rate))).Span);
        _replay.Run();
        return _replay.Gradients;
    }

    private Node<float> Loss(Node<float> x, Func<Node<float>, Node<float>> dropout, IntList labels) =>
        dropout((x.MatMul(_parameters["hidden.weight"]) + _parameters["hidden.bias"]).Relu())
            .MatMul(_parameters["output.weight"])
            .SoftmaxCrossEntropy(labels);

    private float[] Point(int i) => [_points[i, 0], _points[i, 1]];
}
