using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults in the use of the incoming gradient: not at all, twice, or beside a term that has none.</summary>
internal static class SeedFaults
{
    public static GradientDiagnosis? Ignored(GradientEvidence evidence, int input) =>
        AreAlike(evidence.Rules[input], evidence.TwiceTheSeed[input])
            ? new(
                GradientFault.IncomingGradientIgnored,
                $"the gradient of input {input} is not multiplied by the incoming gradient: twice that gives the same.")
            : null;

    public static GradientDiagnosis? NotLinear(GradientEvidence evidence, int input)
    {
        var (once, twice) = (evidence.Rules[input], evidence.TwiceTheSeed[input]);
        if (AreAlike(Times(once, 4), twice))
        {
            return new(
                GradientFault.IncomingGradientTwice,
                $"the gradient of input {input} is multiplied by the incoming gradient twice, or by its size: twice that gives four times "
                + "as much.");
        }

        if (Array.TrueForAll(once, number => number == 0)
            || AreAlike(Times(once, 2), twice)
            || !once.Concat(twice).All(double.IsFinite))
        {
            return null;
        }

        // What twice the seed adds is what is linear in it.
        double[] linear = [.. twice.Zip(once, (a, b) => a - b)];
        var rest = AreAlike(linear, evidence.Differences[input]) ? ", which is right without it" : "";
        return new(
            GradientFault.IncomingGradientTwice,
            $"the gradient of input {input} is not linear in the incoming gradient: there is a term that is not multiplied by it{rest}, "
            + "or it is used in a function.");
    }

    private static double[] Times(double[] values, double times) => Array.ConvertAll(values, value => times * value);
}
