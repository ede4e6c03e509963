using Autograd;

/// <summary>Five films that show what there is to know about the backward pass. To include: #:include shared/Gallery.cs</summary>
internal static class Gallery
{
    /// <summary>Each film with the name of its file, its title, and what it shows.</summary>
    public static IEnumerable<(string Name, string Title, string Shows, Node<double> Output)> Films()
    {
        yield return ("chain", "The chain rule", "Along a path, local derivatives multiply.", Chain());
        yield return ("fan", "Two paths from u1", "Where a node is used twice, what comes back on the two paths is added.", FanOut());
        yield return ("xor", "A network for exclusive or", "Two inputs, two hidden units, one output; four examples at once.", Xor());
        yield return ("losses", "Confidently wrong",
            "One wrong answer under two losses: cross-entropy still pushes; the squared error hardly does, because the softmax is flat.",
            Losses());
        yield return ("convolution", "A convolution", "Each weight of a filter meets every window of the image.", Convolution());
    }

    /// <summary>
    /// A film of training: two sigmoid units and one more learn exclusive or by the squared error. The hidden points move until a line
    /// separates them; then every sigmoid is flat, and the gradients vanish.
    /// </summary>
    public static Film Training()
    {
        var x = Node.Constant<double>(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }).Named("x");
        var y = Node.Constant<double>(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } }).Named("y");
        var w = new Parameter<double>(new double[,] { { 1.2, -0.8 }, { 0.9, -1.1 } }, "W");
        var c = new Parameter<double>(new double[] { -0.3, 0.6 }, "c");
        var v = new Parameter<double>(new double[,] { { 0.8 }, { 1.3 } }, "v");
        var b = new Parameter<double>(new double[] { -0.5 }, "b");
        var optimizer = new Sgd<double>([w, c, v, b], learningRate: 4);
        var recorder = new FilmRecorder<double>();
        for (var step = 0; step <= 400; step++)
        {
            var hidden = (x.MatMul(w).Named("x W") + c).Named("z").Sigmoid().Named("h");
            var guess = (hidden.MatMul(v).Named("h v") + b).Named("logit").Sigmoid().Named("p");
            var loss = (guess - y).Named("error").Square().Named("squares").Mean().Named("loss");
            if (step % 20 == 0)
            {
                recorder.Record(step, loss);
            }

            optimizer.Step(loss.Backward());
        }

        return recorder.ToFilm("Exclusive or, while it is learned");
    }

    // y = tanh(w x + b), and its square.
    private static Node<double> Chain()
    {
        var (w, b) = (new Parameter<double>(0.7, "w"), new Parameter<double>(-0.2, "b"));
        var x = Node.Constant<double>(1.5).Named("x");
        var z = ((w * x).Named("w x") + b).Named("z");
        return z.Tanh().Named("y").Square().Named("loss");
    }

    // The total derivative of u3 by u1 has two terms; the direct one, through s alone, is only the first.
    private static Node<double> FanOut()
    {
        var u1 = new Parameter<double>(0.4, "u1");
        var u2 = u1.Square().Named("u2");
        return (u1 + u2).Named("s").Exp().Named("u3");
    }

    private static Node<double> Xor()
    {
        var x = Node.Constant<double>(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }).Named("x");
        var y = Node.Constant<double>(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } }).Named("y");
        var w = new Parameter<double>(new double[,] { { 1.2, -0.8 }, { 0.9, -1.1 } }, "W");
        var c = new Parameter<double>(new double[] { -0.3, 0.6 }, "c");
        var v = new Parameter<double>(new double[,] { { 0.8 }, { 1.3 } }, "v");
        var b = new Parameter<double>(new double[] { -0.5 }, "b");
        var hidden = (x.MatMul(w).Named("x W") + c).Named("z").Tanh().Named("h");
        var logit = (hidden.MatMul(v).Named("h v") + b).Named("logit");
        return logit.SigmoidCrossEntropy(y).Named("loss");
    }

    // The right class is the first; the second has by far the largest logit.
    private static Node<double> Losses()
    {
        var z = new Parameter<double>(new double[,] { { -4, 6, 0 } }, "z");
        Node<double> target = new double[,] { { 1, 0, 0 } };
        var crossEntropy = z.SoftmaxCrossEntropy([0]).Named("cross-entropy");
        var p = z.Softmax().Named("p");
        var squaredError = (p - target.Named("target")).Named("error").Square().Sum().Named("squared error");
        return (crossEntropy + squaredError).Named("both");
    }

    private static Node<double> Convolution()
    {
        var image = Node.Constant(new NdArray<double>([1, 1, 5, 5],
            0, 0, 1, 0, 0,
            0, 1, 1, 0, 0,
            0, 0, 1, 0, 0,
            0, 0, 1, 0, 0,
            0, 1, 1, 1, 0)).Named("image");
        var kernel = new Parameter<double>(new NdArray<double>([1, 1, 3, 3], -0.5, 1, -0.5, -0.5, 1, -0.5, -0.5, 1, -0.5), "kernel");
        var map = image.Conv2D(kernel).Named("map");
        return map.Relu().Named("h").Mean().Named("loss");
    }
}
