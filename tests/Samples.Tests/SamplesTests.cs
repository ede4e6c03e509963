using System.Globalization;
using System.Text.RegularExpressions;

namespace Samples.Tests;

[TestFixture]
public partial class SamplesTests
{
    [Test]
    public void Digits_learns_to_read()
    {
        var output = SampleRun.Output("Digits");
        output.ShouldContain("1437 digits to learn from, 360 to test on");
        output.ShouldContain("rows are what they are, columns what they were read as");
        output.ShouldContain(" read as ");
        double.Parse(Accuracy().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(97.5, output);
    }

    [Test]
    public void Xor_learns_exclusive_or_and_shows_its_hidden_coordinates()
    {
        var output = SampleRun.Output("Xor");
        var probabilities = Row().Matches(output).Select(row => double.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        probabilities.Select(p => p > 0.5 ? 1 : 0).ShouldBe([0, 1, 1, 0], output);
        output.ShouldContain("the plane of h1 and h2");
    }

    [Test]
    public void CustomOp_checks_its_operation_and_fits_a_curve()
    {
        var output = SampleRun.Output("CustomOp");
        output.ShouldContain("Gradient check passed");
        double.Parse(Error().Match(output).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(0.01, output);
    }

    [Test]
    public void CheckYourOp_names_the_wrong_rule_shrinks_it_and_certifies_the_right_one()
    {
        var output = SampleRun.Output("CheckYourOp");
        output.ShouldMatch(@"1\. gated = WrongGate \(3, 4\) made at CheckYourOp\.cs:\d+");
        output.ShouldContain("24 of 48 derivatives differ");
        output.ShouldContain("GradientCheck.Of(new WrongGate().Apply, new NdArray<double>(1), new NdArray<double>(0));");
        output.ShouldContain("Gate is certified");
        var (caught, applicable) = Mutants().Match(output) is var match ? (match.Groups[1].Value, match.Groups[2].Value) : default;
        caught.ShouldBe(applicable);
        int.Parse(caught, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(12);
    }

    [Test]
    public void CheckYourGradient_names_the_forgotten_factor_of_a_gradient_without_nodes()
    {
        var output = SampleRun.Output("CheckYourGradient");
        output.ShouldContain("wrong only at [1], 0.5 times what it should be");
        output.ShouldContain("GradientCheck.Of(Rosenbrock, Wrong, [0, 1]);");
        output.ShouldContain("Gradient check passed: 2 derivatives agree");
    }

    [Test]
    public void ReplayedTraining_ends_where_eager_training_does()
    {
        var losses = SpiralLoss().Matches(SampleRun.Output("ReplayedTraining"));
        losses.Count.ShouldBe(2);
        losses[0].Groups[1].Value.ShouldBe(losses[1].Groups[1].Value);
        double.Parse(losses[0].Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(0.1);
    }

    [Test]
    public void Spirals_are_told_apart_alike_in_a_batch_and_one_by_one()
    {
        var output = SampleRun.Output("Spirals");
        output.ShouldMatch(@"second\.dense\.weight +\(64, 64\)\n");
        output.ShouldMatch(@"second\.norm\.variance +\(64\) not trained\n");
        var shares = Share().Matches(output).Select(share => double.Parse(share.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        shares.Length.ShouldBe(3);
        shares[0].ShouldBeGreaterThanOrEqualTo(99, output);
        shares[1].ShouldBe(shares[0]);
        shares[2].ShouldBeLessThan(90, "in fours the statistics are those of four points");
    }

    [Test]
    public void Films_are_five_pages_and_one_that_lists_them()
    {
        var folder = Directory.CreateTempSubdirectory("films").FullName;
        try
        {
            SampleRun.Output("Films", folder, "--no-browser").ShouldContain("index.html");
            string[] pages = ["chain.html", "convolution.html", "fan.html", "index.html", "losses.html", "xor.html"];
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(pages);
            var index = File.ReadAllText(Path.Combine(folder, "index.html"));
            pages.Except(["index.html"]).ShouldAllBe(page => index.Contains($"href=\"{page}\"", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"(?:Eager|Replayed) *: loss ([\d.]+)")]
    private static partial Regex SpiralLoss();

    [GeneratedRegex(@"(\d+) of (\d+) mutants caught")]
    private static partial Regex Mutants();

    [GeneratedRegex(@": +([\d.]+) %$", RegexOptions.Multiline)]
    private static partial Regex Share();

    [GeneratedRegex(@"test accuracy: ([\d.]+) %")]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"^ +\d +\d +[\d.]+ +[\d.]+ +([\d.]+)$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"step 1000: mean squared error ([\d.]+)")]
    private static partial Regex Error();
}
