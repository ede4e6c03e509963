using System.Globalization;
using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Causes in words: what the operation's assembly says of it, else what the numbers say.</summary>
internal static class Causes
{
    private const double Huge = 1e6;

    /// <summary>Why Forward made an element that is not finite.</summary>
    public static Explanation OfValue(OpOccurrence occurrence) => occurrence.Operation is Accumulate
        ? OfSum(occurrence)
        : ExplanationsAttribute.For(occurrence.Operation)?.OfValue(occurrence) ?? ByNumbers(occurrence);

    /// <summary>Why a rule made an element that is not finite: what it computed there, and what its operation's slope is.</summary>
    public static Explanation OfRule(OpOccurrence inRule, OpOccurrence? forward, string rule)
    {
        var computed = OfValue(inRule);
        var slope = forward is null ? null : ExplanationsAttribute.For(forward.Operation)?.OfSlope(forward);
        return new Explanation(
            $"{computed.Cause} in the rule of {rule}" + (slope is null ? "" : $", where {slope.Cause}"), slope?.Remedy ?? computed.Remedy);
    }

    /// <summary>Why a rule returned nothing but zeros, or almost, for an input.</summary>
    public static Explanation OfNoGradient(OpOccurrence occurrence, int input, NdArray<double> grad, double ratio)
    {
        var (name, x) = (occurrence.Operation.Name, occurrence.Inputs[input]);
        if (x.Size == 0)
        {
            return new(
                "what it reads has no elements, so nothing goes through it",
                "Look at what was selected: an empty part or list, or every label ignored.");
        }

        if ((ExplanationsAttribute.For(occurrence.Operation)?.OfNoGradient(occurrence, input, grad)
            ?? OfGraph(occurrence.Operation, input)) is { } known)
        {
            return known;
        }

        var what = ratio switch
        {
            double.NaN => "returns no gradient for it, because the derivative is 0",
            0 => Invariant($"returns 0 for all {x.Size} elements"),
            _ => Invariant($"returns at most {ratio:G2} of the gradient that it gets"),
        };
        return new Explanation(
            $"the rule of {name} {what}, at inputs {Range(x)}",
            $"Look at the slope of {name} there: is the input where it should be, and is the rule right (CheckNodes tells)?");
    }

    /// <summary>A note on parameters that have grown, since weights that grow overflow when the learning rate is too large.</summary>
    public static string? Growth<T>(IEnumerable<Node<T>> graph)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var grown = graph.OfType<Parameter<T>>()
            .Where(parameter => parameter.Version > 0)
            .Select(parameter => (Parameter: parameter, Largest: Largest(parameter)))
            .Where(entry => entry.Largest > Huge)
            .OrderByDescending(entry => entry.Largest)
            .FirstOrDefault();
        return grown.Parameter is null
            ? null
            : Invariant($"{grown.Parameter.Label} has grown to {grown.Largest:G3} in {grown.Parameter.Version} updates, the last at ")
                + $"{grown.Parameter.UpdatedAt}: the learning rate is too large. Lower it, or clip the gradients.";
    }

    /// <summary>The range of the elements, in words.</summary>
    public static string Range(NdArray<double> array)
    {
        var finite = array.ToArray().Where(double.IsFinite).ToArray();
        return finite.Length == 0
            ? "none of which is finite"
            : finite.Min() is var min && finite.Max() is var max && min == max
                ? $"that are {Number(min)}"
                : $"from {Number(min)} to {Number(max)}" + (max < 0 ? ", all below 0" : min > 0 ? ", all above 0" : "");
    }

    /// <summary>A number in a text.</summary>
    public static string Number(double number) => number switch
    {
        double.PositiveInfinity => "infinity",
        double.NegativeInfinity => "-infinity",
        _ => number.ToString("G5", CultureInfo.InvariantCulture),
    };

    // Operations that the graph makes itself.
    private static Explanation? OfGraph(Op operation, int input) => operation switch
    {
        Mask when input == 0 => new(
            "what chooses is flat: the slope of a relu, or of a branch, is a step, so its derivative is 0",
            "Use a smooth function (Softplus, Tanh) where its slope is to be learned, as in a gradient penalty."),
        Mask => new("the mask is 0 wherever a gradient arrives: the branch was not taken"),
        SliceUpdate when input == 0 => new("With has replaced all of it that is used"),
        SliceUpdate => new("the gradient that arrives is 0 in the part that was written: nothing that comes after uses it"),
        _ => null,
    };

    // Why gradients that were finite are not when they are added up.
    private static Explanation OfSum(OpOccurrence sum) => double.IsNaN(sum.Result)
        ? new("infinity - infinity where the gradients that reach the node on several paths are added up")
        : new("overflow where the gradients that reach the node on several paths are added up");

    private static double Largest<T>(Parameter<T> parameter)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        parameter.Elements.ToArray().Select(double.CreateChecked).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();

    private static Explanation ByNumbers(OpOccurrence occurrence)
    {
        var name = occurrence.Operation.Name;
        var inputs = occurrence.At is { } at
            ? string.Join(" and ", at.Select(Number))
            : string.Join(" and ", occurrence.Inputs.Select(input => $"inputs {Range(input)}"));
        var of = inputs.Length == 0 ? name : $"{name} of {inputs}";
        var meetsInfinity = occurrence.At?.Any(double.IsInfinity)
            ?? occurrence.Inputs.Any(input => input.ToArray().Any(double.IsInfinity));
        return double.IsNaN(occurrence.Result)
            ? new(
                meetsInfinity ? $"{of} makes NaN of an infinity" : $"{of} is not a number: outside of what it is defined for",
                $"Keep the input of {name} inside its domain, or choose a formula that is defined there.")
            : new(
                $"{of} is {Number(occurrence.Result)}: an overflow or a pole",
                $"Keep the input of {name} from there: scale it, Clamp it, or choose a formula that stays finite.");
    }
}
