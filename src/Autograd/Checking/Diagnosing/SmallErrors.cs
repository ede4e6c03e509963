using System.Globalization;

namespace Autograd;

/// <summary>
/// Errors that are a small share of the gradient: how large they are, whether they are the same everywhere, and where not.
/// </summary>
internal static class SmallErrors
{
    private const double Largest = 0.02;

    // A difference counts from this many times the error of the quotient on.
    private const double Margin = 3;

    // Errors that vary by less than this share of themselves are the same.
    private const double Same = 0.1;
    private const int Enough = 3;
    private const string Kind = "a small share";

    public static GradientDiagnosis? Find(GradientEvidence evidence, int input)
    {
        var (rules, differences, errors, x) =
            (evidence.Rules[input], evidence.Differences[input], evidence.Errors[input], evidence.Function.Point[input]);
        var known = Enumerable.Range(0, rules.Length).Where(i => differences[i] != 0 && double.IsFinite(differences[i])).ToArray();
        var off = Array.ConvertAll(known, i => (rules[i] / differences[i]) - 1);
        var noise = Array.ConvertAll(known, i => Margin * errors[i] / Math.Abs(differences[i]));
        var wrong = Enumerable.Range(0, known.Length).Where(k => Math.Abs(off[k]) > noise[k]).ToArray();
        if (wrong.Length == 0 || !Array.TrueForAll(off, value => Math.Abs(value) < Largest))
        {
            return null;
        }

        var sizes = Array.ConvertAll(wrong, k => Math.Abs(off[k]));
        var (least, most) = (sizes.Min(), sizes.Max());
        var isEverywhere = wrong.Length == known.Length;
        var where = isEverywhere ? "everywhere" : Place();
        var start = $"the gradient of input {input} is wrong by a small share";
        if (most - least <= (Same * most) + noise.Max() && Array.TrueForAll(wrong, k => Math.Sign(off[k]) == Math.Sign(off[wrong[0]])))
        {
            var mean = wrong.Average(k => off[k]);
            return new(GradientFault.SmallError, Text($"{start}, {mean:0.0E+0} of it, the same {where}: a constant of the rule is off."))
            {
                Kind = Kind,
                Numbers = [mean],
                Accuracy = Same + (noise.Max() / most),
                Varying = Text($"{start}, {mean:0.0E+0} of it {where}, and by another at other points."),
            };
        }

        return new(GradientFault.SmallError, Text($"{start}, from {least:0.0E+0} to {most:0.0E+0} of it{Growth()}, {where}."))
        {
            Kind = Kind,
        };

        string Place()
        {
            int[] places = [.. wrong.Select(k => known[k])];
            return PlaceFaults.Where(evidence, input, places, [.. known.Except(places)]);
        }

        // Along with what the error grows.
        string Growth()
        {
            (string Words, Func<int, double> By)[] ways =
            [
                ("growing with the size of the input", k => Math.Abs(x[known[k]])),
                ("growing with the input", k => x[known[k]]),
                ("falling with the size of the input", k => -Math.Abs(x[known[k]])),
                ("falling with the input", k => -x[known[k]]),
                ("growing with the size of the gradient", k => Math.Abs(differences[known[k]])),
            ];
            var way = wrong.Length < Enough ? null : ways.FirstOrDefault(way => IsOrdered(wrong.OrderBy(way.By).ToArray())).Words;
            return way is null ? "" : $", {way}";
        }

        bool IsOrdered(int[] order) => order.Zip(order.Skip(1)).All(pair =>
            Math.Abs(off[pair.Second]) >= Math.Abs(off[pair.First]) - noise[pair.First] - noise[pair.Second]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
