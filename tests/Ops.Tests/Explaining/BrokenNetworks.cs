using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// A model as people write it, several layers deep, with one thing wrong: the node to blame is named <c>culprit</c>, unless it is a leaf
/// or the path itself is missing.
/// </summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Make">Makes the loss and, where a gradient is 0 or missing, the node that it is asked for.</param>
/// <param name="Says">What the story must say.</param>
public sealed record BrokenNetwork<T>(string Name, Func<(Node<T> Loss, Node<T>? Wrt)> Make, params string[] Says)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string ToString() => Name;
}

/// <summary>The second bank: networks, losses and training loops, the same code in float and in double.</summary>
internal static class BrokenNetworks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Culprit = "culprit";

    private static readonly bool s_isFloat = typeof(T) == typeof(float);

    // e to this overflows, and a number whose square does.
    private static readonly double s_large = s_isFloat ? 100 : 800;
    private static readonly double s_huge = s_isFloat ? 1e30 : 1e250;

    /// <summary>NaN and infinity that arise in the forward pass.</summary>
    public static IEnumerable<BrokenNetwork<T>> Values()
    {
        yield return Value("log of a picked probability", () =>
        {
            using var asWritten = Stabilizing.Off();
            var probabilities = (Mlp(Data(4, 3), node => node.Relu()) * (3 * s_large)).Softmax();
            return -probabilities.TakeAlongAxis(new IntArray([4, 1], [0, 1, 2, 0]), 1).Log().Named(Culprit).Mean();
        }, "log of 0");
        yield return Value("attention by hand", () =>
        {
            using var asWritten = Stabilizing.Off();
            var q = P("q", new[,] { { 30.0, 30 }, { 1, 2 } });
            var exp = (q.MatMul(q, transposeY: true) * 1).Exp().Named(Culprit) * P("half", 0.5);
            return (exp / exp.Sum(1, keepDims: true)).MatMul(C(new[,] { { 1.0 }, { 2 } })).Sum();
        }, "overflow of exp of 1800", "became NaN in Divide");
        yield return Value("a row of attention that is masked as a whole", () =>
        {
            var q = P("q", new[,] { { 1.0, 2 }, { 1, 2 } });
            var scores = q.MatMul(q, transposeY: true).MaskedFill(C(new[,] { { 0.0, 1 }, { 1, 1 } }), double.NegativeInfinity);
            var exp = (scores - scores.Max(1, keepDims: true)).Named(Culprit).Exp();
            return (exp / (1 + exp.Sum(1, keepDims: true))).Mean();
        }, "infinity - infinity at [1, 0]", "masked");
        yield return Value(
            "a mask times infinity",
            () => (P("x", 1, 2) + (C(0, 1) * Full(2, double.NegativeInfinity)).Named(Culprit)).Softmax()[0],
            "0 * infinity", "recorded nothing");
        yield return Value("a constant feature, standardized", () =>
        {
            var x = C(new[,] { { 1.0, 5 }, { 2, 5 }, { 3, 5 } });
            return ((x - x.Mean([0])) / x.StandardDeviation([0])).Named(Culprit).MatMul(P("w", new[,] { { 1.0 }, { 1 } })).Square().Mean();
        }, "0 / 0 at [0, 1]");
        yield return Value("a normalization of constant rows", () =>
        {
            var h = C(new[,] { { 1.0, 0 }, { 0, 1 } }).MatMul(P("w", new[,] { { 1.0, 1 }, { 2, 3 } }));
            return ((h - h.Mean(1, keepDims: true)) / h.Variance(1, keepDims: true).Sqrt()).Named(Culprit).Square().Mean();
        }, "0 / 0 at [0, 0]");
        yield return Value("a mean over a count of 0", () =>
        {
            var mask = C(0, 0, 0);
            return ((P("x", 1, 2, 3) * mask).Sum() / mask.Sum()).Named(Culprit);
        }, "0 / 0");
        yield return Value("a score without positives", () =>
        {
            var (p, y) = (P("z", -5, -6).Sigmoid(), C(0, 0));
            return 1 - (2 * (p * y).Sum() / (y.Sum() + y.Sum())).Named(Culprit);
        }, "0 / 0");
        yield return Value("the variance of an autoencoder", () =>
        {
            var logVariance = C(new[,] { { 1.0, 50 } }).MatMul(P("w", new[,] { { 1.0, 2 }, { 0.1, s_large / 20 } }));
            return -0.5 * (1 + logVariance - logVariance.Exp().Named(Culprit)).Sum();
        }, "overflow of exp");
        yield return Value("its noise times an infinite deviation", () =>
        {
            var deviation = (P("v", 0, 2.2 * s_large) * 0.5).Exp().Named(Culprit);
            return ((P("mu", 0, 0) + (deviation * C(0.3, 0))).Tanh() * C(1, 2)).Sum().Square();
        }, "overflow of exp", "became NaN in Multiply (2)");
        yield return Value(
            "NaN in the data of a network",
            () => Mlp(Data(4, 3, (4, double.NaN)), node => node.Tanh()).SoftmaxCrossEntropy([0, 1, 2, 0]),
            "NaN in the data at [1, 1]");
        yield return Value("NaN in the targets", () => Mlp(Data(4, 3), node => node.Tanh()).MeanSquaredError(Data(4, 3, (5, double.NaN))),
            "NaN in the data at [1, 2]");
        yield return Value(
            "infinity in the targets",
            () => Mlp(Data(4, 3), node => node.Tanh()).MeanSquaredError(Data(4, 3, (5, double.PositiveInfinity))),
            "infinity in the data at [1, 2]");
        yield return Value(
            "NaN in data that are normalized first",
            () => Mlp(Data(4, 3, (0, double.NaN)).LayerNorm().Named(Culprit), node => node.Relu()).Softmax().Mean(),
            "recorded nothing; or what it was computed from was not finite already");
        yield return Value(
            "a linear layer under a logarithm",
            () => C(new[,] { { 1.0, -1 } }).MatMul(P("w", new[,] { { 0.5 }, { 2 } })).Log().Named(Culprit).Mean(),
            "log of the negative number -1.5");
        yield return Value(
            "a rate that is negative",
            () => (P("rate", 0.5, -0.1) - (C(1, 2) * P("rate", 0.5, -0.1).Log().Named(Culprit))).Mean(),
            "log of the negative number -0.1 at [1]");
        yield return Value(
            "a cube root of a negative number",
            () => P("x", 8, -8).Pow(1.0 / 3).Named(Culprit).Sum(),
            "(-8)^0.33333", "no integer");
        yield return Value("cross-entropy by hand", () =>
        {
            using var asWritten = Stabilizing.Off();
            var (p, y) = (P("z", 3 * s_large, 0).Sigmoid(), C(1, 1));
            return -((y * p.Log()) + ((1 - y) * (1 - p).Log().Named(Culprit))).Mean();
        }, "log of 0 at [0]", "became NaN in Multiply (2)");
        yield return Value("a mask after the logarithm", () =>
        {
            var x = P("x", 0, 2);
            return (x.Log().Named(Culprit) * (x > 0)).Sum();
        }, "log of 0 at [0]", "became NaN in Multiply (2)");
        yield return Value("a branch the wrong way around", () =>
        {
            var x = P("x", 0, 2);
            return (x > 1).Where(x.Square(), x.Log().Named(Culprit)).Sum();
        }, "log of 0 at [0]");
        yield return Value("a recurrence that explodes", () =>
        {
            var (w, h) = (P("w", new[,] { { 60.0, 40 }, { -30, 70 } }), C(new[,] { { 1.0, 1 } }));
            for (var step = 0; step < 200; step++)
            {
                h = h.MatMul(w);
            }

            return h.Sum();
        }, "overflow of a sum of products", "MatMul");
        yield return Value("a learning rate that is too large", () =>
        {
            var w = P("w", 1, -2);
            var optimizer = new Sgd<T>([w], 1e5);
            while (T.Abs(w.Value[0]) < T.CreateChecked(s_huge))
            {
                optimizer.Step(w.Square().Sum().Backward());
            }

            return w.Square().Named(Culprit).Sum();
        }, "overflow of", "has grown to", "the learning rate is too large");
        yield return Value("an infinite parameter", () =>
        {
            var w = P("w", 1, 1);
            w.Update(A(double.PositiveInfinity, 1));
            return (w * C(0, 1)).Sum();
        }, "last updated at BrokenNetworks.cs:", "is infinity already at [0]");
        yield return Value("the cosine of nothing", () =>
        {
            var (a, b) = (P("a", 0, 0), C(1, 2));
            return ((a * b).Sum() / (a.Norm() * b.Norm())).Named(Culprit);
        }, "0 / 0");
        yield return Value("a deviation of 0", () => (0.5 * ((C(1, 2) - P("m", 1.5, 2)) / P("s", 0, 1)).Named(Culprit).Square()).Mean(),
            "division by 0: -0.5 / 0 at [0]");
        yield return Value("densities that underflow, under a logarithm", () =>
        {
            using var asWritten = Stabilizing.Off();
            return -(0.4 * (-0.5 * P("m", new[,] { { 100.0, 200 } }).Square()).Exp()).Sum(1).Log().Named(Culprit).Mean();
        }, "log of 0 at [0]");
        yield return Value(
            "a likelihood as a product",
            () => new Parameter<T>(NdArray.Full([400], T.CreateChecked(10)), "p").Prod().Named(Culprit).Log(),
            "overflow of the product");
        yield return Value(
            "the determinant of a singular matrix",
            () => P("m", new[,] { { 1.0, 2 }, { 2, 4 } }).LogDeterminant().Named(Culprit),
            "log of a determinant that is 0");
        yield return Value(
            "temperature 0",
            () => (P("x", 1, 2) / P("tau", 0)).Named(Culprit).Softmax()[0],
            "division by 0: 1 / 0 at [0]", "Softmax");
        yield return Value(
            "logits that overflow",
            () => (P("x", new[,] { { 1.0, 2 } }) * s_huge * s_huge).Named(Culprit).SoftmaxCrossEntropy([0]),
            "overflow of", "became NaN in SoftmaxCrossEntropy");
        yield return Value("the inverse of a saturated tanh", () => P("x", 20, 1).Tanh().Atanh().Named(Culprit).Sum(), "atanh of 1 at [0]");
        yield return Value(
            "a sum of squares that overflows",
            () => P("w", s_huge, 1).Square().Named(Culprit).Sum() * 1e-4,
            "overflow of", "^2 at [0]");
        yield return Value(
            "NaN in a row of a table",
            () => P("table", new[,] { { 1.0, 2 }, { double.NaN, 3 } }).Embedding([0, 1]).Square().Mean(),
            "table", "is NaN already at [1, 0]");
        yield return Value("inside a part that is computed again", () =>
        {
            var x = P("x", 0, 1);
            return Recompute.Of(() => x.Log() * 2).Sum();
        }, "log of 0 at [0]", "passed on by Multiply (2)");
        yield return Value("a constant that was computed wrongly", () => (P("w", 1, 2) * (C(0, 1) / C(0, 1)).Named(Culprit)).Sum(),
            "0 / 0 at [0]", "recorded nothing");
    }

    /// <summary>Finite losses with gradients that are not.</summary>
    public static IEnumerable<BrokenNetwork<T>> Gradients()
    {
        yield return Value("distances to oneself", () =>
        {
            using var asWritten = Stabilizing.Off();
            var x = P("x", new[,] { { 0.0, 1 }, { 2, 3 }, { 1, 1 } });
            return (x.ExpandDims(0) - x.ExpandDims(1)).Square().Sum(2).Sqrt().Named(Culprit).Mean();
        }, "in the rule of Sqrt at [0, 0]", "slope of the square root is infinite", "Norm");
        yield return Value("a norm by hand in a penalty", () =>
        {
            using var asWritten = Stabilizing.Off();
            var x = P("x", new[,] { { 1.0, 1 } });
            var gradient = x.MatMul(P("w", new[,] { { -1.0 }, { -1 } })).Relu().Sum().Gradient(x, differentiable: true);
            return (gradient.Square().Sum().Sqrt().Named(Culprit) - 1).Square();
        }, "in the rule of Sqrt", "became NaN in the rule of Square");
        yield return Value("the root of a difference", () => P("x", 0, 1).Abs().Sqrt().Named(Culprit).Sum(), "in the rule of Sqrt at [0]");
        yield return Value("a harmonic mean", () => 2 / P("x", 0, 2).Reciprocal().Named(Culprit).Sum(), "1 / 0 at [0]");
        yield return Value("a logarithm that is taken back", () => P("x", 1, 0, 2).Log().Named(Culprit).CumulativeSum(0).Exp().Sum(),
            "in the rule of Log at [1]", "slope of the logarithm is infinite");
        yield return Value("the angle of equal vectors", () =>
        {
            var a = P("a", 3, 4);
            var unit = a / a.Norm();
            return (unit * unit).Sum().Minimum(1).Acos().Named(Culprit);
        }, "in the rule of Acos", "slope is infinite");
        yield return Value(
            "a hook that divides by 0",
            () => (P("w", 0, 1) * 3).WithGradient(grad => grad / (grad - grad)).Named(Culprit).Sum(),
            "division by 0: 1 / 0 in the rule of WithGradient");
        yield return Value("a gradient that overflows", () =>
        {
            var (w, h) = (P("w", new[,] { { 60.0, 0 }, { 0, 70 } }), P("h", new[,] { { 1.0, 1 } }) * 0);
            for (var step = 0; step < 200; step++)
            {
                h = h.MatMul(w);
            }

            return h.Sum();
        }, "in the rule of MatMul");
    }

    /// <summary>Gradients that are 0, almost 0, or missing.</summary>
    public static IEnumerable<BrokenNetwork<T>> None()
    {
        yield return Dead("dead relus through two layers", () =>
        {
            var (w1, w2) = (W("w1", 3, 4), W("w2", 4, 4));
            var dead = (Data(4, 3).MatMul(w1) - 100).Relu();
            return (dead.MatMul(w2).Relu().MatMul(W("w3", 4, 1)).Square().Mean(), w1);
        }, "dead relu: 16 of 16 inputs are 0 or below, from -10", "Without that it would be cut at Relu");
        yield return Dead("a dead second layer", () =>
        {
            var w = W("w1", 3, 4);
            var dead = (Data(4, 3).MatMul(w).Relu().MatMul(W("w2", 4, 4)) - 100).Relu().Named(Culprit);
            return ((dead.MatMul(W("w3", 4, 1)) - 1).Square().Mean(), w);
        }, "dead relu: 16 of 16");
        yield return Dead("a sigmoid that is saturated", () =>
        {
            var w = W("w", 3, 4);
            return (((Data(4, 3) * 1e5).MatMul(w).Sigmoid().Named(Culprit) - 0.3).Square().Mean(), w);
        }, "saturated Sigmoid");
        yield return Dead("a long chain that vanishes", () =>
        {
            var w = P("w", 1, -1);
            Node<T> h = w;
            for (var layer = 0; layer < 30; layer++)
            {
                h = h.Sigmoid();
            }

            return (h.Sum(), w);
        }, "No operation cuts it: it shrinks to", "over 31 operations, most at Sigmoid");
        yield return Dead("a chain so long that the gradient underflows", () =>
        {
            var w = P("w", 1, -1);
            Node<T> h = w;
            for (var layer = 0; layer < 600; layer++)
            {
                h = h.Sigmoid();
            }

            return (h.Sum(), w);
        }, "it gets a gradient of at most", "nothing is left of it");
        yield return Dead("weights that are all 0", () =>
        {
            var w = W("w", 3, 4);
            var zeros = new Parameter<T>(NdArray.Zeros<T>([4, 1]), "v");
            return ((Data(4, 3).MatMul(w).Tanh().MatMul(zeros).Named(Culprit) - 1).Square().Mean(), w);
        }, "the other factor of MatMul is 0: all 4 elements");
        yield return Dead("data that are all 0", () =>
        {
            var w = W("w", 3, 4);
            return ((Node.Constant(NdArray.Zeros<T>([4, 3])).MatMul(w).Named(Culprit).Tanh() - 1).Square().Mean(), w);
        }, "the other factor of MatMul is 0: all 12 elements");
        yield return Dead("a softmax over the wrong axis", () =>
        {
            var w = P("w", new[,] { { 1.0 }, { 2 } });
            return ((w.Softmax(1).Named(Culprit) * C(new[,] { { 1.0 }, { 3 } })).Sum(), w);
        }, "a softmax over one element is 1 whatever goes in");
        yield return Dead("a classifier of one class", () =>
        {
            var w = P("w", new[,] { { 1.0 }, { 2 } });
            return (w.SoftmaxCrossEntropy([0, 0]), w);
        }, "the cross-entropy of one class is 0");
        yield return Dead("labels that are all ignored", () =>
        {
            var w = P("w", new[,] { { 1.0, 2 }, { 2, 2 } });
            return (w.SoftmaxCrossEntropy([9, 9], ignoreIndex: 9), w);
        }, "has no elements", "every label ignored");
        yield return Dead("a normalization over one feature", () =>
        {
            var w = P("w", new[,] { { 1.0 }, { 2 } });
            return ((w.LayerNorm().Named(Culprit) * C(new[,] { { 1.0 }, { 3 } })).Sum(), w);
        }, "to 0 whatever goes in");
        yield return Dead("the mean of what is normalized", () =>
        {
            var w = P("w", new[,] { { 1.0, 2, 4 } });
            return (w.LayerNorm().Named(Culprit).Mean(), w);
        }, "no part along a shift or a scale");
        yield return Dead("a factor before a normalization", () =>
        {
            var g = P("g", 2);
            return (((C(new[,] { { 1.0, 2, 7 } }) * g).Named(Culprit).LayerNorm(eps: 1e-30) * C(new[,] { { 1.0, 2, 3 } })).Sum(), g);
        }, "a common factor has no effect");
        yield return Dead("attention to one key", () =>
        {
            var q = P("q", new[,] { { 1.0, 2 } });
            return (q.MatMul(C(new[,] { { 3.0, 1 } }), transposeY: true).Softmax(1).Named(Culprit).MatMul(C(new[,] { { 5.0 } })).Sum(), q);
        }, "over one element is 1");
        yield return Dead("probabilities that are clamped", () =>
        {
            var z = P("z", 50, -50);
            return (-z.Sigmoid().Clamp(1e-3, 1 - 1e-3).Named(Culprit).Log().Mean(), z);
        }, "2 of 2 inputs are at or beyond the bounds", "Without that it would be cut at Sigmoid");
        yield return Dead("a margin that is met", () =>
        {
            var z = P("z", 5, -5);
            return (z.Hinge(C(1, -1)), z);
        }, "2 of 2 inputs are 0 or below, at -4", "the margin of a loss");
        yield return Dead("a loss at its minimum", () =>
        {
            var w = P("w", 1, 2);
            return ((w - C(1, 2)).Square().Named(Culprit).Mean(), w);
        }, "the minimum is reached");
        yield return Dead("a loss that is weighted by 0", () =>
        {
            var w = P("w", 1, 2);
            return ((w.Square() * C(0, 0)).Named(Culprit).Sum() + P("v", 1).Sum(), w);
        }, "the other factor of Multiply is 0: all 2");
        yield return Dead("a scale that is tiny", () =>
        {
            var w = P("w", 1, 2);
            return ((w * 1e-12).Named(Culprit).Square().Sum(), w);
        }, "the other factor of Multiply is small, at 1E-12");
        yield return Dead("rounding in the middle", () =>
        {
            var w = P("w", 1.2, 2.7);
            return ((w * 10).Round().Named(Culprit).Square().Sum(), w);
        }, "Round is flat", "straight through");
        yield return Dead("a part that the maximum does not take", () =>
        {
            var w = P("w", 1);
            return (Node.Concat([w, P("u", 9)], 0).Named(Culprit).Max(), w);
        }, "0 in this part of it");
        yield return Dead("a part that is overwritten", () =>
        {
            var w = P("w", 1, 2);
            return (w.With(C(0, 0), ..).Named(Culprit).Sum() + P("v", 1).Sum(), w);
        }, "With has replaced all of it");
        yield return Dead("a slice of nothing", () =>
        {
            var w = P("w", 1, 2);
            return (w[1..1].Sum().Named(Culprit) + P("v", 1).Sum(), w);
        }, "has no elements");
        yield return Dead("a penalty on the slope of a relu", () =>
        {
            var (x, b) = (P("x", new[,] { { 1.0, 1 } }), P("b", 1));
            var y = (x.MatMul(P("w", new[,] { { 1.0 }, { 1 } })) + b).Relu().Sum();
            return (y.Gradient(x, differentiable: true).Square().Sum(), b);
        }, "what chooses is flat");
        yield return Dead("a product of zeros", () =>
        {
            var w = P("w", 0, 0, 1);
            return (w.Prod().Named(Culprit), w);
        }, "2 of 3 factors are 0");

        yield return Dead("dead relus in a part that is computed again", () =>
        {
            var w = P("w", -1, -2);
            return (Recompute.Of(() => (w * 2).Relu() * 3).Named(Culprit).Sum(), w);
        }, "inside it, at Relu (2): dead relu: 2 of 2");

        yield return Missing(
            "cut in the middle",
            w => (w * 2).Tanh().StopGradient(),
            "the path was cut by StopGradient (2) made at BrokenNetworks.cs:");
        yield return Missing(
            "by way of its value",
            w => Node.Constant((w * 2).Tanh().Value),
            "the given constant Constant (2) made at BrokenNetworks.cs:");
        yield return Missing(
            "by way of a number",
            w => Node.Constant(w.Sum().Scalar),
            "the given constant Constant () made at BrokenNetworks.cs:");
        yield return Missing("by an index", w => C(1, 2).Gather(w.ArgMax()), "the output does not depend on it");
        yield return Missing("recording off", w => Unrecorded(w), "while recording was off");
        yield return Missing("an accuracy as a loss", w => (w.Sigmoid() > 0.5).EqualTo(C(1, 0)), "Compare", "which has no derivative");
        yield return Missing(
            "a sample that is not reparameterized",
            w => new NormalDistribution<T>(w, C(1, 1)).Sample(new Random(1)),
            "StopGradient");
        yield return Missing("a network of an earlier step", w => Node.Constant(w.Value.Copy()), "has the same elements and is a constant");
        yield return Missing("another parameter", _ => P("w", 7, 8), "the node was not used");
        yield return new("a step between forward and backward", () =>
        {
            var w = P("w", 1, 2);
            var h = w.Exp();
            new Sgd<T>([w], 0.1).Step(w.Square().Sum().Backward());
            return ((h * w).Sum(), w);
        }, "was updated at BrokenNetworks.cs:", "after Exp (2) made at BrokenNetworks.cs:", "carried over");
        yield return new("a penalty on a gradient that is not recorded", () =>
        {
            var w = P("w", 1, 2);
            return (w.Square().Sum().Gradient(w).Square().Sum(), w);
        }, "it is a constant", "while recording was off");
    }

    private static BrokenNetwork<T> Value(string name, Func<Node<T>> loss, params string[] says) => new(name, () => (loss(), null), says);

    private static BrokenNetwork<T> Dead(string name, Func<(Node<T> Loss, Parameter<T> Wrt)> make, params string[] says) =>
        new(name, () => make(), says);

    private static BrokenNetwork<T> Missing(string name, Func<Parameter<T>, Node<T>> cut, params string[] says) => new(name, () =>
    {
        var w = P("w", 1.5, 2.5);
        return ((cut(w) * P("v", 3, 4)).Sum(), w);
    }, says);

    private static Node<T> Unrecorded(Node<T> w)
    {
        using var off = Recording.Off();
        return w.Exp();
    }

    private static Node<T> Mlp(Node<T> x, Func<Node<T>, Node<T>> activation) =>
        activation(activation(x.MatMul(W("w1", 3, 4)) + W("b1", 4)).MatMul(W("w2", 4, 4))).MatMul(W("w3", 4, 3));

    private static Parameter<T> W(string name, params ReadOnlySpan<int> shape) =>
        new(new NdArray<T>(new Shape(shape), Waves(new Shape(shape).Size, 0.7)), name);

    private static Node<T> Data(int rows, int columns, params (int Element, double Value)[] changes)
    {
        var elements = Waves(rows * columns, 2.3);
        foreach (var (element, value) in changes)
        {
            elements[element] = T.CreateChecked(value);
        }

        return Node.Constant(new NdArray<T>([rows, columns], elements));
    }

    // As good as random, and the same in every run of a replay.
    private static T[] Waves(int count, double phase) =>
        [.. Enumerable.Range(1, count).Select(i => T.CreateChecked(1.5 * Math.Sin((i * i) + phase)))];

    private static NdArray<T> A(params double[] elements) => new([elements.Length], Array.ConvertAll(elements, T.CreateChecked));

    private static NdArray<T> A(double[,] elements) =>
        new([elements.GetLength(0), elements.GetLength(1)], [.. elements.Cast<double>().Select(T.CreateChecked)]);

    private static Parameter<T> P(string name, params double[] elements) => new(A(elements), name);

    private static Parameter<T> P(string name, double[,] elements) => new(A(elements), name);

    private static Node<T> C(params double[] elements) => Node.Constant(A(elements));

    private static Node<T> C(double[,] elements) => Node.Constant(A(elements));

    private static Node<T> Full(int length, double value) => Node.Constant(NdArray.Full([length], T.CreateChecked(value)));
}
