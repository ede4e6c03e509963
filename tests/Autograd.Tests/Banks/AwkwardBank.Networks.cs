namespace Autograd.Tests;

/// <content>Models as people check them: at zeros, in float, with dead units, many weights, and parts meant not to be derived.</content>
internal static partial class AwkwardBank
{
    private static IEnumerable<AwkwardRow> Networks =>
    [
        Layers("zero weights before a hard tanh", 20, 15, x => x.HardTanh(-0.0, 1), first: 0, second: 1),
        Layers("zero weights before relu6", 20, 15, x => x.Clamp(0, 6), first: 0, second: 1),
        Layers("zero weights before an elu", 20, 15, x => x.Elu(), first: 0, second: 1),
        Layers("zero weights before a selu", 20, 15, x => x.Selu(), first: 0, second: 1),
        Layers("zero weights before a maxout", 20, 15, x => x.Maxout(3).BroadcastTo([3, 5]).Tile([1, 3]), first: 0, second: 1),
        Layers("zero weights before a sign", 20, 15, x => x.Sign() + x, first: 0, second: 1),
        Layers("zero weights before a squared relu", 20, 15, x => x.Relu().Square(), first: 0, second: 1),
        Layers("zero weights before relu of relu", 20, 15, x => (x.Relu() - x).Relu(), first: 0, second: 1),
        Layers("zero weights before a norm", 20, 15, x => x / (1 + x.Abs()), first: 0, second: 1),
        Layers("many zero weights before a relu", 40, 50, x => x.Relu(), first: 0, second: 1),
        Layers("many zero weights on both sides of a relu", 40, 50, x => x.Relu(), first: 0, second: 0),
        Layers("dead units", 20, 15, x => (x - 10).Relu(), first: 1, second: 1),
        Layers("units next to dead", 20, 15, x => (1e-6 * x).Relu(), first: 1e-3, second: 1),
        Layers("tiny weights before a relu", 20, 15, x => x.Relu(), first: 1e-9, second: 1),
        Layers("huge weights before a tanh", 20, 15, x => x.Tanh(), first: 1e3, second: 1),
        Layers("huge weights before a softmax", 20, 15, x => x.Softmax(), first: 1e3, second: 1),
        Layers("few zero weights before an absolute value", 4, 5, x => x.Abs(), first: 0, second: 1),
        Layers("few zero weights before a leaky relu", 4, 5, x => x.LeakyRelu(0.2), first: 0, second: 1),
        Layers("few zero weights on both sides of a relu", 4, 5, x => x.Relu(), first: 0, second: 0),
        new("zero kernels before a relu", random =>
        {
            Node<double> images = Initialize.Normal<double>([2, 3, 8, 8], random);
            return GradientCheck.Of(
                (k, b) => images.Conv2D(k, b, padding: 1).Relu().MaxPool2D(2).Sum([2, 3]),
                NdArray.Zeros<double>([12, 3, 3, 3]), NdArray.Zeros<double>([12]), new GradientCheckOptions { Order = 1 });
        }),
        new("small kernels before a relu", random =>
        {
            Node<double> images = Initialize.Normal<double>([1, 2, 6, 6], random);
            return GradientCheck.Of(
                k => images.Conv2D(k).Relu().MaxPool2D(2), Initialize.Normal<double>([4, 2, 3, 3], random),
                new GradientCheckOptions { Order = 1 });
        }),
        new("a recurrent net of 30 steps", random =>
        {
            Node<double> start = Initialize.Normal<double>([2, 6], random);
            return GradientCheck.Of(
                w => Iterate(start, 30, h => h.MatMul(w).Tanh()), Initialize.Normal<double>([6, 6], random),
                new GradientCheckOptions { Order = 1, Mode = (GradientCheckMode)random.Next(1, 4) });
        }),
        new("an exploding recurrent net", random =>
        {
            Node<double> start = Initialize.Normal<double>([2, 6], random);
            return GradientCheck.Of(
                w => Iterate(start, 20, h => (3 * h.MatMul(w)).Tanh()), Initialize.Normal<double>([6, 6], random),
                new GradientCheckOptions { Order = 1 });
        }),
        new("batch normalization of equal rows", random =>
        {
            var row = Initialize.Normal<double>([1, 4], random);
            return GradientCheck.Of(
                x => x.LayerNorm(new NdArray<double>([4], 1, 2, 3, 4), NdArray.Ones<double>([4])).Square(), row,
                new GradientCheckOptions { Order = 1, Mode = (GradientCheckMode)random.Next(1, 4) });
        }),
        new("layer normalization of nearly equal elements", random => GradientCheck.Of(
            x => x.LayerNorm(NdArray.Ones<double>([6]), NdArray.Zeros<double>([6])).Square(),
            NdArray.Generate([2, 6], () => 1 + (1e-4 * random.NextDouble())), new GradientCheckOptions { Order = 1 })),
        new("attention of one dominant key", random => GradientCheck.Of(
            (q, k) => (q.MatMul(k, transposeY: true) * 30).Softmax().MatMul(k), Initialize.Normal<double>([3, 4], random),
            Initialize.Normal<double>([5, 4], random), new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) })),
        new("cross-entropy when sure and wrong", random => GradientCheck.Of(
            x => x.SoftmaxCrossEntropy([0, 1, 2]), NdArray.Generate([3, 4], () => 200 * (random.NextDouble() - 0.5)),
            new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) })),
        new("500 elements, each squared", random => GradientCheck.Of(
            x => x.Square(), Initialize.Normal<double>([500], random), new GradientCheckOptions { Order = 1 })),
        new("500 elements of all scales", random => GradientCheck.Of(
            x => x.Square().Sum(), NdArray.Generate([500], () => Math.Pow(10, 12 * (random.NextDouble() - 0.5))),
            new GradientCheckOptions { Order = 1 })),
        new("500 zeros through absolute values", random => GradientCheck.Of(
            x => x.Abs().Sum() + x.Sum(), NdArray.Zeros<double>([500]), new GradientCheckOptions { Order = 1, Seed = random.Next() })),
        new("500 elements, the largest of each row, tied", random => GradientCheck.Of(
            x => x.Max(1), NdArray.Generate([50, 10], () => (double)random.Next(3)), new GradientCheckOptions { Order = 1 })),
        new("a straight-through estimator, meant", random => GradientCheck.Of(
            (x, w) => (x + (x.Round() - x).StopGradient()) * w,
            Initialize.Normal<double>([4], random), Initialize.Normal<double>([4], random),
            new GradientCheckOptions { MeantToDiffer = [0] })),
        new("a stopped target, meant", random => GradientCheck.Of(
            (x, y) => (x - y.Exp().StopGradient()).Square(), Initialize.Normal<double>([4], random), Initialize.Normal<double>([4], random),
            new GradientCheckOptions { MeantToDiffer = [1] })),
        InFloat("a network in float", x => (x.Reshape([4, 1]) * x).Tanh().MatMul(x).Sigmoid(), r => (float)(r.NextDouble() - 0.5)),
        InFloat("variance in float", x => x.Variance(), r => 100 + (float)r.NextDouble()),
        InFloat("a difference in float", x => (1000f + x.Square()) - 1000f, r => (float)r.NextDouble()),
        InFloat("abs at 0 in float", x => x.Abs(), r => 0),
        InFloat("max, tied, in float", x => x.Max(0), r => r.Next(2)),
        InFloat("log of a sum of exponentials in float", x => x.LogSumExp(), r => (float)(80 * r.NextDouble())),
        InFloat("1e-30 e^x in float", x => 1e-30f * x.Exp(), r => (float)r.NextDouble()),
        InFloat("1e-42 e^x in float", x => 1e-42f * x.Exp(), r => (float)r.NextDouble()),
        InFloat("x^20 in float", x => x.Pow(20), r => (float)(0.5 + r.NextDouble())),
        InFloat("tan near its pole in float", x => x.Tan(), r => 1.5f + (0.06f * (float)r.NextDouble())),
        InFloat("log(1 + x) as written in float", x => (1 + x).Log(), r => 1e-6f * (float)r.NextDouble()),
        InFloat("sigmoid at -80 in float", x => x.Sigmoid(), r => -80 - (5 * (float)r.NextDouble())),
        InFloat("norm in float", x => x.Norm(), r => 1e-3f * (float)r.NextDouble()),
        InFloat("cos of 1e5 x in float", x => (1e5f * x).Cos(), r => (float)r.NextDouble()),
        InFloat("erfc in float", x => x.Erfc(), r => 3 + (float)r.NextDouble()),
    ];
}
