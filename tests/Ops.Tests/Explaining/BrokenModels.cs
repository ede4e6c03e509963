using Autograd;

namespace Ops.Tests;

/// <summary>A model that is broken: what to ask about it, which node is to blame, and what the story has to say.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Make">Makes the output, the node whose gradient is asked for (null for NaN and infinity), and the node to blame.</param>
/// <param name="Says">What the cause must say.</param>
public sealed record BrokenModel(
    string Name, Func<(Node<double> Output, Node<double>? Wrt, Node<double>? Culprit)> Make, params string[] Says)
{
    /// <summary>Whether the only infinity is one that was given as data and stays one, so that the scope takes it as meant.</summary>
    public bool IsGiven { get; init; }

    public override string ToString() => Name;
}

/// <summary>Models that are broken in the ways in which models break.</summary>
internal static class BrokenModels
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>NaN and infinity: in values first, then in gradients.</summary>
    public static IEnumerable<BrokenModel> NotFinite()
    {
        yield return Value("log of 0", w => w.Log(), [1, 0, 2], "log of 0 at [1]");
        yield return Value("log of a probability that was rounded to 0", w => w.Softmax().Clamp(0, 1).Log(), [0, 1000], "log of 0 at [0]");
        yield return Value("log of a difference", w => (w - 2).Log(), [3, 1], "log of the negative number -1 at [1]");
        yield return new("entropy by hand", () =>
        {
            var p = W([1, 0]);
            var log = p.Log();
            return (-(p * log).Sum(), null, log);
        }, "log of 0 at [1]");
        yield return Value("log1p below -1", w => w.Log1p(), [-2, 1], "log of 1 + x with x = -2");
        yield return Value("root of a negative number", w => w.Sqrt(), [4, -1e-17], "square root of the negative number -1E-17 at [1]");
        yield return Value("1 / root of 0", w => w.Rsqrt(), [4, 0], "1 / square root of 0 at [1]");
        yield return Value("0 / 0", w => w / w.StopGradient(), [0, 1], "0 / 0 at [0]");
        yield return Value("division by 0", w => 3 / w, [2, 0], "division by 0: 3 / 0 at [1]");
        yield return Value("a vector over its norm by hand", w => w / w.Norm(), [0, 0], "0 / 0");
        yield return Value("variance 0", w => (w - w.Mean()) / w.StandardDeviation(), [2, 2], "0 / 0");
        yield return Value("exp overflows", w => w.Exp(), [1, 710], "overflow of exp of 710");
        yield return Value("a square overflows", w => w.Square(), [1e200, 1], "overflow of 1E+200^2 at [0]");
        yield return Value("a negative base", w => w.Pow(0.5), [4, -2], "(-2)^0.5", "no integer");
        yield return Value("a negative base with a learned exponent", w => Node.Constant([-2.0, 2]).Pow(w), [0.5, 1], "(-2)^0.5");
        yield return Value("0 to a negative power", w => w.Pow(-1.5), [4, 0], "0^-1.5: division by 0");
        yield return Value("acos beyond 1", w => w.Acos(), [0.5, 1.000001], "acos of 1");
        yield return Value("atanh at 1", w => w.Atanh(), [0.5, 1], "atanh of 1");
        yield return Value("log gamma at its pole", w => w.LogGamma(), [3, 0], "LogGamma of 0", "pole");
        yield return Value("a product overflows", w => w.Prod(), [1e200, 1e200], "overflow of the product");
        yield return Value("a sum of products overflows", w => w.Reshape([1, 2]).MatMul(w.Reshape([2, 1])), [1e200, 1], "sum of products");

        yield return new("a softmax by hand", () =>
        {
            using var asWritten = Stabilizing.Off();
            var exp = W([800, 1]).Exp();
            var weighted = W([0.5, 0.25]) * exp;
            return (weighted / weighted.Sum(), null, exp);
        }, "overflow of exp of 800");
        yield return new("infinity minus infinity after an overflow", () =>
        {
            var exp = W([800, 1]).Exp();
            return ((exp - (exp * 2)).Sum(), null, exp);
        }, "overflow of exp of 800");
        yield return new("a mask of -infinity, subtracted", () =>
        {
            var masked = W([1, 2]) + Node.Constant([-Infinity, -Infinity]);
            var shifted = masked - masked.Max();
            return (shifted.Exp().Sum(), null, shifted);
        }, "infinity - infinity at [0]");
        yield return Given("log of a softmax of nothing but -infinity", () =>
        {
            var logits = (W([1, 2]) + Node.Constant([-Infinity, -Infinity])).LogSoftmax();
            return (logits[0], null, logits);
        }, "nothing but -infinity");
        yield return Given("the label is masked", () =>
        {
            var logits = W([1, 2]).Reshape([1, 2]) + Node.Constant(new[,] { { -Infinity, 0 } });
            var loss = logits.SoftmaxCrossEntropy([0], reduction: Reduction.None);
            return (loss.Mean(), null, loss);
        }, "log of 0", "labeled class");
        yield return new("a mask that multiplies, not chooses", () =>
        {
            var log = W([0, 2]).Log();
            return ((log * Node.Constant([0.0, 1])).Sum(), null, log);
        }, "log of 0 at [0]");
        yield return new("0 times an infinity in the data", () =>
        {
            var product = W([0, 2]) * Node.Constant([Infinity, 1]);
            return (product.Sum(), null, product);
        }, "0 * infinity at [0]");
        yield return new("NaN in the data", () =>
        {
            Node<double> x = new[,] { { 1, 2 }, { double.NaN, 3 } };
            return ((x * W([1, 2])).Tanh().Mean(), null, x);
        }, "NaN in the data at [1, 0]");
        yield return new("NaN behind StopGradient", () =>
        {
            var log = W([-1, 2]).Log();
            return (W([1, 2]) * log.StopGradient(), null, log);
        }, "log of the negative number -1");
        yield return new("a parameter that is NaN", () =>
        {
            var w = W([1, double.NaN]);
            return (w.Exp().Sum(), null, w);
        }, "w = Parameter (2) made at BrokenModels.cs:", "is NaN already at [1]");
        yield return new("a parameter that an update has made NaN", () =>
        {
            var w = W([1, 2]);
            w.Update([1, double.NaN]);
            return (w.Exp().Sum(), null, w);
        }, "last updated at BrokenModels.cs:", "in version 1");
        yield return new("a learning rate that is too large", () =>
        {
            var w = W([1, -2]);
            var optimizer = new Sgd<double>([w], learningRate: 3);
            Node<double> Squares() => w.Square().Square();
            while (double.IsFinite(Squares().Sum().Scalar))
            {
                optimizer.Step(Squares().Sum().Backward());
            }

            var squares = w.Square();
            return (squares.Square().Sum(), null, null);
        }, "overflow");
        yield return new("a formula of probabilities that are constants", () =>
        {
            var log = Node.Constant([0.0, 1]).Log();
            return ((W([1, 2]) * log).Sum(), null, log);
        }, "log of 0 at [0]", "recorded nothing");

        yield return Slope("the root at 0", w => w.Sqrt(), [0, 4], "1 / 0 in the rule of Sqrt at [0]", "square root is infinite");
        yield return Slope("0 * infinity behind the root", w => w.Square().Maximum(0).Sqrt(), [0, 4], "in the rule of Sqrt at [0]");
        yield return new("0 / 0 in the rule of the root", () =>
        {
            var root = W([0, 4]).Sqrt();
            return ((root * Node.Constant([0.0, 1])).Sum(), null, root);
        }, "0 / 0 in the rule of Sqrt at [0]");
        yield return Slope("acos at 1", w => w.Acos(), [1, 0], "in the rule of Acos at [0]", "infinite");
        yield return Slope("x^0.5 at 0", w => w.Pow(0.5), [0, 1], "in the rule of PowConstant at [0]");
        yield return Slope("the exponent of a negative base", w => Node.Constant([-2.0, 2]).Pow(w), [2, 3], "rule of Pow at [0]", "is -2");
        yield return new("a sigmoid by hand", () =>
        {
            var exp = (-W([-800, 1])).Exp();
            return ((1 / (W([1.5, 1.5]) + exp)).Sum(), null, exp);
        }, "overflow of exp of 800");
        yield return new("two infinite slopes that are subtracted", () =>
        {
            var w = W([0, 1]);
            var root = w.Sqrt();
            return ((root - w.Sqrt()).Sum(), null, null);
        }, "in the rule of Sqrt at [0]");
        yield return new("the deviation of what is all the same", () =>
        {
            var root = W([2, 2]).Variance().Maximum(0).Sqrt();
            return (root, null, root);
        }, "in the rule of Sqrt", "infinite");
    }

    /// <summary>Gradients that are 0, almost 0 or missing.</summary>
    public static IEnumerable<BrokenModel> NoGradient()
    {
        yield return Dead("dead relus", w => (w - 50).Relu(), [1, 2, 3], "dead relu: 3 of 3 inputs are 0 or below, from -49 to -47");
        yield return Dead("a saturated sigmoid", w => w.Sigmoid(), [50, 60], "saturated Sigmoid", "from 50 to 60");
        yield return Dead("a saturated tanh", w => (w * 100).Tanh(), [-4, 4], "saturated Tanh", "from -400 to 400");
        yield return Dead("a saturated softmax", w => (w * 1000).Softmax(), [1, 0], "saturated Softmax");
        yield return Dead("clamped", w => w.Clamp(0, 1), [-1, 2], "2 of 2 inputs are at or beyond the bounds 0 and 1");
        yield return Dead("the other branch of a maximum", w => w.Maximum(0), [-1, -2], "branch not taken", "Maximum");
        yield return Dead("the other branch of a minimum", w => w.Minimum(0.5), [1, 2], "branch not taken", "Minimum");
        yield return Dead("a branch that is not taken", w => (w > 5).Where(w.Exp(), 1), [1, 2], "branch not taken", "2 of 2");
        yield return Dead("everything is masked", w => w.MaskedFill(Node.Constant([1.0, 1]), 0), [1, 2], "branch not taken");
        yield return Dead("everything is dropped", w => w.Dropout(1, new Random(1)), [1, 2], "dropout with rate 1 has dropped all 2");
        yield return Dead("weights of 0 behind it", w => w.Tanh() * Node.Constant([0.0, 0]), [1, 2], "the other factor of Multiply is 0");
        yield return Dead("a step", w => w.Round(), [1.2, 2], "Round is flat");
        yield return Dead("a square at 0", w => w.Square(), [0, 0], "slope of Square at 0 is 0");
        yield return new("the sum of a softmax", () =>
        {
            var w = W([1, 2]);
            var softmax = w.Softmax();
            return (softmax.Sum(), w, softmax);
        }, "add up to 1");
        yield return new("weights of 0 in a matrix", () =>
        {
            var w = W([1, 2]);
            var product = w.Reshape([1, 2]).Tanh().MatMul(new Parameter<double>(new double[2, 3]));
            return (product.Sum(), w, product);
        }, "the other factor of MatMul is 0: all 6 elements");
        yield return new("a bias before a normalization", () =>
        {
            var bias = new Parameter<double>(0.5, "bias");
            var shifted = W([1, 2, 4]) + bias;
            return ((shifted.LayerNorm() * Node.Constant([1.0, 2, 3])).Sum(), bias, shifted);
        }, "adds up to 0");
        yield return new("uses that cancel", () =>
        {
            var w = W([1, 2]);
            return (((w * 3) - (3 * w)).Sum(), w, w);
        }, "cancel");
        yield return new("rows of an embedding that are never used", () =>
        {
            var table = new Parameter<double>(NdArray.Ones<double>([5, 2]), "table");
            var rows = table.Embedding([0, 2]);
            return (rows.Square().Sum(), table, rows);
        }, "integer index does not pick all of it", "0 at 3 of 5 positions of axis 0: 1, 3, 4");

        yield return Missing("detached", w => w.Exp().StopGradient() * 2, "behind StopGradient (2) made at BrokenModels.cs:", "of Exp (2)");
        yield return Missing("detached at once", w => w.StopGradient() * 2, "behind StopGradient (2) made at BrokenModels.cs:");
        yield return Missing("a constant made of a value", w => Node.Constant(w.Value), "has the same elements and is a constant");
        yield return Missing("a comparison", w => (w > 1) * 2, "Compare", "which has no derivative");
        yield return Missing("only an index", w => Node.Constant([1.0, 2]).Gather(w.ArgMax(0)), "does not depend on it");
        yield return Missing("recording off", w =>
        {
            using (Recording.Off())
            {
                return w.Exp();
            }
        }, "Exp (2) made at BrokenModels.cs:", "while recording was off");
        yield return Missing("another parameter than was meant", w => W([1, 2]) * 2, "the node was not used");
        yield return new("a formula that was replaced", () =>
        {
            var softmax = W([1, 2]).Softmax();
            return (softmax.Log().Sum(), softmax, null);
        }, "it was replaced when Log(Softmax(z)) became the stable LogSoftmax");
        yield return new("updated between forward and backward", () =>
        {
            var w = W([1, 2]);
            var loss = w.Square().Sum();
            w.Update([2, 3]);
            return (loss, w, null);
        }, "was updated at BrokenModels.cs:", "after Square (2) made at BrokenModels.cs:");
        yield return new("a loss that is a constant", () =>
        {
            var w = W([1, 2]);
            return ((w > 1).Sum(), w, null);
        }, "it is a constant", "Compare", "no derivative");
    }

    // A value that is not finite, in the node to blame.
    private static BrokenModel Value(string name, Func<Node<double>, Node<double>> culprit, double[] at, params string[] says) =>
        new(name, () =>
        {
            var y = culprit(W(at));
            return (y.Sum(), null, y);
        }, says);

    // A finite value, and a gradient that is not.
    private static BrokenModel Slope(string name, Func<Node<double>, Node<double>> culprit, double[] at, params string[] says) =>
        Value(name, culprit, at, says);

    private static BrokenModel Given(
        string name, Func<(Node<double> Output, Node<double>? Wrt, Node<double>? Culprit)> make, params string[] says) =>
        new(name, make, says) { IsGiven = true };

    private static BrokenModel Dead(string name, Func<Node<double>, Node<double>> culprit, double[] at, params string[] says) =>
        new(name, () =>
        {
            var w = W(at);
            var y = culprit(w);
            return ((y * Node.Constant(NdArray.Arange<double>(1, y.Shape.Size + 1))).Sum(), w, y);
        }, says);

    private static BrokenModel Missing(string name, Func<Parameter<double>, Node<double>> cut, params string[] says) =>
        new(name, () =>
        {
            var w = W([1.5, 2.5]);
            return ((cut(w) * new Parameter<double>(3)).Sum(), w, null);
        }, says);

    private static Parameter<double> W(double[] value) => new(value, "w");
}
