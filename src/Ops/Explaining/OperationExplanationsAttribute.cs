using System.Globalization;
using static System.FormattableString;

namespace Autograd;

/// <summary>What is known of these operations' trouble: why a value or a slope is not finite, why a gradient is 0; what to do.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OperationExplanationsAttribute : ExplanationsAttribute
{
    private const string Logits = "Use the operation that takes logits (LogSoftmax, SoftmaxCrossEntropy, LogSigmoid, "
        + "SigmoidCrossEntropy), or keep the argument from 0 with Clamp or a small number; XLogY is 0 where 0 log 0 stands.";

    private const string Root = "What is a square in theory came out below 0: use Norm, Variance or StandardDeviation, or Maximum(0) "
        + "under the root.";

    private const string RootSlope = "Use Norm, which has the slope 0 at 0, add a small number under the root, or choose with Where, "
        + "whose branch not taken passes nothing back.";

    private const string Divisor = "Keep the divisor from 0: add a small number to it, or choose with Where before dividing: "
        + "x / (y.NotEqualTo(0)).Where(y, 1). Norm, UnitVector and LayerNorm are defined at 0.";

    private const string Exponential = "Subtract the largest first, as Softmax, LogSumExp and LogSoftmax do; write Sigmoid, Softplus or "
        + "Tanh for their formulas; or bound the argument with Clamp.";

    private const string Scale = "The numbers are too large: look at the scale of data and weights, and at the learning rate; "
        + "work with logarithms, or in double.";

    private const string Domain = "Keep the argument inside with Clamp, a little away from the end, where the slope is infinite.";

    // A factor below that is why next to nothing comes back.
    private const double Small = 1e-6;

    private const string Infinity = "Something before it has overflowed, or was masked with an infinity that is used further: "
        + "mask with a large finite number, or choose with Where after the operation.";

    /// <inheritdoc/>
    public override Explanation? OfValue(OpOccurrence occurrence)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        var isNaN = double.IsNaN(occurrence.Result);
        var at = occurrence.At;
        var x = at?[0] ?? double.NaN;
        var y = at?.Count > 1 ? at[1] : double.NaN;
        return occurrence.Operation switch
        {
            Log or Log2 or Log10 => isNaN ? new($"log of {Negative(x)}", Logits) : Pole(occurrence, "log of 0", Logits),
            Log1p => isNaN
                ? new($"log of 1 + x with x = {Number(x)}, below -1", Logits)
                : Pole(occurrence, "log of 1 + x with x = -1", Logits),
            XLogY or XLog1pY => new($"x log y with x = {Number(x)} and y = {Number(y)}", Logits),
            Sqrt => isNaN ? new($"square root of {Negative(x)}", Root) : null,
            Rsqrt => isNaN ? new($"1 / square root of {Negative(x)}", Root) : new("1 / square root of 0", Root),
            Reciprocal => new("1 / 0", Divisor),
            Divide => OfDivide(x, y, isNaN),
            PowConstant { Exponent: var p } => OfPow(x, p, isNaN),
            Pow => OfPow(x, y, isNaN),
            AbsolutePower { Exponent: var p } => OfPow(Math.Abs(x), p, isNaN),
            Add or Subtract when isNaN => new("infinity - infinity", Infinity),
            Multiply when isNaN => new(at is null ? "0 * infinity" : $"{Number(x)} * {Number(y)}", Infinity),
            Add or Subtract or Multiply or Square or Cube when at is null => new($"overflow in {occurrence.Operation.Name}", Scale),
            Add or Subtract => new(Invariant($"overflow of {x:G5} {(occurrence.Operation is Add ? "+" : "-")} {y:G5}"), Scale),
            Multiply => new(Invariant($"overflow of {x:G5} * {y:G5}"), Scale),
            Square or Cube => new(Invariant($"overflow of {x:G5}^{(occurrence.Operation is Square ? 2 : 3)}"), Scale),
            Exp or Exp2 or Expm1 or Expm1MinusX or Cosh or Sinh => new(
                $"overflow of {occurrence.Operation.Name.ToLowerInvariant()} of {Number(x)} "
                + Invariant($"(its result is above {occurrence.Largest:G2})"),
                Exponential),
            Acos or Asin => new($"{occurrence.Operation.Name.ToLowerInvariant()} of {Number(x)} (beyond {(x < 0 ? "-1" : "1")})", Domain),
            Acosh => new($"acosh of {Number(x)} (below 1)", Domain),
            Atanh => new(isNaN ? $"atanh of {Number(x)} (beyond {(x < 0 ? "-1" : "1")})" : $"atanh of {Number(x)}", Domain),
            Sin or Cos or Tan => new($"{occurrence.Operation.Name.ToLowerInvariant()} of {Number(x)}", Infinity),
            LogGamma or Digamma or Polygamma => new(
                $"{occurrence.Operation.Name} of {Number(x)}: {(isNaN ? "not defined there" : "a pole")}",
                "Keep the argument above 0: parameterize it by its logarithm (Exp) or by Softplus."),
            Sum or Mean or SumTo or CumulativeSum => isNaN
                ? new("infinity - infinity in a sum", Infinity)
                : new($"overflow of the sum of elements {Range(occurrence)}", Scale),
            SumOfSquares or Norm => new($"overflow of the sum of squares of elements {Range(occurrence)}", Scale),
            Prod or ProductOfOthers or CumulativeProduct => isNaN
                ? new("0 * infinity in a product", Infinity)
                : new($"overflow of the product of elements {Range(occurrence)}", "Add up logarithms in the place of the product."),
            MatMul or Conv2D or Conv2DImages or Conv2DWeight => isNaN
                ? new("infinity - infinity or 0 * infinity in a sum of products", Infinity)
                : new($"overflow of a sum of products of elements {Range(occurrence)}", Scale),
            Softmax or LogSoftmax or LogSumExp or CumulativeLogSumExp or SoftmaxGradient => OfSoftmax(occurrence, isNaN),
            SoftmaxCrossEntropy or SoftLabelCrossEntropy or SoftmaxMinusOneHot or SoftmaxMinusTargets => OfCrossEntropy(occurrence, isNaN),
            SigmoidCrossEntropy => new(
                $"cross-entropy of logit {Number(x)} with target {Number(y)}", "A logit is infinite, or the target is: look at both."),
            Standardize or StandardizeGradient or UnitVector => new(
                $"{(isNaN ? "0 / 0 or infinity / infinity" : "division by 0")} in {occurrence.Operation.Name}, of elements "
                + $"{Range(occurrence)}: their deviation or norm is 0 or infinite",
                "Give an eps above 0, and look for a feature that is constant."),
            Solve or TriangularSolve or Inverse or Cofactors or CofactorsAlong => new(
                $"overflow in {occurrence.Operation.Name}: the matrix is singular, or nearly",
                "Add a small multiple of the identity (a jitter)."),
            Cholesky => new("overflow in Cholesky", "Give a jitter, Cholesky(1e-6), and look at the scale of the matrix."),
            Determinant => new("overflow of a determinant", "Use LogDeterminant."),
            LogDeterminant => new("log of a determinant that is 0 or below", "Add a small multiple of the identity (a jitter)."),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override bool TakesMasks(Op operation) => operation is LogSoftmax or LogSumExp or SoftmaxCrossEntropy or SoftLabelCrossEntropy;

    /// <inheritdoc/>
    public override Explanation? OfSlope(OpOccurrence occurrence)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        var x = occurrence.At?[0] ?? double.NaN;
        var y = occurrence.At?.Count > 1 ? occurrence.At[1] : double.NaN;
        return occurrence.Operation switch
        {
            Sqrt or Rsqrt when x == 0 => new("the slope of the square root is infinite, at 0", RootSlope),
            Log or Log2 or Log10 when x == 0 => new("the slope of the logarithm is infinite, at 0", Logits),
            Log or Log2 or Log10 or Sqrt or Rsqrt => new($"the slope 1 / x is that at {Number(x)}", Logits),
            Log1p => new($"the slope 1 / (1 + x) is that at {Number(x)}", Logits),
            PowConstant { Exponent: var p } => new(Invariant($"the slope of x^{p:G5} is that at {x:G5}"), RootSlope),
            AbsolutePower { Exponent: var p } => new(Invariant($"the slope of |x|^{p:G5} is that at {x:G5}"), RootSlope),
            Pow => new(
                $"the base is {Number(x)} and the exponent {Number(y)}: the gradient by the exponent is the logarithm of the base",
                "Keep the base above 0; for a fixed exponent give a number, x.Pow(3), which has no gradient by the exponent."),
            Asin or Acos or Atanh when Math.Abs(x) == 1 => new($"the slope is infinite, at {Number(x)}", Domain),
            Acosh when x == 1 => new("the slope is infinite, at 1", Domain),
            Divide => new($"the divisor is {Number(y)}", y == 0 ? Divisor : Scale),
            Reciprocal => new($"the divisor is {Number(x)}", Divisor),
            Exp or Expm1 or Cosh or Sinh => new(
                $"{occurrence.Operation.Name.ToLowerInvariant()} of {Number(x)} is {Number(occurrence.Result)}", Exponential),
            Multiply => new($"the factors are {Number(x)} and {Number(y)}", null),
            Square or Cube or Hypot or Tan => new($"x is {Number(x)}", Scale),
            XLogY or XLog1pY => new($"x is {Number(x)} and y is {Number(y)}", Logits),
            LogGamma or Digamma => new($"x is {Number(x)}", "Keep the argument above 0."),
            Prod => new("a product of all others is formed", "Add up logarithms in the place of the product."),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override Explanation? OfNoGradient(OpOccurrence occurrence, int input, NdArray<double> grad)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        var x = occurrence.Inputs[input];
        return occurrence.Operation switch
        {
            Relu => new(
                $"dead relu: {Of(x, v => v <= 0)} inputs are 0 or below, {From(x)}",
                "Lower the learning rate, start with smaller or He weights and a bias above 0, or use LeakyRelu. "
                + "If it is the margin of a loss (a hinge), it is met, and there is nothing to learn."),
            LeakyRelu or Elu => new($"its slope is (almost) 0: {Of(x, v => v <= 0)} inputs are 0 or below, {From(x)}", Saturation),
            Clamp { Min: var min, Max: var max } => new(
                Invariant($"{Of(x, v => v <= min || v >= max)} inputs are at or beyond the bounds {min:G5} and {max:G5}, {From(x)}"),
                "Clamp a copy for the loss only, or widen the bounds: outside of them nothing is learned."),
            HardSigmoid => new($"saturated HardSigmoid: its {x.Size} inputs are outside of the slope, {From(x)}", Saturation),
            Sigmoid or Tanh or Softsign or Atan or Erf or Erfc or Gaussian or SechSquared or SigmoidSlope or LogSigmoid or Softplus
                or Silu or Gelu or GeluTanh or Exp or Expm1 => new(
                    $"saturated {occurrence.Operation.Name}: its {x.Size} inputs are {From(x)}, where it is flat", Saturation),
            Softmax { Axes: var axes } when Along(x, axes) == 1 => new(
                "a softmax over one element is 1 whatever goes in", "Look at its axes, or use Sigmoid for one logit."),
            Softmax => OfFlatSoftmax(occurrence, grad),
            SoftmaxCrossEntropy or SoftLabelCrossEntropy when x.Shape is { Rank: > 1 } shape && shape[1] == 1 => new(
                "the cross-entropy of one class is 0 whatever goes in", "Give two logits, or use SigmoidCrossEntropy for one."),
            SoftmaxCrossEntropy or SoftLabelCrossEntropy or SigmoidCrossEntropy => new(
                $"the prediction equals the target to all digits, or every label is ignored: the loss is {From(occurrence.Output)}",
                "If it is learned, this is right; else look at the labels."),
            Add or Subtract or BroadcastTo when x.Shape != occurrence.Output.Shape => new(
                $"what its {occurrence.Output.Size / Math.Max(x.Size, 1)} copies get adds up to 0: a shift of all of them has no effect, "
                + "for there is a normalization or a softmax behind it",
                "Leave it out: it learns nothing there."),
            Maximum or Minimum => OfTaken(occurrence, input),
            Where => OfWhere(occurrence, input),
            Dropout { Rate: var rate } => new(
                Invariant($"dropout with rate {rate:G5} has dropped all {x.Size} elements"),
                "Lower the rate; it is the part that is dropped."),
            Prod when x.ToArray().Count(v => v == 0) > 1 => new(
                $"{Of(x, v => v == 0)} factors are 0, so each product of the others is 0", "Start from something else than zeros."),
            Multiply or MultiplyNoNan or MatMul or Conv2D => OfFactor(occurrence, input),
            Divide when input == 0 => new($"the divisor is {From(occurrence.Inputs[1])}", Scale),
            Divide => new($"the dividend is 0 or the divisor large: {From(occurrence.Inputs[0])} by {From(x)}", null),
            Abs or Square or Cube or Norm or SumOfSquares or AbsolutePower or UnitVector or Hypot when !x.ToArray().Any(v => v != 0) => new(
                $"the slope of {occurrence.Operation.Name} at 0 is 0, and all {x.Size} inputs are 0", NotZeros),
            PowConstant { Exponent: var p } when !x.ToArray().Any(v => v != 0) || p == 0 => new(
                Invariant($"the slope of x^{p:G5} is 0 at the inputs, {From(x)}"), NotZeros),
            Floor or Round or Sign => new(
                $"{occurrence.Operation.Name} is flat between its steps, so its slope is 0",
                "Use a smooth function in its place, or pass the gradient straight through: x + (x.Round() - x).StopGradient()."),
            Max or Min or MaxPool2D => new($"no element of it is the {(occurrence.Operation is Min ? "smallest" : "largest")}", null),
            Gather or TakeAlongAxis or ScatterAdd => new("the index does not pick it", null),
            ScatterUpdate when input == 0 => new("WithAt has replaced all of it that is used", null),
            ScatterUpdate => new("the gradient that arrives is 0 where it was written: nothing that comes after uses it", null),
            Standardize { Axes: var axes } when Along(x, axes) == 1 => new(
                "one element is standardized alone, to 0 whatever goes in", "Look at the axes, or leave the normalization out."),
            Standardize => new(
                $"the gradient of what is standardized has no part along a shift or a scale, and none is left of it; elements {From(x)}",
                "A shift or a factor before a normalization, a bias for instance, has no effect: leave it out."),
            Concat or Stack => new("the gradient that arrives is 0 in this part of it: nothing that comes after uses the part", null),
            _ => null,
        };
    }

    private const string NotZeros = "Start from something else than zeros; if it is the difference of a loss, the minimum is reached.";

    private const string Saturation = "Start with smaller weights, normalize what goes in (LayerNorm, BatchNorm, Standardizer), "
        + "or give the loss the logits themselves.";

    private static Explanation? Pole(OpOccurrence occurrence, string cause, string remedy) =>
        double.IsNegativeInfinity(occurrence.Result) ? new(cause, remedy) : null;

    private static Explanation OfDivide(double x, double y, bool isNaN) => (x, y) switch
    {
        _ when isNaN && double.IsInfinity(y) => new("infinity / infinity", Exponential),
        _ when isNaN => new("0 / 0", Divisor),
        (_, 0) => new(Invariant($"division by 0: {x:G5} / 0"), Divisor),
        (double.NaN, _) => new("division by 0", Divisor),
        _ => new(Invariant($"overflow of {x:G5} / {y:G5}"), Divisor),
    };

    private static Explanation OfPow(double x, double p, bool isNaN) => (x, p) switch
    {
        _ when isNaN && x < 0 => new(
            Invariant($"({x:G5})^{p:G5}: a negative number to a power that is no integer"),
            "Keep the base above 0 with Abs, Maximum or Softplus, or take an integer power."),
        (0, < 0) => new(Invariant($"0^{p:G5}: division by 0"), Divisor),
        _ => new(Invariant($"overflow of {x:G5}^{p:G5}"), Scale),
    };

    private static Explanation OfSoftmax(OpOccurrence occurrence, bool isNaN)
    {
        var (name, all) = (occurrence.Operation.Name, occurrence.Inputs.SelectMany(input => input.ToArray()).ToArray());
        return all.Contains(double.PositiveInfinity)
            ? new($"{name} of +infinity", Infinity)
            : all.Contains(double.NegativeInfinity)
                ? new(
                    all.All(double.IsNegativeInfinity)
                        ? $"{name} of nothing but -infinity: every entry is masked"
                        : $"{name} of -infinity: an entry is masked",
                    "Leave one entry of each row unmasked, or choose with Where after the operation.")
                : new($"{name} of elements {Range(occurrence)} is {(isNaN ? "NaN" : "infinite")}", Scale);
    }

    private static Explanation OfCrossEntropy(OpOccurrence occurrence, bool isNaN)
    {
        var logits = occurrence.Inputs.Count == 0 ? [] : occurrence.Inputs[0].ToArray();
        return logits.Contains(double.NegativeInfinity) && !logits.Contains(double.PositiveInfinity)
            ? new(
                isNaN ? "cross-entropy of logits that are all -infinity"
                    : "log of 0: the labeled class has logit -infinity, so probability 0",
                "Mask with a large finite number, and never the class of the label.")
            : new($"cross-entropy of logits {Range(occurrence)}", Infinity);
    }

    private static Explanation OfFlatSoftmax(OpOccurrence occurrence, NdArray<double> grad)
    {
        var (elements, logits) = (grad.ToArray(), occurrence.Inputs[0]);
        return elements.Length > 0 && elements.All(element => element == elements[0])
            ? new(
                "the elements of a softmax add up to 1 whatever goes in, and each has the same gradient",
                "Let the loss tell the elements apart, by a label for instance: SoftmaxCrossEntropy.")
            : logits.ToArray().Contains(double.NegativeInfinity)
            ? new(
                $"{Of(logits, double.IsNegativeInfinity)} logits are -infinity: masked, so their probability is 0 whatever goes in",
                "Look at the mask: it may be the wrong way around.")
            : new(
                $"saturated Softmax: the logits are {From(logits)}, and the probabilities 0 or 1",
                "Give the logits to the loss (SoftmaxCrossEntropy), or divide them by a temperature, as attention does.");
    }

    private static Explanation OfTaken(OpOccurrence occurrence, int input)
    {
        var larger = occurrence.Operation is Maximum ? "larger" : "smaller";
        return new(
            $"branch not taken: the other input of {occurrence.Operation.Name}, {From(occurrence.Inputs[1 - input])}, is {larger} "
            + $"than this, {From(occurrence.Inputs[input])}",
            "Nothing is learned on that side of the bound: move the bound, or use Softplus in its place.");
    }

    private static Explanation OfWhere(OpOccurrence occurrence, int input)
    {
        var condition = occurrence.Inputs[0];
        return input == 0
            ? new("a condition has no gradient: it chooses", "Use a smooth weight in its place: s x + (1 - s) y with s = Sigmoid(...).")
            : new(
                $"branch not taken: the condition of Where is {(input == 1 ? "0" : "not 0")} in "
                + $"{Of(condition, v => (v == 0) == (input == 1))} elements",
                "Look at the mask: it may be the wrong way around.");
    }

    private static Explanation? OfFactor(OpOccurrence occurrence, int input)
    {
        var other = occurrence.Inputs[input == 0 ? 1 : 0];
        var zeros = other.ToArray().Count(v => v == 0);
        return zeros == 0
            ? OfSmallFactor(occurrence, input, other)
            : new(
                $"the other factor of {occurrence.Operation.Name} is 0" + (other.Size == 1 ? "" : zeros == other.Size
                    ? $": all {zeros} elements" : $" in {zeros} of {other.Size} elements, wherever a gradient arrives"),
                "If they are weights, start them at random (Initialize); if it is a mask, look at it.");
    }

    private static Explanation? OfSmallFactor(OpOccurrence occurrence, int input, NdArray<double> other)
    {
        var (name, x) = (occurrence.Operation.Name, occurrence.Inputs[input]);
        return Array.TrueForAll(other.ToArray(), v => Math.Abs(v) < Small)
            ? new($"the other factor of {name} is small, {From(other)}", "Look at the scale: divide by it, or start with larger weights.")
            : occurrence.Operation is Multiply && x.Shape != occurrence.Output.Shape
                ? new(
                    $"what its {occurrence.Output.Size / Math.Max(x.Size, 1)} copies get adds up to 0: a common factor has no effect, "
                    + "for there is a normalization behind it",
                    "Leave it out: it learns nothing there.")
                : null;
    }

    private static int Along(NdArray<double> x, IntList axes)
    {
        var length = 1;
        foreach (var axis in axes)
        {
            length *= x.Shape[axis];
        }

        return length;
    }

    private static string Negative(double x) => double.IsNaN(x) ? "a negative number" : $"the negative number {Number(x)}";

    private static string Number(double x) => x switch
    {
        double.NaN => "a number that is not known any more",
        double.PositiveInfinity => "infinity",
        double.NegativeInfinity => "-infinity",
        _ => x.ToString("G5", CultureInfo.InvariantCulture),
    };

    private static string Of(NdArray<double> x, Func<double, bool> counts) => Invariant($"{x.ToArray().Count(counts)} of {x.Size}");

    private static string From(NdArray<double> x)
    {
        var elements = x.ToArray();
        return elements.Length == 0 ? "without elements"
            : elements.Min() is var min && elements.Max() is var max && min == max ? Invariant($"at {min:G5}")
            : Invariant($"from {min:G5} to {max:G5}");
    }

    private static string Range(OpOccurrence occurrence) => occurrence.Inputs.Count == 0
        ? "that are not known any more"
        : string.Join(" and ", occurrence.Inputs.Select(From));
}
