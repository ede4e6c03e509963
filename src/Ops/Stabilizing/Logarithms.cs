using System.Numerics;
using static Autograd.Factors;
using static Autograd.Stabilizing;

namespace Autograd;

/// <summary>
/// The logarithm of what is positive by how it was made: of exponentials and probabilities, of their sums, means, products and quotients,
/// with each other and with positive numbers, however their elements were moved in between.
/// </summary>
/// <remarks>
/// <para>A sum becomes a logsumexp, a product a sum, a quotient a difference. The elements, which overflow or vanish, are not read.</para>
/// <para>Nothing else is taken for positive, but data that has nothing below 0. Any other factor, as the scale of a density, is a weight of
/// unknown sign, and the logarithm that of the weights, once all that may overflow is taken out (<see cref="WeightedSums"/>).</para>
/// </remarks>
internal static class Logarithms
{
    /// <summary>ln x, or null if no factor of x is an exponential or a probability.</summary>
    public static Node<T>? Of<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        LookWeighted(x).Known >= Known.Probability ? new Builder<T>().Replace(x, static log => log, "Log(_)") : null;

    /// <summary>ln(1 + x), or null if x is not known to be positive, or cannot overflow.</summary>
    public static Node<T>? OfOnePlus<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Look(x) == Known.Exponential ? new Builder<T>().Replace(x, static log => log.Softplus(), "Log1p(_)") : null;

    /// <summary>x / y by their logarithms, or null if y cannot overflow, or x is not known to be positive.</summary>
    /// <remarks>Nor the quotient of an exponential and a probability, as e^-z^2 / erfc(z), where both vanish.</remarks>
    public static Node<T>? OfQuotient<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (Look(y), Look(x)) is (Known.Exponential, not Known.Nothing) or (Known.Probability, Known.Exponential) ? Quotient(x, y) : null;

    /// <summary>The same of exponentials with weights, which are divided: a density with a scale by the sum of several.</summary>
    public static Node<T>? OfWeightedQuotient<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (LookWeighted(y).Known, LookWeighted(x).Known) is (Known.Exponential, >= Known.Probability) ? Quotient(x, y) : null;

    /// <summary>ln(x - y) for the node x - y of exponentials, or null.</summary>
    public static Node<T>? OfDifference<T>(Node<T> difference)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TryReplace(difference, out var x, out var y) && Look(x) == Known.Exponential && Look(y) == Known.Exponential
            ? new Builder<T>(difference).Replace(x, y, static (x, y) => x + OfOneMinusExp(y - x), "Log(_ - _)") : null;

    /// <summary>ln(1 - p) of a probability or an exponential, or null.</summary>
    public static Node<T>? OfComplement<T>(Node<T> p)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Moves.Behind<T, Softmax>(p) is { } softmax
            ? Replace(softmax.Of(OfTheOthers(softmax)), "Log1p(-Softmax(z))", [p, .. softmax.Replaced])
        : Moves.Behind<T, Sigmoid>(p) is { } sigma
            ? Replace(sigma.Of((-sigma.Input).LogSigmoid()), "Log1p(-Sigmoid(z))", [p, .. sigma.Replaced])
        : Moves.Behind<T, Exp>(p) is { } exp
            ? Replace(exp.Of(OfOneMinusExp(exp.Input)), "Log1p(-Exp(z))", [p, .. exp.Replaced])
        : null;

    /// <summary>The logarithm of the softmax of z for z - ln sum e^z, or null.</summary>
    public static Node<T>? OfLogSoftmax<T>(Node<T> z, Node<T> log)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Moves.Behind<T, LogSumExp>(log) is not { } sum || !Twins.Are(z, sum.Input))
        {
            return null;
        }

        var axes = ((LogSumExp)sum.Inner.Op!).Axes;
        return !Moves.StandBeside(sum, z, axes) ? null
            : Replace(z.LogSoftmax(axes), "z - LogSumExp(z)", [.. sum.Replaced, .. Twins.Both(z, sum.Input)]);
    }

    /// <summary>ln(1 - e^z).</summary>
    public static Node<T> OfOneMinusExp<T>(Node<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (z > -0.6931).Where(Log.Instance.Apply(-z.Expm1()), Log1p.Instance.Apply(-z.Exp()));

    private static Node<T> Quotient<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new Builder<T>().Replace(x, y, static (x, y) => (x - y).Exp(), "_ / _");

    // ln(1 - softmax z): the classes that a likely one leaves over have the digits, by their own logsumexp.
    private static Node<T> OfTheOthers<T>(Moves<T> softmax)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (p, z, axes) = (softmax.Inner, softmax.Input, ((Softmax)softmax.Inner.Op!).Axes);
        var isLikely = p > 0.5;
        var others = isLikely.Where(double.NegativeInfinity, z).LogSumExp(axes, keepDims: true) - z.LogSumExp(axes, keepDims: true);
        return isLikely.Where(others, Log1p.Instance.Apply(-p));
    }

    /// <summary>
    /// A logarithm: a node and a number to be added, and how the formula is written; of what is multiplied by a weight, if there is one.
    /// </summary>
    private readonly record struct Logarithm<T>(Node<T>? Node, double Number, string Written, Node<T>? Weight = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public Node<T> Sum => Node is null ? Number : Number == 0 ? Node : Number < 0 ? Node - -Number : Node + Number;
    }

    /// <summary>Makes the logarithm, and notes what it goes past.</summary>
    private sealed class Builder<T>(params Node<T>[] replaced)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private static readonly double s_logOf2 = Math.Log(2);

        private readonly List<Node<T>> _replaced = [.. replaced];
        private readonly List<Node<T>> _variables = [];

        public Node<T> Replace(Node<T> x, Func<Node<T>, Node<T>> ending, string formula)
        {
            var log = Of(x);
            var stable = ending(log.Weight is null ? log.Sum : log.Sum + log.Weight.Log());

            // A node of its own also where it is what the exponential was taken of.
            stable = _variables.Contains(stable) ? new Reshape(stable.Shape).Apply(stable) : stable;
            return Stabilizing.Replace(stable, formula.Replace("_", log.Written, StringComparison.Ordinal), [.. _replaced]);
        }

        public Node<T> Replace(Node<T> x, Node<T> y, Func<Node<T>, Node<T>, Node<T>> ending, string formula)
        {
            var (ofX, ofY) = (Of(x), Of(y));
            var stable = ending(ofX.Sum, ofY.Sum);
            stable = ofX.Weight is null ? stable : stable * ofX.Weight;
            stable = ofY.Weight is null ? stable : stable / ofY.Weight;
            var written = formula.Split('_');
            return Stabilizing.Replace(stable, written[0] + Factor(ofX) + written[1] + Factor(ofY) + written[2], [.. _replaced]);
        }

        private Logarithm<T> Of(Node<T> node)
        {
            if (node.Op is null && node.Shape.Rank > 0)
            {
                return new(Log.Instance.Apply(node), 0, "numbers");
            }

            if (node.Op is null)
            {
                var number = double.CreateChecked(node.Inspect().Scalar);
                return new(null, Math.Log(number), FormattableString.Invariant($"{number}"));
            }

            if (OneMinusSoftmax(node, _replaced) is { } p)
            {
                _replaced.AddRange(p.Replaced);
                return new(p.Of(OfTheOthers(p)), 0, $"1 - Softmax({Variable(p.Input)})");
            }

            _replaced.Add(node);
            return node.Op is Concat or Stack or Where && Moves.Pieces(node) is { Length: > 0 } pieces ? OfPieces(node, pieces)
                : TryReplace(node, out var x) ? OfUnary(node, x)
                : TryReplace(node, out var first, out var second) ? OfBinary(node, first, second)

                // It no longer knows its inputs, since another thread has made nodes.
                : new(Log.Instance.Apply(node), 0, "y");
        }

        private Logarithm<T> OfUnary(Node<T> node, Node<T> x)
        {
            switch (node.Op)
            {
                case Exp:
                    return new(x, 0, $"Exp({Variable(x)})" is var exp && node.Replaced is { } quotient ? quotient.Formula : exp);
                case Cosh:
                    return new(LogCosh(x), 0, $"Cosh({Variable(x)})");
                case Softmax softmax:
                    return new(x.LogSoftmax(softmax.Axes), 0, $"Softmax({Variable(x)})");
                case Sigmoid:
                    return new(x.LogSigmoid(), 0, $"Sigmoid({Variable(x)})");
                case Erfc:
                    return new(LogOfHalfErfc(x), s_logOf2, node.Replaced?.Formula ?? $"Erfc({Variable(x)})");
                case SechSquared:
                    return new(-2 * LogCosh(x), 0, $"SechSquared({Variable(x)})");
            }

            var (log, number, written, weight) = Of(x);
            if (weight is not null)
            {
                return OfWeighted(node, log!.BroadcastTo(x.Shape), number, weight.BroadcastTo(x.Shape), written);
            }

            return node.Op switch
            {
                Sum sum => new(log!.LogSumExp(sum.Axes, sum.KeepDims), number, $"Sum({written})"),
                Mean mean => new(
                    log!.LogSumExp(mean.Axes, mean.KeepDims), number - Math.Log(x.Shape.Size / node.Shape.Size), $"Mean({written})"),
                Reciprocal => new(-log!, -number, $"1 / {Factor(new(log, number, written))}"),
                Prod prod => new(
                    log!.Sum(prod.Axes, prod.KeepDims), number * x.Shape.Size / Math.Max(1, node.Shape.Size), $"Prod({written})"),
                CumulativeSum sums => new(log!.CumulativeLogSumExp(sums.Axis, sums.Reverse), number, $"CumulativeSum({written})"),
                ExtremeOp extreme => new(extreme.Apply(log!), number, $"{extreme.Name}({written})"),
                Sqrt => new(log! / 2, number / 2, $"Sqrt({written})"),
                PowConstant { Exponent: not 2 and var p } => new(
                    p * log!, p * number, FormattableString.Invariant($"Pow({written}, {p})")),
                Square or PowConstant => new(2 * log!, 2 * number, $"Square({written})"),
                SliceScatter frame => new(
                    (frame with { Background = Math.Log(frame.Background) - number }).Apply(log!), number, $"Pad({written})"),
                var move => new(((UnaryOp)move!).Apply(log!), number, written),
            };
        }

        private static Logarithm<T> OfWeighted(Node<T> node, Node<T> log, double number, Node<T> weight, string written)
        {
            switch (node.Op)
            {
                case Sum sum:
                    var (total, exponent) = WeightedSums.Of(weight, log, sum.Axes, sum.KeepDims);
                    return new(exponent, number, $"Sum({written})", total);
                case Mean mean:
                    (total, exponent) = WeightedSums.Of(weight, log, mean.Axes, mean.KeepDims);
                    return new(exponent, number - Math.Log(log.Shape.Size / node.Shape.Size), $"Mean({written})", total);
                case Prod prod:
                    // Not the logarithm of |w|, whose slope at 0 would be 0 times infinity.
                    var size = (log + (weight < 0).Where(-weight, weight).Log()).Sum(prod.Axes, prod.KeepDims);
                    return new(
                        size, number * log.Shape.Size / node.Shape.Size, $"Prod({written})", weight.Sign().Prod(prod.Axes, prod.KeepDims));
                default:
                    return new(((UnaryOp)node.Op!).Apply(log), number, written, ((UnaryOp)node.Op).Apply(weight));
            }
        }

        private Logarithm<T> OfPieces(Node<T> node, Node<T>[] pieces)
        {
            var logs = Array.ConvertAll(pieces, Of);
            var sums = Array.ConvertAll(logs, log => log.Sum);
            return new(Moves.OfPieces(node, sums), 0, $"{node.Op!.Name}({string.Join(", ", logs.Select(log => log.Written))})");
        }

        private Logarithm<T> OfBinary(Node<T> node, Node<T> first, Node<T> second)
        {
            var (x, y) = (OfFactor(first), OfFactor(second));
            return node.Op switch
            {
                Add => LogOfSum(x, y, node.Shape) with { Written = $"{x.Written} + {y.Written}" },
                Multiply => new(
                    Plus(x.Node, y.Node), x.Number + y.Number, $"{Factor(x)} * {Factor(y)}",
                    x.Weight is null ? y.Weight : y.Weight is null ? x.Weight : x.Weight * y.Weight),
                _ => new(
                    Plus(x.Node, y.Node is null ? null : -y.Node), x.Number - y.Number, $"{Factor(x)} / {Factor(y)}",
                    y.Weight is null ? x.Weight : (x.Weight ?? 1) / y.Weight),
            };
        }

        // A factor of which nothing is known is the weight of the others.
        private Logarithm<T> OfFactor(Node<T> factor) =>
            LookWeighted(factor).Known == Known.Nothing ? new(null, 0, Variable(factor), factor) : Of(factor);

        private string Variable(Node<T> variable)
        {
            var index = _variables.IndexOf(variable);
            if (index < 0)
            {
                index = _variables.Count;
                _variables.Add(variable);
            }

            return index < 3 ? "zyx"[index].ToString() : FormattableString.Invariant($"x{index}");
        }

        private static Node<T>? Plus(Node<T>? x, Node<T>? y) => x is null ? y : y is null ? x : x + y;

        private static string Factor(Logarithm<T> log) => log.Written.Contains(' ') ? $"({log.Written})" : log.Written;

        private static Logarithm<T> LogOfSum(Logarithm<T> x, Logarithm<T> y, Shape shape)
        {
            if (x.Weight is not null || y.Weight is not null)
            {
                var (weight, exponent) = WeightedSums.Of(x.Weight ?? 1, x.Sum, y.Weight ?? 1, y.Sum);
                return new(exponent, 0, "", weight);
            }

            if (x.Node is null || y.Node is null)
            {
                var (number, log) = x.Node is null ? (x.Number, y) : (y.Number, x);
                return new((log with { Number = log.Number - number }).Sum.Softplus(), number, "");
            }

            Shape row = [1, .. shape];
            var both = Node.Concat([x.Sum.BroadcastTo(shape).Reshape(row), y.Sum.BroadcastTo(shape).Reshape(row)], axis: 0);
            return new(both.LogSumExp(0), 0, "");
        }

        private static Node<T> LogOfHalfErfc(Node<T> u) => (-Math.Sqrt(2) * u).LogNormalCdf();

        // cosh overflows, and near z = 0 it rounds to 1.
        private static Node<T> LogCosh(Node<T> z)
        {
            var size = z.Abs();
            var near = (2 * (0.5 * z.Clamp(-1, 1)).Sinh().Square()).Log1p();
            return (size < 1).Where(near, size + ((-2 * size).Softplus() - s_logOf2));
        }
    }
}
