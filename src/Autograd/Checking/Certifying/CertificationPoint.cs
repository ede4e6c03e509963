namespace Autograd;

/// <summary>A point at which an operation is certified.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Function">The function: the user's, or the user's with one input used twice.</param>
/// <param name="Inputs">Where.</param>
internal sealed record CertificationPoint(string Name, Func<IReadOnlyList<Node<double>>, Node<double>> Function, NdArray<double>[] Inputs)
{
    // The element of each index in an array of a size. The tests of the operations hold a list of their own: were it this one, a point that
    // is lost here would be lost there too.
    private static readonly (string Name, Func<int, int, double> Element)[] s_adversarial =
    [
        ("0", (_, _) => 0),
        ("-0", (_, _) => -0.0),
        ("ties", (_, _) => 0.75),
        ("tiny", (i, _) => i % 2 == 0 ? 1e-8 : -1e-8),
        ("fractions", (i, size) => (i + 1.0) / (size + 1)),
        ("saturated", (i, _) => i % 2 == 0 ? 40 : -40),
        ("large", (i, _) => i % 2 == 0 ? 1e4 : -1e4),
        ("large and positive", (i, _) => 1e4 + i),
        ("one dominant", (i, _) => i == 0 ? 700 : 0.1 * i),
    ];

    /// <summary>Every input, and each alone, where rules go wrong: zeros of both signs, ties, tiny, large and saturated elements.</summary>
    public IEnumerable<CertificationPoint> Adversarial()
    {
        foreach (var (name, element) in s_adversarial)
        {
            yield return this with { Name = name, Inputs = Array.ConvertAll(Inputs, input => Fill(input.Shape, element)) };
            for (var i = 0; Inputs.Length > 1 && i < Inputs.Length; i++)
            {
                yield return With($"{name} in input {i}", i, Fill(Inputs[i].Shape, element));
            }
        }
    }

    /// <summary>One input with an axis of length 1, or without its first axes: those that the function accepts are broadcasts.</summary>
    public IEnumerable<CertificationPoint> Broadcasts()
    {
        for (var i = 0; Inputs.Length > 1 && i < Inputs.Length; i++)
        {
            var shape = Inputs[i].Shape;
            for (var axis = 0; axis < shape.Rank && shape.Size > 0; axis++)
            {
                if (shape[axis] > 1)
                {
                    yield return With($"input {i} with axis {axis} of length 1", i, Inputs[i].TakeFirst(axis, 1));
                }

                var rest = new Shape(shape.Lengths[(axis + 1)..]);
                var first = new NdArray<double>(rest, Inputs[i].Span[..rest.Size]);
                yield return With($"input {i} without its first {axis + 1} axes", i, first);
            }
        }
    }

    /// <summary>The last two axes cut to one length, where a gradient can be transposed without being refused.</summary>
    public CertificationPoint Square()
    {
        var matrices = Inputs.Where(input => input.Shape.Rank >= 2).ToArray();
        var length = matrices.Length == 0 ? 0 : matrices.Min(input => Math.Min(input.Shape[^1], input.Shape[^2]));
        return this with
        {
            Name = "square",
            Inputs = length < 2 ? Inputs : Array.ConvertAll(Inputs, Cut),
        };

        // Vectors too, along their one axis.
        NdArray<double> Cut(NdArray<double> input) =>
            Enumerable.Range(0, input.Shape.Rank).TakeLast(2).Aggregate(input, (cut, axis) => cut.TakeFirst(axis, length));
    }

    /// <summary>One input in the place of another of the same shape too: the gradients of both uses add up.</summary>
    public IEnumerable<CertificationPoint> Shared()
    {
        for (var second = 1; second < Inputs.Length; second++)
        {
            var first = Array.FindIndex(Inputs, input => input.Shape == Inputs[second].Shape);
            if (first < second)
            {
                var (one, other, function) = (first, second, Function);
                yield return new CertificationPoint($"input {one} used as input {other} too",
                    inputs => function([.. inputs.Take(other), inputs[one], .. inputs.Skip(other)]),
                    [.. Inputs.Where((_, i) => i != other)]);
            }
        }
    }

    /// <summary>Every element with the other sign, so that what is decided by a sign or by an order is decided otherwise.</summary>
    public CertificationPoint Mirrored() => this with
    {
        Name = "mirrored",
        Inputs = Array.ConvertAll(Inputs, input => Fill(input.Shape, (i, _) => -input.Span[i])),
    };

    /// <summary>A point near by, at which no element is 0, or the same as another, by design.</summary>
    public CertificationPoint Near(Random random) => this with
    {
        Name = "near by",
        Inputs = Array.ConvertAll(Inputs, input => Shake(input, random)),
    };

    private static NdArray<double> Shake(NdArray<double> input, Random random)
    {
        var next = 0;
        return NdArray.Generate(input.Shape, () => ShakeElement(input.Span[next++]));

        double ShakeElement(double value) => (value * (0.9 + (0.2 * random.NextDouble()))) + (0.05 * random.NextDouble());
    }

    private static NdArray<double> Fill(Shape shape, Func<int, int, double> element)
    {
        var next = 0;
        return NdArray.Generate(shape, () => element(next++, shape.Size));
    }

    private CertificationPoint With(string name, int input, NdArray<double> value)
    {
        NdArray<double>[] inputs = [.. Inputs];
        inputs[input] = value;
        return this with { Name = name, Inputs = inputs };
    }
}
