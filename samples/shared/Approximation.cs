using Autograd;

/// <summary>
/// One hidden layer that is fitted to a function of one number. To include: #:include shared/Approximation.cs and shared/Layers.cs
/// </summary>
internal static class Approximation
{
    /// <summary>Trains a network on all points at once.</summary>
    /// <param name="x">The points, of shape (count, 1).</param>
    /// <param name="values">The function there.</param>
    /// <param name="width">The number of hidden units.</param>
    /// <param name="activation">What a hidden unit does.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="seed">Where the training starts.</param>
    /// <returns>The network.</returns>
    public static Func<Node<float>, Node<float>> Fit(
        NdArray<float> x, NdArray<float> values, int width, Func<Node<float>, Node<float>> activation, int steps, int seed)
    {
        var random = new Random(seed);
        var parameters = new ParameterSet<float>();

        // Units that are steep, and change at places all over the interval.
        var slopes = parameters.Add("slopes", Initialize.Normal<float>([1, width], random, standardDeviation: 4));
        var (least, most) = (Node.Constant(x).Min().Scalar, Node.Constant(x).Max().Scalar);
        var places = parameters.Add("places", Initialize.Uniform<float>([width], random, least, most));
        var output = new Dense(parameters.Under("output"), width, 1, random);
        Node<float> Network(Node<float> x) => output.Apply(activation((x - places) * slopes));

        // The graph is the same in each step: one recorded step is run again.
        var optimizer = new Adam<float>(parameters, learningRate: 0.01);
        var rate = Schedule.Cosine(0.01, steps);
        var replay = Replay.OfLoss(() => Network(x).MeanSquaredError(values));
        for (var step = 0; step < steps; step++)
        {
            replay.Run();
            optimizer.LearningRate = rate(step);
            optimizer.Step(replay.Gradients);
        }

        return Network;
    }
}
