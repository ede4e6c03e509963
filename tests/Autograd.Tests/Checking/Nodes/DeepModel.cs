using System.Numerics;

namespace Autograd.Tests;

/// <summary>A network of twelve layers whose operations are recorded one by one, so that a wrong one can be planted.</summary>
/// <param name="seed">Chooses widths, activations and weights.</param>
/// <param name="planted">The number of the operation that gets a wrong rule; negative for none.</param>
/// <param name="wrong">What is wrong with it.</param>
internal sealed class DeepModel<T>(int seed, int planted, Wrong wrong)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Layers = 12;

    private static readonly UnaryOp[] s_activations = [new Tanh(), new Sigmoid(), new Softplus(), new Sin(), new Erf()];

    private readonly Random _random = new(seed);

    /// <summary>The number of operations recorded.</summary>
    public int Count { get; private set; }

    /// <summary>The operation that was made wrong.</summary>
    public Planted? Culprit { get; private set; }

    public Node<T> Loss()
    {
        var width = _random.Next(2, 5);
        Node<T> h = Node.Constant(Initialize.Normal<T>([3, width], _random));
        for (var layer = 0; layer < Layers; layer++)
        {
            var next = _random.Next(2, 5);
            var (w, b) = (Parameter($"w{layer}", width, next), Parameter($"b{layer}", next));
            h = Record(new Add(), Record(new MatMul(), h, w), b);
            h = Record(s_activations[_random.Next(s_activations.Length)], h).Named($"h{layer}");
            width = next;
        }

        var error = Record(new Subtract(), h, Node.Constant(Initialize.Normal<T>(h.Shape, _random)));
        return Record(new Sum([0, 1], false), Record(new Multiply(), error, error));
    }

    private Parameter<T> Parameter(string name, params int[] lengths) => new(Initialize.Normal<T>(new Shape(lengths), _random), name);

    private Node<T> Record(Op op, params Node<T>[] inputs)
    {
        if (Count++ != planted)
        {
            return op.Apply<T>(inputs);
        }

        Culprit = new Planted(op, wrong);
        return Culprit.Apply<T>(inputs);
    }
}
