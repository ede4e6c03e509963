using Autograd;

// Layers to copy, or to include in a program of one file: #:include shared/Layers.cs
// Each takes a set of parameters, adds what it needs to it, and is used by Apply. Weights stand on the right: x (..., inputs) times
// weight (inputs, outputs).

/// <summary>x W + b, for x of shape (..., inputs).</summary>
internal sealed class Dense(ParameterSet<float> parameters, int inputs, int outputs, Random random)
{
    private readonly Parameter<float> _weight = parameters.Add("weight", Initialize.He<float>([inputs, outputs], random));
    private readonly Parameter<float> _bias = parameters.Add("bias", NdArray.Zeros<float>([outputs]));

    public Node<float> Apply(Node<float> x) => x.MatMul(_weight) + _bias;
}

/// <summary>Batch normalization: by the batch in training, by what training has gathered afterwards.</summary>
internal sealed class Norm(ParameterSet<float> parameters, int features)
{
    private readonly Parameter<float> _gain = parameters.Add("gain", NdArray.Ones<float>([features]));
    private readonly Parameter<float> _bias = parameters.Add("bias", NdArray.Zeros<float>([features]));
    private readonly RunningStatistics<float> _running = new(parameters, features);

    public Node<float> Apply(Node<float> x, bool training) =>
        training ? x.BatchNorm(_gain, _bias, _running) : x.BatchNormInference(_running, _gain, _bias);
}

/// <summary>Dense layers of these widths, the inputs first, with an activation between each two.</summary>
internal sealed class Perceptron(
    ParameterSet<float> parameters, int[] widths, Func<Node<float>, Node<float>> activation, Random random)
{
    private readonly Dense[] _layers =
        [.. widths.Skip(1).Select((width, i) => new Dense(parameters.Under($"layer{i + 1}"), widths[i], width, random))];

    public Node<float> Apply(Node<float> x) =>
        _layers.Skip(1).Aggregate(_layers[0].Apply(x), (hidden, layer) => layer.Apply(activation(hidden)));
}

/// <summary>Layer normalization over the last axis.</summary>
internal sealed class LayerNorm(ParameterSet<float> parameters, int features)
{
    private readonly Parameter<float> _gain = parameters.Add("gain", NdArray.Ones<float>([features]));
    private readonly Parameter<float> _bias = parameters.Add("bias", NdArray.Zeros<float>([features]));

    public Node<float> Apply(Node<float> x) => x.LayerNorm(_gain, _bias);
}

/// <summary>A table of vectors, one for each of a number of words or other things.</summary>
internal sealed class Embedding(ParameterSet<float> parameters, int count, int features, Random random)
{
    private readonly Parameter<float> _table = parameters.Add("table", Initialize.Normal<float>([count, features], random));

    public Node<float> Apply(IntArray indices) => _table.Embedding(indices);
}

/// <summary>
/// A 3 x 3 convolution that keeps height and width, batch normalization, relu; for x of shape (batch, channels, height, width).
/// </summary>
internal sealed class ConvolutionBlock(ParameterSet<float> parameters, int inputs, int outputs, Random random)
{
    private readonly Parameter<float> _kernel = parameters.Add("kernel", Initialize.He<float>([outputs, inputs, 3, 3], random));
    private readonly Norm _norm = new(parameters.Under("norm"), outputs);

    public Node<float> Apply(Node<float> x, bool training) => _norm.Apply(x.Conv2D(_kernel, padding: 1), training).Relu();
}

/// <summary>
/// A cell of long short-term memory (Hochreiter and Schmidhuber 1997, with a forget gate): state and memory of shape (batch, units).
/// </summary>
internal sealed class LstmCell(ParameterSet<float> parameters, int inputs, int units, Random random)
{
    private readonly Parameter<float> _input = parameters.Add("input", Initialize.Glorot<float>([inputs, 4 * units], random));
    private readonly Parameter<float> _state = parameters.Add("state", Initialize.Glorot<float>([units, 4 * units], random));

    // The forget gate begins open: what is remembered stays until training says otherwise.
    private readonly Parameter<float> _bias = parameters.Add(
        "bias", new NdArray<float>([4 * units], [.. Enumerable.Range(0, 4 * units).Select(i => i / units == 1 ? 1f : 0f)]));

    public (Node<float> State, Node<float> Memory) Apply(Node<float> x, Node<float> state, Node<float> memory)
    {
        var gates = (x.MatMul(_input) + state.MatMul(_state) + _bias).Split([units, units, units, units], axis: -1);
        var (enter, keep, show) = (gates[0].Sigmoid(), gates[1].Sigmoid(), gates[3].Sigmoid());
        memory = (keep * memory) + (enter * gates[2].Tanh());
        return (show * memory.Tanh(), memory);
    }
}

/// <summary>A gated recurrent unit (Cho et al. 2014): a state of shape (batch, units).</summary>
internal sealed class GruCell(ParameterSet<float> parameters, int inputs, int units, Random random)
{
    private readonly Dense _gates = new(parameters.Under("gates"), inputs + units, 2 * units, random);
    private readonly Dense _candidate = new(parameters.Under("candidate"), inputs + units, units, random);

    public Node<float> Apply(Node<float> x, Node<float> state)
    {
        var gates = _gates.Apply(Node.Concat([x, state], axis: -1)).Sigmoid().Split([units, units], axis: -1);
        var candidate = _candidate.Apply(Node.Concat([x, gates[0] * state], axis: -1)).Tanh();
        return candidate.Lerp(state, gates[1]);
    }
}

/// <summary>Attention of several heads (Vaswani et al. 2017), of x of shape (batch, length, features) to itself.</summary>
internal sealed class MultiHeadAttention(ParameterSet<float> parameters, int features, int heads, Random random)
{
    private readonly Dense _queries = new(parameters.Under("queries"), features, features, random);
    private readonly Dense _keys = new(parameters.Under("keys"), features, features, random);
    private readonly Dense _values = new(parameters.Under("values"), features, features, random);
    private readonly Dense _output = new(parameters.Under("output"), features, features, random);

    /// <summary>The attended values; with <paramref name="causal"/> a position sees itself and those before it.</summary>
    public Node<float> Apply(Node<float> x, bool causal = false)
    {
        var attended = Weights(x, causal).MatMul(Heads(_values.Apply(x)));
        return _output.Apply(attended.Transpose([0, 2, 1, 3]).Reshape(x.Shape));
    }

    /// <summary>How much each position looks at each, of shape (batch, heads, length, length): the weights of a row add up to 1.</summary>
    public Node<float> Weights(Node<float> x, bool causal = false)
    {
        var (q, k) = (Heads(_queries.Apply(x)), Heads(_keys.Apply(x)));
        var scores = q.MatMul(k, transposeY: true) / MathF.Sqrt(features / heads);
        if (causal)
        {
            Node<float> future = NdArray.Ones<float>([x.Shape[1], x.Shape[1]]);
            scores = scores.MaskedFill(future.UpperTriangle(1), double.NegativeInfinity);
        }

        return scores.Softmax();
    }

    private Node<float> Heads(Node<float> projected)
    {
        var (batch, length, _) = projected.Shape;
        return projected.Reshape([batch, length, heads, features / heads]).Transpose([0, 2, 1, 3]);
    }
}
